import type { ColumnMetaData } from 'hyparquet';
import { decompressed } from './compression';
import { readDeltas } from './deltas';
import type { Leaf } from './leaves';
import { PageBytes } from './page-bytes';
import { countInRuns } from './runs';
import { ThriftReader, type ThriftStruct } from './thrift';

/** Numbers of the format (parquet.thrift). */
const DATA_PAGE = 0;
const DICTIONARY_PAGE = 2;
const DATA_PAGE_V2 = 3;
const PLAIN = 0;
const PLAIN_DICTIONARY = 2;
const RLE = 3;
const DELTA_BINARY_PACKED = 5;
const DELTA_LENGTH_BYTE_ARRAY = 6;
const DELTA_BYTE_ARRAY = 7;
const RLE_DICTIONARY = 8;
const BYTE_STREAM_SPLIT = 9;

/** Bytes that a value takes at the least where it stands as it is. */
const BYTES: Readonly<Record<string, number>> = {
  BOOLEAN: 1 / 8,
  INT32: 4,
  INT64: 8,
  INT96: 12,
  FLOAT: 4,
  DOUBLE: 8,
  BYTE_ARRAY: 4,
};
/** Bytes that texts of a file may take together when they are told by their differences from one another. */
const MOST_REPEATED = 2 ** 29;

/** How many bytes such texts of a file have taken so far: a few bytes of a page can ask for any number. */
export class RepeatedTexts {
  private bytes = 0;

  /** @throws Error where they are too many */
  add(bytes: number): void {
    this.bytes += bytes;
    if (this.bytes > MOST_REPEATED)
      throw new Error(
        `its texts take more than ${MOST_REPEATED / 2 ** 20} MiB where they are stored by their differences`,
      );
  }
}

/** A data page's claims about itself, for both versions of pages. */
interface Claims {
  readonly values: number;
  readonly encoding: number;
  /** The levels' bytes, which precede the values uncompressed in a page of version 2. */
  readonly levels?: {
    readonly repetition: number;
    readonly definition: number;
    readonly compressed: boolean;
    readonly nulls: number;
  };
}

/**
 * Sees that the pages of a column hold what they and the metadata say, before the library believes it: it makes arrays of as many values
 * as a header says, and fills them by runs as long as they say.
 * @param bytes the part of the file that holds the column
 * @param repeated of the file so far
 * @param decompress a page of a codec, to a length
 * @throws Error with the reason
 */
export function requirePages(
  bytes: Uint8Array,
  leaf: Leaf,
  { codec, num_values }: ColumnMetaData,
  repeated = new RepeatedTexts(),
  decompress = decompressed,
): void {
  const wanted = Number(num_values);
  const reader = new ThriftReader(bytes);
  let values = 0;
  // The library stops here, too: some writers leave a byte.
  while (reader.offset < bytes.length - 1 && (leaf.repeated > 0 || values < wanted)) {
    const header = reader.struct();
    const size = numberOf(header, 3);
    if (size < 0 || size > bytes.length - reader.offset)
      throw new Error(`a page of ${size} bytes, where ${bytes.length - reader.offset} are left`);
    const page = bytes.subarray(reader.offset, (reader.offset += size));
    const length = numberOf(header, 2);
    switch (numberOf(header, 1)) {
      case DICTIONARY_PAGE:
        requireRoom(leaf, numberOf(structOf(header, 7), 1), decompress(codec, page, length).length);
        break;
      case DATA_PAGE:
      case DATA_PAGE_V2: {
        const claims = claimsOf(header);
        values += claims.values;
        if (claims.values < 0 || values > wanted) throw new Error(`pages of ${values} values, of ${wanted}`);
        requireValues(
          { bytes: page, length, decompress: (part, long) => decompress(codec, part, long) },
          leaf,
          claims,
          repeated,
        );
        break;
      }
      default:
        throw new Error('a page is neither a dictionary nor data');
    }
  }
  if (values !== wanted) throw new Error(`its pages hold ${values} values, of ${wanted}`);
}

function claimsOf(header: ThriftStruct): Claims {
  if (numberOf(header, 1) === DATA_PAGE) {
    const data = structOf(header, 5);
    return { values: numberOf(data, 1), encoding: numberOf(data, 2) };
  }
  const data = structOf(header, 8);
  const [values, nulls] = [numberOf(data, 1), numberOf(data, 2)];
  const levels = {
    definition: numberOf(data, 5),
    repetition: numberOf(data, 6),
    compressed: data.get(7) !== false,
    nulls,
  };
  return { values, encoding: numberOf(data, 4), levels };
}

/** A page as it stands in the file. */
interface Stored {
  readonly bytes: Uint8Array;
  /** Length of the page in bytes after decompression. */
  readonly length: number;
  readonly decompress: (bytes: Uint8Array, length: number) => Uint8Array;
}

function requireValues(
  { bytes, length, decompress }: Stored,
  leaf: Leaf,
  claims: Claims,
  repeated: RepeatedTexts,
): void {
  const { values, encoding, levels } = claims;
  let page: PageBytes;
  let nulls: number;
  if (levels) {
    const { repetition, definition, compressed } = levels;
    const front = repetition + definition;
    if (repetition < 0 || definition < 0 || front > bytes.length)
      throw new Error('its levels are longer than their page');
    if (leaf.repeated > 0) countInRuns(bytes.subarray(0, repetition), 0, widthOf(leaf.repeated), values);
    nulls = levelsOf(bytes.subarray(repetition, front), leaf, values);
    if (nulls !== levels.nulls) throw new Error(`${levels.nulls} values are missing, of ${nulls}`);
    const rest = bytes.subarray(leaf.defined > 0 ? front : repetition);
    page = new PageBytes(compressed ? decompress(rest, length - front) : rest);
  } else {
    page = new PageBytes(decompress(bytes, length));
    if (leaf.repeated > 0) countInRuns(page.take(page.uint32()), 0, widthOf(leaf.repeated), values);
    nulls = leaf.defined > 0 ? levelsOf(page.take(page.uint32()), leaf, values) : 0;
  }
  if (encoding === DELTA_BYTE_ARRAY) requireEnds(page, values - nulls, repeated);
  else requireEncoded(page, leaf, encoding, values - nulls, levels !== undefined);
}

/** @returns how many values are missing */
function levelsOf(bytes: Uint8Array, { defined }: Leaf, values: number): number {
  return defined > 0 ? values - countInRuns(bytes, 0, widthOf(defined), values, defined) : 0;
}

function requireEncoded(page: PageBytes, leaf: Leaf, encoding: number, values: number, second: boolean): void {
  const { type } = leaf.element;
  switch (encoding) {
    case PLAIN:
    case BYTE_STREAM_SPLIT:
      return requireRoom(leaf, values, page.left);
    case RLE:
    case RLE_DICTIONARY:
    case PLAIN_DICTIONARY: {
      if (type === 'BOOLEAN' || (second && encoding === RLE)) {
        if (values > 0) countInRuns(page.take(page.uint32()), 0, 1, values);
        return;
      }
      // Where nothing is packed the library reads no runs, but in version 2.
      if (values === 0 && page.left === 0) return;
      const width = page.take(1)[0];
      if (width > 0 || second) countInRuns(page.bytes, page.offset, width, values);
      return;
    }
    case DELTA_BINARY_PACKED:
      readDeltas(page, values);
      return;
    case DELTA_LENGTH_BYTE_ARRAY:
      for (const length of readDeltas(page, values)) page.take(length);
      return;
    default:
      throw new Error(`parquet unsupported encoding: ${encoding}`);
  }
}

/** Checks texts that are stored as their difference from the text before (DELTA_BYTE_ARRAY). */
function requireEnds(page: PageBytes, values: number, repeated: RepeatedTexts): void {
  const fronts = readDeltas(page, values);
  const ends = readDeltas(page, values);
  let before = 0;
  for (let i = 0; i < values; i++) {
    page.take(ends[i]);
    if (fronts[i] < 0 || fronts[i] > before) throw new Error('a text begins as a longer one than that before');
    before = fronts[i] + ends[i];
    repeated.add(before);
  }
}

/** Values that stand as they are fit into the bytes that are there. */
function requireRoom({ element }: Leaf, values: number, bytes: number): void {
  const each =
    element.type === 'FIXED_LEN_BYTE_ARRAY' ? Math.max(1, element.type_length ?? 0) : (BYTES[element.type ?? ''] ?? 1);
  if (values < 0 || values * each > bytes) throw new Error(`${values} values in a page of ${bytes} bytes`);
}

function widthOf(level: number): number {
  return 32 - Math.clz32(level);
}

function numberOf(fields: ThriftStruct, id: number): number {
  const value = fields.get(id);
  if (typeof value !== 'number') throw new Error('the header of a page lacks a number');
  return value;
}

function structOf(fields: ThriftStruct, id: number): ThriftStruct {
  const value = fields.get(id);
  if (!(value instanceof Map)) throw new Error('the header of a page is of another kind than the page');
  return value;
}
