import { INFERNO, MAGMA, PLASMA, VIRIDIS } from './colormap-tables';

/** Names of the colour maps, in the order a menu shows them. */
export const COLORMAPS = [
  'grey',
  'inverted-grey',
  'viridis',
  'inferno',
  'magma',
  'plasma',
  'cubehelix',
  'heat',
  'rainbow',
  'coolwarm',
] as const;

export type ColormapName = (typeof COLORMAPS)[number];

const made = new Map<string, Uint8Array>();

/**
 * The 256 colours of a map, darkest value first: 768 bytes, red, green, blue of each. Shared: not to be written to.
 * @param inverted gives them in the reverse order
 */
export function colormap(name: ColormapName, inverted = false): Uint8Array {
  const key = inverted ? `${name} inverted` : name;
  let table = made.get(key);
  if (!table) made.set(key, (table = inverted ? reversed(colormap(name)) : make(name)));
  return table;
}

function reversed(table: Uint8Array): Uint8Array {
  return fill((level) => [...table.subarray(3 * (255 - level), 3 * (256 - level))]);
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
    case 'heat':
      return fill(heat);
    case 'rainbow':
      return fill(rainbow);
    case 'coolwarm':
      return fill(coolwarm);
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

/** Black through red and yellow to white, one colour after the other: DS9's heat. */
function heat(level: number): readonly number[] {
  const x = level / 255;
  return [x / 0.34, x, (x - 0.65) / 0.35].map(toByte);
}

/** The hues from violet to red at full brightness, for phases and other angles of equal rank. */
function rainbow(level: number): readonly number[] {
  const hue = (1 - level / 255) * 4.5;
  return [0, 4, 2].map((offset) => toByte(Math.abs(((hue + offset) % 6) - 3) - 1));
}

const COOL = [59, 76, 192];
const WHITE = 221;
const WARM = [180, 4, 38];

/** Blue through white to red, for differences from zero: the end colours of Moreland 2009 (ISVC, 92), in linear steps. */
function coolwarm(level: number): readonly number[] {
  const x = level / 127.5;
  const [end, weight] = x < 1 ? [COOL, 1 - x] : [WARM, x - 1];
  return end.map((channel) => Math.round(WHITE + (channel - WHITE) * weight));
}

function toByte(x: number): number {
  return Math.round(255 * Math.min(1, Math.max(0, x)));
}
