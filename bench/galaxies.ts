import fs from 'node:fs';
import path from 'node:path';
import { writeFits } from '../src/fits';
import { randomNumbers } from '../test/galaxies';

/** The FITS bytes of a cutout like a survey's: sky and noise, an inclined disc with two arms, a bulge, a WCS. */
export function galaxyFits(side: number, seed: number): Uint8Array {
  const random = randomNumbers(seed);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const scale = side * (0.06 + 0.06 * random());
  const axisRatio = 0.3 + 0.7 * random();
  const angle = Math.PI * random();
  const arms = 0.8 * random();
  const bulge = 3 * random();
  const pixels = new Float32Array(side * side);
  for (let y = 0, i = 0; y < side; y++) {
    for (let x = 0; x < side; x++, i++) {
      const u = (x - side / 2) * Math.cos(angle) + (y - side / 2) * Math.sin(angle);
      const w = ((y - side / 2) * Math.cos(angle) - (x - side / 2) * Math.sin(angle)) / axisRatio;
      const r = Math.hypot(u, w) / scale;
      const winding = 1 + arms * Math.cos(2 * Math.atan2(w, u) - 3 * Math.log(r + 0.1));
      pixels[i] = 0.5 + 0.02 * normal() + 0.4 * Math.exp(-r) * winding + bulge * Math.exp(-((3 * r) ** 2));
    }
  }
  const header = [
    ['CTYPE1', 'RA---TAN'],
    ['CTYPE2', 'DEC--TAN'],
    ['CRVAL1', 360 * random()],
    ['CRVAL2', 60 * random()],
    ['CRPIX1', side / 2 + 0.5],
    ['CRPIX2', side / 2 + 0.5],
    ['CDELT1', -7e-5],
    ['CDELT2', 7e-5],
  ] as const;
  return writeFits([{ data: pixels, shape: [side, side], header }]);
}

/** Writes `count` cutouts of `side` pixels into `folder`, a few hundred to a subfolder. */
export function writeGalaxies(folder: string, count: number, side: number): void {
  for (let i = 0; i < count; i++) {
    const sub = path.join(folder, String(Math.floor(i / 500)));
    if (i % 500 === 0) fs.mkdirSync(sub, { recursive: true });
    fs.writeFileSync(path.join(sub, `galaxy-${i}.fits`), galaxyFits(side, i + 1));
  }
}

/** Copies up to `count` JPEG cutouts of the shared data; how many there are. */
export function copyPhotographs(folder: string, count: number): number {
  const source = path.resolve(__dirname, '../../shared/data/gz2');
  if (!fs.existsSync(source)) return 0;
  const names = fs.readdirSync(source).filter((name) => name.endsWith('.jpg')).slice(0, count); // prettier-ignore
  fs.mkdirSync(folder, { recursive: true });
  for (const name of names) fs.copyFileSync(path.join(source, name), path.join(folder, name));
  return names.length;
}
