import { product } from './compression/box';
import { FitsError } from './error';
import { holdsGroups } from './groups';
import type { Hdu } from './hdu';
import type { ByteSource } from './byte-source';
import { imageSize } from './image';
import { physicalParts } from './image-parts';
import { openFits, type OpenOptions } from './open';
import { type Cell, type CellValue, holdsTable, readColumns, readRow, rowCount } from './table';
import { hduWcs } from './wcs/hdu-wcs';

/** A number that JSON can carry: what it cannot is spelt as Python's json spells a float. */
export type JsonNumber = number | 'nan' | 'inf' | '-inf';

/**
 * An element of a table that JSON can carry, numbers as JsonNumber, integers beyond 2^53 as their digits; complex numbers as
 * [real, imaginary].
 */
export type JsonCell = number | string | boolean | null | readonly JsonCell[];

/** The report of `inspectFits` on a file. */
export interface FileReport {
  readonly hdus?: readonly HduReport[];
  /** Why the file cannot be read. */
  readonly unreadable?: string;
}

/** The report of `inspectFits` on one HDU: physical values of an image, or columns and first row of a table. */
export interface HduReport {
  readonly name: string;
  /** Name of astropy's class for the HDU; `groups` for random groups with data. */
  readonly kind: string;
  /** Number of cards before END, CONTINUE cards counted with the card they continue. */
  readonly cards: number;
  /** C order, slowest first; of random groups the number of groups. */
  readonly shape?: readonly number[];
  readonly bitpix?: number;
  /** How many pixels are finite; `min`, `max` and `mean` are theirs, and absent where there are none. */
  readonly finite?: number;
  readonly min?: number;
  readonly max?: number;
  readonly mean?: number;
  /** Up to 16 pixels, evenly spread: flat index in C order, physical value. */
  readonly samples?: readonly (readonly [number, JsonNumber])[];
  /** World coordinates (degrees, in the header's frame, in the order of CTYPE) of three corners and the centre, in 1-based pixels. */
  readonly wcs?: {
    readonly ctype: readonly [string, string];
    readonly pixel1: readonly (readonly [number, number])[];
    readonly world: readonly (readonly [JsonNumber, JsonNumber])[];
  };
  readonly rows?: number;
  /** Name and TFORM of every column. */
  readonly columns?: readonly (readonly [string, string])[];
  /** The first row, at most eight elements of each field; absent from a table without rows. */
  readonly row0?: Readonly<Record<string, JsonCell>>;
  /** Why the HDU's data cannot be read. */
  readonly unreadable?: string;
}

const SAMPLES = 16;
const ELEMENTS = 8;

/**
 * What a FITS file holds, in plain JSON: to see at a glance, and to hold beside what another reader makes of it. Images are
 * read by parts: memory does not grow with them, unless the file is compressed as a whole.
 * @param file its bytes, or where to read them
 * @param name its path or name, for error messages
 * @returns a report of every HDU; what cannot be read says why, and no error is thrown for it
 */
export function inspectFits(file: Uint8Array | ByteSource, name: string, options: OpenOptions = {}): FileReport {
  try {
    return { hdus: openFits(file, name, options).map((hdu, _, hdus) => inspectHdu(hdu, hdus)) };
  } catch (error) {
    return { unreadable: reasonOf(error) };
  }
}

/** Reports on one HDU like `inspectFits`. `hdus` are the HDUs of the same file, which its coordinates may refer to. */
export function inspectHdu(hdu: Hdu, hdus: readonly Hdu[] = [hdu]): HduReport {
  const head = { name: hdu.name, kind: hdu.kind, cards: hdu.header.cards.length };
  try {
    if (hdu.failure) throw hdu.failure;
    if (holdsGroups(hdu)) {
      return { ...head, kind: 'groups', shape: [hdu.header.number('GCOUNT', 1)] };
    }
    if (hdu.kind === '_NonstandardHDU' || hdu.kind === 'NonstandardExtHDU') return head;
    if (holdsTable(hdu)) return { ...head, ...inspectTable(hdu) };
    if (hdu.image.axes.length === 0) return { ...head, shape: [] };
    return { ...head, ...inspectImage(hdu, hdus) };
  } catch (error) {
    return { ...head, unreadable: reasonOf(error) };
  }
}

/** A FitsError's reason; any other error is a defect and goes on. */
function reasonOf(error: unknown): string {
  if (error instanceof FitsError) return error.reason;
  throw error;
}

function inspectImage(hdu: Hdu, hdus: readonly Hdu[]): Partial<HduReport> {
  const length = product(hdu.image.axes);
  const wanted = [
    ...new Set(Array.from({ length: SAMPLES }, (_, i) => Math.floor((i * (length - 1)) / (SAMPLES - 1)))),
  ];
  const statistics = new FiniteStatistics();
  const samples: (readonly [number, JsonNumber])[] = [];
  let first = 0;
  for (const part of physicalParts(hdu)) {
    statistics.add(part);
    for (; wanted[samples.length] < first + part.length;) {
      const index = wanted[samples.length];
      samples.push([index, jsonNumber(part[index - first])]);
    }
    first += part.length;
  }
  return { shape: hdu.shape, bitpix: hdu.bitpix, ...statistics.report, samples, ...inspectWcs(hdu, hdus) };
}

/** Accumulates statistics of the finite values of an image that is read part by part. */
class FiniteStatistics {
  private finite = 0;
  private min = Infinity;
  private max = -Infinity;
  // Summed with compensation (Kahan 1965), so that the mean of millions of pixels keeps its digits.
  private sum = 0;
  private lost = 0;

  add(values: Float32Array | Float64Array): void {
    let { finite, min, max, sum, lost } = this;
    for (let i = 0; i < values.length; i++) {
      const value = values[i];
      if (value - value !== 0) continue;
      finite++;
      if (value < min) min = value;
      if (value > max) max = value;
      const term = value - lost;
      const total = sum + term;
      lost = total - sum - term;
      sum = total;
    }
    Object.assign(this, { finite, min, max, sum, lost });
  }

  get report(): Partial<HduReport> {
    const { finite, min, max, sum } = this;
    return finite === 0 ? { finite } : { finite, min, max, mean: sum / finite };
  }
}

function inspectWcs(hdu: Hdu, hdus: readonly Hdu[]): Partial<HduReport> {
  const wcs = hdu.image.axes.length < 2 ? undefined : hduWcs(hdu, hdus);
  if (!wcs) return {};
  const { width, height } = imageSize(hdu);
  const pixel1 = [[1, 1], [width, 1], [1, height], [(width + 1) / 2, (height + 1) / 2]] as const; // prettier-ignore
  const world = pixel1.map(([x, y]) => {
    const place = wcs.pixelToWorld(x, y);
    const [lon, lat] = place ? [place.lon, place.lat] : (['nan', 'nan'] as const);
    return wcs.longitudeAxis === 1 ? ([lon, lat] as const) : ([lat, lon] as const);
  });
  return { wcs: { ctype: wcs.ctype, pixel1, world } };
}

function inspectTable(hdu: Hdu): Partial<HduReport> {
  const rows = rowCount(hdu);
  const columns = readColumns(hdu).map(({ name, form }) => [name, form] as const);
  if (rows === 0) return { rows, columns };
  const row0 = Object.entries(readRow(hdu, 0, 'stored')).map(([name, cell]) => [name, jsonCell(cell)] as const);
  return { rows, columns, row0: Object.fromEntries(row0) };
}

function jsonCell(cell: Cell): JsonCell {
  return Array.isArray(cell) ? (cell as CellValue[]).slice(0, ELEMENTS).map(jsonCell) : jsonScalar(cell as CellValue);
}

function jsonScalar(value: CellValue): JsonCell {
  if (typeof value === 'number') return jsonNumber(value);
  // JSON's readers round longer integers, so that these are texts.
  return typeof value === 'bigint' ? (isExact(value) ? Number(value) : String(value)) : value;
}

function isExact(value: bigint): boolean {
  return Number.isSafeInteger(Number(value));
}

function jsonNumber(value: number): JsonNumber {
  if (Number.isFinite(value)) return value;
  return Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf';
}
