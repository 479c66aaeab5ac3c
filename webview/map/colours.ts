import { colormap } from '../../src/imaging';
import type { MapColour } from '../../src/contracts/map';
import type { Rgb, ThemeColours } from '../components/host/theme-colours';

/**
 * Okabe and Ito 2008 (Color Universal Design): told apart by all kinds of colour vision. Without black, and in an order
 * in which those that stand out least from the background come last: yellow on white, blue on black.
 */
const OKABE_ITO: Record<'light' | 'dark', readonly Rgb[]> = {
  light: [
    [0, 114, 178],
    [213, 94, 0],
    [0, 158, 115],
    [204, 121, 167],
    [86, 180, 233],
    [230, 159, 0],
    [240, 228, 66],
  ],
  dark: [
    [230, 159, 0],
    [86, 180, 233],
    [0, 158, 115],
    [204, 121, 167],
    [240, 228, 66],
    [213, 94, 0],
    [0, 114, 178],
  ],
};

/** Share of the values at each end that the range leaves out, so that single values do not take all the colours. */
const OUTSIDE = 0.01;

/** What a legend says. */
export type Legend =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'class';
      readonly entries: readonly { readonly name: string; readonly colour: Rgb; readonly count: number }[];
    }
  | {
      readonly kind: 'number';
      readonly low: number;
      readonly high: number;
      /** Points outside the range, which have the colours of its ends. */
      readonly outside: number;
      readonly missing: number;
      /** 256 colours, those of the low values first: red, green, blue. */
      readonly table: Uint8Array;
    };

/** The colour of each point, four bytes of which the last is not used, and what they mean. */
export function colourPoints(
  count: number,
  colour: MapColour | undefined,
  theme: ThemeColours,
): { rgb: Uint8Array; legend: Legend } {
  if (colour?.kind === 'class') return byClass(count, colour, theme);
  if (colour?.kind === 'number') return byNumber(count, colour.values, theme);
  const rgb = new Uint8Array(4 * count);
  for (let i = 0; i < count; i++) rgb.set(theme.point, 4 * i);
  return { rgb, legend: { kind: 'none' } };
}

/**
 * The largest classes have a colour each, all others one together. Colours go by the names, so that they stay the same when
 * a class grows past another.
 */
function byClass(count: number, { names, codes }: Extract<MapColour, { kind: 'class' }>, theme: ThemeColours) {
  const counts = new Float64Array(names.length);
  let missing = 0;
  for (let i = 0; i < count; i++) {
    if (codes[i] >= 0 && codes[i] < names.length) counts[codes[i]]++;
    else missing++;
  }
  const palette = OKABE_ITO[theme.dark ? 'dark' : 'light'];
  const largest = Array.from(counts.keys())
    .filter((code) => counts[code] > 0)
    .sort((a, b) => counts[b] - counts[a]);
  const shown = largest.slice(0, palette.length).sort((a, b) => compareNames(names[a], names[b]));
  const others = largest.slice(palette.length).reduce((sum, code) => sum + counts[code], 0);
  const colours = new Map(shown.map((code, i) => [code, palette[i]]));
  const rgb = new Uint8Array(4 * count);
  for (let i = 0; i < count; i++) rgb.set(colours.get(codes[i]) ?? theme.other, 4 * i);
  const entries = shown.map((code, i) => ({ name: names[code], colour: palette[i], count: counts[code] }));
  // One colour, and so one entry.
  const restName = others === 0 ? 'no value' : missing === 0 ? 'other' : 'other or no value';
  const rest = others + missing > 0 ? [{ name: restName, colour: theme.other, count: others + missing }] : [];
  return { rgb, legend: { kind: 'class', entries: [...entries, ...rest] } satisfies Legend };
}

const compareNames = new Intl.Collator('en', { numeric: true }).compare;

/** From the first to the 99th percentile of the values there are, in viridis, whose lightness grows evenly. */
function byNumber(count: number, values: Float32Array, theme: ThemeColours) {
  const known = values.subarray(0, count).filter(Number.isFinite).sort();
  const at = (share: number) => known[Math.min(known.length - 1, Math.floor(share * known.length))] ?? NaN;
  const [low, high] = [at(OUTSIDE), at(1 - OUTSIDE)];
  const table = colormap('viridis');
  const rgb = new Uint8Array(4 * count);
  let outside = 0;
  for (let i = 0; i < count; i++) {
    const value = values[i];
    if (!Number.isFinite(value)) {
      rgb.set(theme.other, 4 * i);
      continue;
    }
    if (value < low || value > high) outside++;
    const share = high > low ? (value - low) / (high - low) : 0.5;
    const level = Math.round(255 * Math.min(1, Math.max(0, share)));
    rgb.set(table.subarray(3 * level, 3 * level + 3), 4 * i);
  }
  const missing = count - known.length;
  return { rgb, legend: { kind: 'number', low, high, outside, missing, table } satisfies Legend };
}
