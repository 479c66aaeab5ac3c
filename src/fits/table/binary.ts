import type { Hdu } from '../hdu';
import type { Cell, CellValue } from './cell';
import { type Column, readColumns, rowCount } from './columns';

/** Bytes of an element of each type of a binary table (FITS 4.0, table 18); X counts bits instead. */
const SIZE: Readonly<Record<string, number>> = {
  L: 1, X: 0, B: 1, I: 2, J: 4, K: 8, A: 1, E: 4, D: 8, C: 8, M: 16, P: 8, Q: 16,
}; // prettier-ignore

const FORM = /^(\d*)([LXBIJKAEDCMPQ])(.*)$/i;

interface Field {
  readonly column: Column;
  readonly type: string;
  readonly repeat: number;
  /** Bytes of the field in a row. */
  readonly width: number;
  /** For P and Q, the type of the elements in the heap. */
  readonly heapType: string;
  readonly scale: number;
  readonly zero: number;
  /** TDIMn, fastest first; empty without it. */
  readonly dimensions: readonly number[];
}

/**
 * One row of a binary table by column name (FITS 4.0, section 7.3): scalars for fields of one element without TDIM,
 * else arrays in the order stored. Scaled by TSCAL and TZERO; bits and logicals as booleans; strings end at the first
 * NUL, without trailing blanks. Variable-length arrays are fetched from the heap; their logicals are given as the
 * bytes stored, for writers disagree on them. TNULL is left as the integer it is, as astropy does.
 * @param row 0-based
 * @throws FitsError where the row, a field or a heap array lies outside the data
 */
export function readBinaryRow(hdu: Hdu, row: number): Record<string, Cell> {
  const bytes = hdu.data();
  const fields = readColumns(hdu).map((column) => readField(hdu, column));
  const [rowBytes] = hdu.layout.axes;
  const rows = rowCount(hdu);
  if (!Number.isInteger(row) || row < 0 || row >= rows) throw hdu.error(`row ${row} is asked of a table of ${rows}`);
  if (fields.reduce((sum, field) => sum + field.width, 0) > rowBytes) {
    throw hdu.error(`the columns are wider than the row of NAXIS1 = ${rowBytes} bytes`);
  }
  if ((row + 1) * rowBytes > bytes.length) throw hdu.error(`row ${row} lies outside the data`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const cells: [string, Cell][] = [];
  let at = row * rowBytes;
  for (const field of fields) {
    cells.push([field.column.name, readCell(hdu, view, field, at)]);
    at += field.width;
  }
  return Object.fromEntries(cells);
}

function readField(hdu: Hdu, column: Column): Field {
  const match = FORM.exec(column.form);
  if (!match) throw hdu.error(`TFORM${column.number} = '${column.form}' is not a form of a binary table`);
  const type = match[2].toUpperCase();
  const repeat = match[1] === '' ? 1 : Number(match[1]);
  const width = type === 'X' ? Math.ceil(repeat / 8) : repeat * SIZE[type];
  const heapType = (match[3].trim()[0] ?? '').toUpperCase();
  const dimensions = /^\(([\d, ]+)\)$/.exec(hdu.header.string(`TDIM${column.number}`)?.trim() ?? '');
  return {
    column,
    type,
    repeat,
    width,
    heapType,
    scale: hdu.header.number(`TSCAL${column.number}`, 1),
    zero: hdu.header.number(`TZERO${column.number}`, 0),
    dimensions: dimensions ? dimensions[1].split(',').map(Number) : [],
  };
}

function readCell(hdu: Hdu, view: DataView, field: Field, at: number): Cell {
  const { type, repeat, dimensions } = field;
  if (type === 'A') return readStrings(view, at, repeat, dimensions);
  if (type === 'X')
    return Array.from({ length: repeat }, (_, i) => ((view.getUint8(at + (i >> 3)) << (i & 7)) & 0x80) !== 0);
  if (type === 'P' || type === 'Q') return repeat === 0 ? [] : readHeapArray(hdu, view, field, at);
  const values = readValues(view, field, type, repeat, at);
  return repeat === 1 && dimensions.length === 0 ? values[0] : values;
}

function readHeapArray(hdu: Hdu, view: DataView, field: Field, at: number): Cell {
  const wide = field.type === 'Q';
  const count = wide ? Number(view.getBigInt64(at)) : view.getInt32(at);
  const offset = wide ? Number(view.getBigInt64(at + 8)) : view.getInt32(at + 4);
  const type = field.heapType;
  if (SIZE[type] === undefined || type === 'P' || type === 'Q') {
    throw hdu.error(`TFORM${field.column.number} = '${field.column.form}' names no type of element`);
  }
  const [rowBytes, rows] = hdu.layout.axes;
  const start = hdu.header.number('THEAP', rowBytes * rows) + offset;
  const length = type === 'X' ? Math.ceil(count / 8) : count * SIZE[type];
  if (!(count >= 0 && offset >= 0 && start >= 0 && start + length <= view.byteLength)) {
    throw hdu.error(`the array of column ${field.column.name} lies outside the heap`);
  }
  if (type === 'A') return readStrings(view, start, count, []);
  if (type === 'X')
    return Array.from({ length: count }, (_, i) => ((view.getUint8(start + (i >> 3)) << (i & 7)) & 0x80) !== 0);
  return readValues(view, field, type === 'L' ? 'B' : type, count, start);
}

function readStrings(view: DataView, at: number, length: number, dimensions: readonly number[]): Cell {
  const [width = length, ...counts] = dimensions;
  if (counts.length === 0) return readString(view, at, length);
  const count = counts.reduce((product, n) => product * n, 1);
  // A TDIM that claims more than the field holds is not believed.
  if (!(width >= 1 && count >= 1 && width * count <= length)) return readString(view, at, length);
  return Array.from({ length: count }, (_, i) => readString(view, at + i * width, width));
}

function readString(view: DataView, at: number, length: number): string {
  let text = '';
  for (let i = 0; i < length; i++) {
    const code = view.getUint8(at + i);
    if (code === 0) break;
    text += String.fromCharCode(code);
  }
  return text.trimEnd();
}

function readValues(view: DataView, field: Field, type: string, count: number, at: number): CellValue[] {
  const size = SIZE[type];
  const read = READERS[type];
  const { scale, zero } = field;
  const scaled = scale !== 1 || zero !== 0;
  return Array.from({ length: count }, (_, i) => {
    const value = read(view, at + i * size);
    if (!scaled || typeof value === 'boolean') return value;
    if (typeof value === 'bigint') {
      // Unsigned 64-bit by TZERO = 2^63 keeps its digits (FITS 4.0, table 19).
      return scale === 1 && zero === 2 ** 63 ? value + (1n << 63n) : zero + scale * Number(value);
    }
    if (Array.isArray(value)) return [zero + scale * (value as number[])[0], scale * (value as number[])[1]];
    return zero + scale * (value as number);
  });
}

const READERS: Readonly<Record<string, (view: DataView, at: number) => CellValue>> = {
  L: (view, at) => view.getUint8(at) === 0x54,
  B: (view, at) => view.getUint8(at),
  I: (view, at) => view.getInt16(at),
  J: (view, at) => view.getInt32(at),
  K: (view, at) => view.getBigInt64(at),
  E: (view, at) => view.getFloat32(at),
  D: (view, at) => view.getFloat64(at),
  C: (view, at) => [view.getFloat32(at), view.getFloat32(at + 4)],
  M: (view, at) => [view.getFloat64(at), view.getFloat64(at + 8)],
};
