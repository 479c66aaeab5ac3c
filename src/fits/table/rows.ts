import type { Hdu } from '../hdu';
import { rowCount } from './columns';

/** A stretch of rows in memory, or one field of them. */
export interface Slab {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  /** Where the field of the first row that was asked for begins in `bytes`, and how far apart those of rows are. */
  readonly first: number;
  readonly stride: number;
  /** The row after the last: fewer may be given than were asked for. */
  readonly end: number;
}

/** Where a field lies in a row. */
export interface Place {
  /** 0-based, in the order of the header. */
  readonly index: number;
  /** Byte offset of the field's first byte within a row. */
  readonly offset: number;
  /** In bytes. */
  readonly width: number;
}

/** Where a table's rows come from: a plain table, or a compressed one. */
export interface RowSource {
  readonly rows: number;
  /** Bytes of a row: its fields lie within them. */
  readonly rowBytes: number;
  /**
   * The field of the rows from `from` on, at least of one and at most to `to` (exclusive).
   * @throws FitsError where they lie outside the data, or are damaged
   */
  read(field: Place, from: number, to: number): Slab;
  /**
   * A variable-length array of `length` bytes, `offset` bytes into the heap by its descriptor.
   * @throws FitsError where it lies outside the heap, or is damaged
   */
  array(field: Place, row: number, offset: number, length: number): Uint8Array;
}

/** How much is read of a file at once: whole rows of about so many bytes. */
const CHUNK = 2 ** 20;

/** The rows of a table that is not compressed. No more is read than the rows that are asked for. */
export class PlainRows implements RowSource {
  readonly rows: number;
  readonly rowBytes: number;
  private readonly heap: number;
  private held: { from: number; to: number; bytes: Uint8Array; view: DataView } | undefined;

  /** @throws FitsError where the table's data are not there */
  constructor(
    private readonly hdu: Hdu,
    rows = rowCount(hdu),
  ) {
    if (hdu.failure) throw hdu.failure;
    this.rows = rows;
    [this.rowBytes] = hdu.layout.axes;
    if (this.rowBytes * this.rows > hdu.layout.dataSize) throw hdu.error('GCOUNT leaves no room for the table');
    this.heap = hdu.header.number('THEAP', this.rowBytes * this.rows);
  }

  read(field: Place, from: number, to: number): Slab {
    const { rowBytes } = this;
    if (rowBytes > CHUNK) return this.readWide(field, from);
    let held = this.held;
    if (!held || from < held.from || from >= held.to) {
      const end = Math.min(to, from + Math.max(1, Math.floor(CHUNK / Math.max(1, rowBytes))));
      const bytes = this.hdu.part(from * rowBytes, end * rowBytes);
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      held = this.held = { from, to: end, bytes, view };
    }
    const first = (from - held.from) * rowBytes + field.offset;
    return { bytes: held.bytes, view: held.view, first, stride: rowBytes, end: Math.min(to, held.to) };
  }

  /** Reads one field alone where rows are long, as in tables of coordinates. */
  private readWide(field: Place, row: number): Slab {
    const start = row * this.rowBytes + field.offset;
    const bytes = this.hdu.part(start, start + field.width);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return { bytes, view, first: 0, stride: this.rowBytes, end: row + 1 };
  }

  array(_field: Place, row: number, offset: number, length: number): Uint8Array {
    const start = this.heap + offset;
    if (!(offset >= 0 && start >= 0 && start + length <= this.hdu.layout.dataSize)) {
      throw this.hdu.error(`row ${row}: an array lies outside the heap`);
    }
    return this.hdu.part(start, start + length);
  }
}
