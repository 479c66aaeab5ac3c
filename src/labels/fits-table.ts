import { gunzip } from '../files';
import { type Cell, FitsError, type Hdu, holdsTable, openFits, rowCount, Table } from '../fits';
import { LabelError } from './error';
import { ReadTable } from './read-table';
import { type CellValue, exactInteger, type LabelProblem, type Scalar } from './table';

/**
 * The first table of more than one row of a FITS file, else its first, binary, ASCII or compressed (FITS Standard 4.0, sections 7.2, 7.3 and 10.3), the file
 * compressed by gzip or not. A table of one row of arrays, all
 * of one length, has a row for each of their values. Undefined values and NaN are null, complex numbers pairs, text comes without the blanks
 * at its end.
 * @param extension which HDU the table is, 0 the primary one, where it is said
 * @throws LabelError where the bytes are no FITS file or it holds no table
 */
export function openFitsTable(name: string, bytes: Uint8Array, extension?: number): ReadTable {
  return asLabelError(name, () => {
    const hdus = openFits(bytes, name, { gunzip });
    const hdu = extension === undefined ? tableOf(hdus) : hdus.slice(extension, extension + 1).find(holdsTable);
    if (!hdu) throw new LabelError(name, 'the FITS file holds no table; choose one with a binary or ASCII table');
    const table = new Table(hdu);
    const notes = extension === undefined ? otherTables(hdus, hdu) : [];
    const columnar = rowsOfArrays(table);
    if (columnar) return columnar(name, notes);
    const read = (column: number) =>
      asLabelError(name, () => {
        // In place: all cells of a wide table are millions.
        const cells: (Cell | CellValue)[] = table.cells(column, 0, table.rows);
        for (let row = 0; row < cells.length; row++) cells[row] = valueOf(cells[row]);
        return cells as CellValue[];
      });
    return new ReadTable(name, 'fits', table.columns.map((column) => column.name), table.rows, read, notes); // prettier-ignore
  });
}

/** EXTNAME of the table in SExtractor's LDAC files that holds the image's header, not the catalogue. */
const HEADER_TABLE = 'LDAC_IMHEAD';
/** Other tables that a note names. */
const LISTED = 5;

/** The first table of more than a row, else the first: SExtractor's LDAC has a table of the image's header before its catalogue. */
function tableOf(hdus: readonly Hdu[]): Hdu | undefined {
  const tables = hdus.filter((one) => holdsTable(one) && one.name.trim().toUpperCase() !== HEADER_TABLE);
  return tables.find((one) => !one.failure && rowCount(one) > 1) ?? tables[0];
}

/** Catalogues that a person may have meant as well. */
function otherTables(hdus: readonly Hdu[], read: Hdu): LabelProblem[] {
  const tables = hdus.filter((one) => holdsTable(one) && one.name.trim().toUpperCase() !== HEADER_TABLE);
  if (tables.length < 2) return [];
  const named = ({ index, name }: Hdu) => `HDU ${index}${name.trim() === '' ? '' : ` "${name.trim()}"`}`;
  const others = tables.filter((one) => one !== read).slice(0, LISTED).map(named); // prettier-ignore
  const more = tables.length - 1 > LISTED ? ', …' : '';
  return [
    {
      reason: `the FITS file holds ${tables.length} tables, and that of ${named(read)} is read; save another one (${others.join(', ')}${more}) as a file of its own to use it`,
    },
  ];
}

/** A table of one row whose fields are the columns, as some programs write it: as many rows as its arrays have values. */
function rowsOfArrays(table: Table): ((name: string, notes: readonly LabelProblem[]) => ReadTable) | undefined {
  if (table.rows !== 1 || table.columns.length < 2) return undefined;
  const cells = table.columns.map((_, column) => valueOf(table.cells(column, 0, 1)[0]));
  const lengths = new Set(cells.map((cell) => (Array.isArray(cell) ? cell.length : -1)));
  const [length] = lengths;
  if (lengths.size !== 1 || length < 2) return undefined;
  const names = table.columns.map((column) => column.name);
  return (name, notes) =>
    new ReadTable(name, 'fits', names, length, (column) => [...(cells[column] as Scalar[])], notes);
}

function asLabelError<T>(name: string, read: () => T): T {
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
