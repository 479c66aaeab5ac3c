import { INFERNO, MAGMA, PLASMA, VIRIDIS } from './colormap-tables';

/** Names of the colour maps, in the order a menu shows them. */
export const COLORMAPS = ['grey', 'inverted-grey', 'viridis', 'inferno', 'magma', 'plasma', 'cubehelix'] as const;

export type ColormapName = (typeof COLORMAPS)[number];

const made = new Map<ColormapName, Uint8Array>();

/** The 256 colours of a map, darkest value first: 768 bytes, red, green, blue of each. Shared: not to be written to. */
export function colormap(name: ColormapName): Uint8Array {
  let table = made.get(name);
  if (!table) made.set(name, (table = make(name)));
  return table;
}

function make(name: ColormapName): Uint8Array {
  switch (name) {
    case 'grey':
      return fill((level) => [level, level, level]);
    case 'inverted-grey':
      return fill((level) => [255 - level, 255 - level, 255 - level]);
    case 'viridis':
      return fromHex(VIRIDIS);
    case 'inferno':
      return fromHex(INFERNO);
    case 'magma':
      return fromHex(MAGMA);
    case 'plasma':
      return fromHex(PLASMA);
    case 'cubehelix':
      return fill(cubehelix);
  }
}

function fill(colour: (level: number) => readonly number[]): Uint8Array {
  const table = new Uint8Array(768);
  for (let level = 0; level < 256; level++) table.set(colour(level), 3 * level);
  return table;
}

function fromHex(hex: string): Uint8Array {
  return fill((level) => [0, 2, 4].map((at) => parseInt(hex.slice(6 * level + at, 6 * level + at + 2), 16)));
}

/** Green 2011, Bull. Astr. Soc. India 39, 289: start 0.5, rotations -1.5, hue 1, gamma 1, his own choice. */
function cubehelix(level: number): readonly number[] {
  const brightness = level / 255;
  const angle = 2 * Math.PI * (0.5 / 3 - 1.5 * brightness);
  const amplitude = (brightness * (1 - brightness)) / 2;
  const [cos, sin] = [amplitude * Math.cos(angle), amplitude * Math.sin(angle)];
  return [-0.14861 * cos + 1.78277 * sin, -0.29227 * cos - 0.90649 * sin, 1.97294 * cos].map((deviation) =>
    Math.floor(255 * Math.min(1, Math.max(0, brightness + deviation))),
  );
}
