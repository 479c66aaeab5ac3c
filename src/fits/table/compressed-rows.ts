import { CodecError } from '../compression/codec-error';
import { gunzip, unshuffleBytes } from '../compression/gzip';
import { riceBytes } from '../compression/rice-bytes';
import type { Hdu } from '../hdu';
import { type BinaryForm, bytesOf, parseBinaryForm } from './binary-form';
import { readColumns, rowCount } from './columns';
import { type Place, PlainRows, type RowSource, type Slab } from './rows';

/** A column of a compressed table. */
interface Packed {
  readonly name: string;
  /** ZFORMn: of the column before compression. */
  readonly form: BinaryForm;
  /** ZCTYPn. */
  readonly codec: string;
  /** Where the descriptor of a tile's compressed bytes lies in the compressed table, a row a tile. */
  readonly descriptor: Place;
  readonly wide: boolean;
  /** The tile unpacked last. */
  held: { readonly tile: number; readonly slab: Uint8Array; readonly arrays: DataView | undefined } | undefined;
}

/**
 * The rows of a tile-compressed table (FITS 4.0, section 10.3): each tile of ZTILELEN rows is a row of the table that is
 * there, each column of it compressed on its own. A column is unpacked a tile at a time, when it is asked for.
 */
export class CompressedRows implements RowSource {
  readonly rows: number;
  readonly rowBytes: number;
  private readonly tileRows: number;
  private readonly columns: readonly Packed[];
  private readonly packed: PlainRows;

  /** @throws FitsError where the keywords of the compression are missing or make no sense */
  constructor(private readonly hdu: Hdu) {
    this.rows = rowCount(hdu);
    this.packed = new PlainRows(hdu, hdu.layout.axes[1]);
    this.rowBytes = this.length('ZNAXIS1');
    this.tileRows = hdu.header.has('ZTILELEN') ? this.length('ZTILELEN') : Math.max(1, this.rows);
    if (this.tileRows < 1) throw hdu.error('ZTILELEN = 0 is not a number of rows');
    const tiles = Math.ceil(this.rows / this.tileRows);
    if (this.packed.rows < tiles) throw hdu.error(`${this.packed.rows} tiles of rows of ${tiles}`);
    let offset = 0;
    this.columns = readColumns(hdu).map(({ name, form, number }, index) => {
      const there = parseBinaryForm(hdu.header.string(`TFORM${number}`) ?? '');
      const before = parseBinaryForm(form);
      if (!there) throw hdu.error(`TFORM${number} is not a form of a binary table`);
      if (!before) throw hdu.error(`ZFORM${number} = '${form}' is not a form of a binary table`);
      if (there.heapType === '') throw hdu.error(`column ${name} of the compressed table holds no compressed bytes`);
      const descriptor = { index, offset, width: there.width };
      offset += there.width;
      const codec = hdu.header.string(`ZCTYP${number}`)?.trim().toUpperCase() ?? 'GZIP_2';
      return { name, form: before, codec, descriptor, wide: there.type === 'Q', held: undefined };
    });
    if (offset > this.packed.rowBytes) throw hdu.error('the columns of the compressed table are wider than its rows');
  }

  read(field: Place, from: number, to: number): Slab {
    const tile = Math.floor(from / this.tileRows);
    const { slab } = this.unpack(field.index, tile);
    const start = tile * this.tileRows;
    const view = new DataView(slab.buffer, slab.byteOffset, slab.byteLength);
    const end = Math.min(to, start + this.tileRows, this.rows);
    return { bytes: slab, view, first: (from - start) * field.width, stride: field.width, end };
  }

  array(field: Place, row: number, _offset: number, length: number): Uint8Array {
    const tile = Math.floor(row / this.tileRows);
    const column = this.columns[field.index];
    const { arrays } = this.unpack(field.index, tile);
    if (!arrays) throw this.hdu.error(`column ${column.name} holds no variable-length arrays`);
    const at = (row - tile * this.tileRows) * 16;
    const bytes = this.packed.array(field, row, Number(arrays.getBigInt64(at + 8)), Number(arrays.getBigInt64(at)));
    // Bytes that compression would have made longer are stored uncompressed.
    if (bytes.length === length) return bytes;
    const { heapType } = column.form;
    const size = bytesOf(heapType, 1);
    return this.attempt(column, tile, () =>
      decodeElements(column.codec, bytes, heapType, size > 0 ? length / size : length),
    );
  }

  private unpack(index: number, tile: number) {
    const column = this.columns[index];
    if (column.held?.tile === tile) return column.held;
    const rows = Math.min(this.tileRows, this.rows - tile * this.tileRows);
    const { bytes, view, first } = this.packed.read(column.descriptor, tile, tile + 1);
    const count = column.wide ? Number(view.getBigInt64(first)) : view.getInt32(first);
    const offset = column.wide ? Number(view.getBigInt64(first + 8)) : view.getInt32(first + 4);
    if (count < 0 || bytes.length === 0)
      throw this.hdu.error(`tile ${tile + 1}: the array of column ${column.name} lies outside the heap`);
    const source = this.packed.array(column.descriptor, tile, offset, count);
    column.held = this.attempt(column, tile, () => ({
      tile,
      ...unpackTile(column, source, rows, this.hdu.layout.dataSize),
    }));
    return column.held;
  }

  private attempt<T>(column: Packed, tile: number, work: () => T): T {
    try {
      return work();
    } catch (error) {
      if (error instanceof CodecError)
        throw this.hdu.error(`tile ${tile + 1} of column ${column.name}: ${error.message}`);
      throw error;
    }
  }

  private length(keyword: string): number {
    const value = this.hdu.header.number(keyword);
    if (value === undefined || !Number.isSafeInteger(value) || value < 0) {
      throw this.hdu.error(`${keyword} = ${value ?? 'missing'} is not a length`);
    }
    return value;
  }
}

/** Bytes of a descriptor of 64 bits. */
const WIDE = 16;

function unpackTile({ form, codec }: Packed, source: Uint8Array, rows: number, heapBytes: number) {
  if (form.heapType === '') {
    const elements = rows * (form.type === 'X' ? form.width : form.repeat);
    const complex = form.type === 'C' || form.type === 'M';
    if (complex && codec === 'GZIP_2') return { slab: unpackComplex(source, form.type, elements), arrays: undefined };
    return { slab: decodeElements(codec, source, form.type, elements), arrays: undefined };
  }
  // Two lists of descriptors, whatever the codec of the arrays: as they were before, and of the compressed ones.
  const length = rows * (WIDE + form.width);
  const both = gunzip(source, length);
  if (both.length !== length) throw new CodecError(`${both.length} bytes of descriptors, not ${length}`);
  const before = rows * form.width;
  const last = both.subarray(before);
  // CFITSIO writes them in this order; the text of the standard (section 10.3.6) can be read as the other.
  if (areDescriptors(last, heapBytes)) return { slab: both.subarray(0, before), arrays: viewOf(last) };
  return { slab: both.subarray(rows * WIDE), arrays: viewOf(both.subarray(0, rows * WIDE)) };
}

/**
 * CFITSIO (4.2) calls complex columns GZIP_2 and does not shuffle them. Which it is shows in the bytes of signs and
 * exponents: where they are, there are few different ones.
 */
function unpackComplex(source: Uint8Array, type: string, elements: number): Uint8Array {
  const plain = decodeElements('GZIP_1', source, type, elements);
  const words = 2 * elements;
  const size = plain.length / Math.max(1, words);
  const [shuffled, straight] = [new Set<number>(), new Set<number>()];
  for (let i = 0; i < words; i++) {
    shuffled.add(plain[i]);
    straight.add(plain[i * size]);
  }
  return shuffled.size < straight.size ? unshuffleBytes(plain, words) : plain;
}

/** Whether all arrays lie in a heap of so many bytes. */
function areDescriptors(bytes: Uint8Array, heapBytes: number): boolean {
  const view = viewOf(bytes);
  for (let at = 0; at < bytes.length; at += WIDE) {
    const [count, offset] = [Number(view.getBigInt64(at)), Number(view.getBigInt64(at + 8))];
    if (count < 0 || offset < 0 || count + offset > heapBytes) return false;
  }
  return true;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Elements of one type, big-endian, from what one of the codecs of section 10.3.3 made of them. */
function decodeElements(codec: string, source: Uint8Array, type: string, elements: number): Uint8Array {
  const size = Math.max(1, bytesOf(type, 1));
  const length = type === 'X' ? elements : elements * size;
  // The real and imaginary parts of complex numbers are shuffled as separate numbers.
  const words = type === 'C' || type === 'M' ? 2 * elements : elements;
  const bytes = decodeBytes(codec, source, length, words);
  if (bytes.length !== length) throw new CodecError(`${bytes.length} bytes, not ${length}`);
  return bytes;
}

function decodeBytes(codec: string, source: Uint8Array, length: number, words: number): Uint8Array {
  switch (codec) {
    case 'GZIP_1':
      return gunzip(source, length);
    case 'GZIP_2':
      return unshuffleBytes(gunzip(source, length), words);
    case 'RICE_1':
      return riceBytes(source, words, length / Math.max(1, words));
    case 'NOCOMPRESS':
      return source;
    default:
      throw new CodecError(`'${codec}' is not a compression of a table's column`);
  }
}
