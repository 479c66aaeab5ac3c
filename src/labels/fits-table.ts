import { gunzipSync } from 'node:zlib';
import { type Cell, FitsError, type Hdu, holdsTable, openFits, Table } from '../fits';
import { LabelError } from './error';
import { ReadTable } from './read-table';
import { type CellValue, exactInteger, type Scalar } from './table';

/**
 * The first table of a FITS file, binary, ASCII or compressed (FITS Standard 4.0, sections 7.2, 7.3 and 10.3), the file
 * compressed by gzip or not. Undefined values and NaN are null, complex numbers pairs, text comes without the blanks
 * at its end.
 * @throws LabelError where the bytes are no FITS file or it holds no table
 */
export function openFitsTable(name: string, bytes: Uint8Array): ReadTable {
  return told(name, () => {
    const hdus = openFits(bytes, name, {
      gunzip: (compressed, maxOutputLength) => gunzipSync(compressed, { maxOutputLength }),
    });
    const hdu = hdus.find((one: Hdu) => holdsTable(one));
    if (!hdu) throw new LabelError(name, 'the FITS file holds no table; choose one with a binary or ASCII table');
    const table = new Table(hdu);
    const read = (column: number) =>
      told(name, () => {
        // In place: all cells of a wide table are millions.
        const cells: (Cell | CellValue)[] = table.cells(column, 0, table.rows);
        for (let row = 0; row < cells.length; row++) cells[row] = valueOf(cells[row]);
        return cells as CellValue[];
      });
    return new ReadTable(name, 'fits', table.columns.map((column) => column.name), table.rows, read); // prettier-ignore
  });
}

function told<T>(name: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof FitsError) throw new LabelError(name, error.reason, { cause: error });
    throw error;
  }
}

function valueOf(cell: Cell): CellValue {
  if (typeof cell !== 'object' || cell === null) return scalarOf(cell);
  return (cell as readonly Cell[]).map((one) =>
    typeof one === 'object' && one !== null ? JSON.stringify(one, bigints) : scalarOf(one),
  );
}

function bigints(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? exactInteger(value) : value;
}

function scalarOf(cell: string | number | bigint | boolean | null): Scalar {
  if (typeof cell === 'bigint') return exactInteger(cell);
  return typeof cell === 'number' && Number.isNaN(cell) ? null : cell;
}
