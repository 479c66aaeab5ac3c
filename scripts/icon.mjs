// Draws the extension's mark, a spiral galaxy in an eyepiece: media/icon.svg, and media/icon.png from it.
// usage: node scripts/icon.mjs
import fs from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { root } from './run.mjs';

const PITCH = Math.tan((19 * Math.PI) / 180);

/** A tapering logarithmic spiral arm as a closed path: out along one side and back along the other. */
function arm(turn) {
  const side = (sign) =>
    Array.from({ length: 60 }, (_, i) => {
      const along = i / 59;
      const radius = 13 * Math.exp(PITCH * 5.2 * along);
      const angle = turn + 5.2 * along + sign * 0.62 * (1 - along) ** 0.6 * Math.sin(Math.PI * (0.25 + 0.75 * along));
      return `${(radius * Math.cos(angle)).toFixed(1)} ${(radius * Math.sin(angle)).toFixed(1)}`;
    });
  return `M${[...side(1), ...side(-1).reverse()].join('L')}Z`;
}

const ticks = Array.from({ length: 4 }, (_, i) => `<path d="M0-112v15" transform="rotate(${i * 90})"/>`).join('');
const stars = [
  [-58, -50, 2.6],
  [66, -36, 2],
  [48, 62, 2.8],
  [-70, 38, 1.8],
  [-8, -78, 1.8],
  [4, 80, 1.5],
]
  .map(([x, y, r]) => `<circle cx="${x}" cy="${y}" r="${r}"/>`)
  .join('');

const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="256" height="256" viewBox="-128 -128 256 256">
<defs>
<radialGradient id="sky"><stop offset="0" stop-color="#26305f"/><stop offset="1" stop-color="#0b1026"/></radialGradient>
<radialGradient id="core"><stop offset="0" stop-color="#fff7e0"/><stop offset=".35" stop-color="#ffd48a"/><stop offset="1" stop-color="#ffb45e" stop-opacity="0"/></radialGradient>
<radialGradient id="arms" gradientUnits="userSpaceOnUse" cx="0" cy="0" r="75"><stop offset="0" stop-color="#ffe3b0"/><stop offset=".45" stop-color="#9fc4ff"/><stop offset="1" stop-color="#5f7dff"/></radialGradient>
</defs>
<rect x="-128" y="-128" width="256" height="256" rx="56" fill="#080b1a"/>
<circle r="104" fill="url(#sky)"/>
<g fill="#dfe8ff">${stars}</g>
<g transform="rotate(-28) scale(1.25 .85)">
<g fill="url(#arms)"><path d="${arm(0)}"/><path d="${arm(Math.PI)}"/></g>
<circle r="36" fill="url(#core)"/>
</g>
<g fill="none" stroke="#8fb2ff" stroke-linecap="round"><circle r="104" stroke-width="7"/><g stroke-width="6">${ticks}</g></g>
</svg>
`;

const media = path.join(root, 'media');
fs.mkdirSync(media, { recursive: true });
fs.writeFileSync(path.join(media, 'icon.svg'), svg);
await sharp(Buffer.from(svg)).png({ compressionLevel: 9 }).toFile(path.join(media, 'icon.png'));
