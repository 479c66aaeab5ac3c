import type { Hdu } from '../hdu';

/** Bytes of an element of each type of a binary table (FITS 4.0, table 18). */
const SIZE: Readonly<Record<string, number>> = {
  L: 1,
  B: 1,
  I: 2,
  J: 4,
  K: 8,
  A: 1,
  E: 4,
  D: 8,
  C: 8,
  M: 16,
  P: 8,
  Q: 16,
};
const FORM = /^(\d*)([LXBIJKAEDCMPQ])(?:([LXBIJKAEDCM])?.*)$/i;

interface Column {
  readonly type: string;
  /** Byte offset of the field's first byte within a row. */
  readonly offset: number;
  /** Bytes of an element in the heap, for P and Q. */
  readonly elementSize: number;
}

/** The binary table that holds a compressed image: a tile a row (FITS 4.0, section 10.1.3). */
export class TileTable {
  private readonly columns = new Map<string, Column>();
  /** The table without its heap: a descriptor a tile. */
  private readonly view: DataView;
  private readonly rowBytes: number;
  private readonly heap: number;
  readonly rows: number;

  /** @throws FitsError where the table is damaged */
  constructor(private readonly hdu: Hdu) {
    const [rowBytes = 0, rows = 0] = hdu.layout.axes;
    if (rowBytes * rows > hdu.layout.dataSize) throw hdu.error('GCOUNT leaves no room for the table');
    const bytes = hdu.part(0, rowBytes * rows);
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.rowBytes = rowBytes;
    this.rows = rows;
    this.heap = hdu.header.number('THEAP', rowBytes * rows);
    let offset = 0;
    const fields = hdu.header.number('TFIELDS', 0);
    for (let n = 1; n <= fields && n <= 999; n++) {
      const match = FORM.exec(hdu.header.string(`TFORM${n}`)?.trim() ?? '');
      if (!match) throw hdu.error(`TFORM${n} is not a form of a binary table`);
      const type = match[2].toUpperCase();
      const repeat = match[1] === '' ? 1 : Number(match[1]);
      const name = hdu.header.string(`TTYPE${n}`)?.trim().toUpperCase();
      if (name && repeat > 0)
        this.columns.set(name, { type, offset, elementSize: SIZE[(match[3] ?? 'B').toUpperCase()] });
      offset += type === 'X' ? Math.ceil(repeat / 8) : repeat * SIZE[type];
    }
    if (offset > rowBytes) throw hdu.error(`the columns are wider than the row of NAXIS1 = ${rowBytes} bytes`);
  }

  has(column: string): boolean {
    return this.columns.has(column);
  }

  /**
   * The bytes of a variable-length array; none where there is no such column.
   * @throws FitsError where it lies outside the heap
   */
  bytes(row: number, name: string): Uint8Array {
    const { start, length } = this.place(row, name);
    return this.hdu.part(start, start + length);
  }

  /**
   * Where a variable-length array lies in the data, in bytes; nothing of it is read.
   * @throws FitsError as `bytes`
   */
  place(row: number, name: string): { start: number; length: number } {
    const column = this.columns.get(name);
    if (!column) return { start: 0, length: 0 };
    if (column.type !== 'P' && column.type !== 'Q')
      throw this.hdu.error(`column ${name} holds no variable-length arrays`);
    const at = row * this.rowBytes + column.offset;
    const wide = column.type === 'Q';
    const count = wide ? Number(this.view.getBigInt64(at)) : this.view.getInt32(at);
    const offset = wide ? Number(this.view.getBigInt64(at + 8)) : this.view.getInt32(at + 4);
    const start = this.heap + offset;
    const length = count * column.elementSize;
    if (!(count >= 0 && offset >= 0 && start >= 0 && start + length <= this.hdu.layout.dataSize)) {
      throw this.hdu.error(`tile ${row + 1}: the array of column ${name} lies outside the heap`);
    }
    return { start, length };
  }

  /** A number of a scalar column; undefined where there is no such column. */
  number(row: number, name: string): number | undefined {
    const column = this.columns.get(name);
    if (!column) return undefined;
    const at = row * this.rowBytes + column.offset;
    switch (column.type) {
      case 'B':
        return this.view.getUint8(at);
      case 'I':
        return this.view.getInt16(at);
      case 'J':
        return this.view.getInt32(at);
      case 'K':
        return Number(this.view.getBigInt64(at));
      case 'E':
        return this.view.getFloat32(at);
      case 'D':
        return this.view.getFloat64(at);
      default:
        throw this.hdu.error(`column ${name} holds no numbers`);
    }
  }
}
