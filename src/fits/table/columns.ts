import type { Hdu } from '../hdu';

/** A column of a table, as its keywords give it. */
export interface Column {
  /** TTYPEn; `col<n>` where it has none. Two columns may have the same. */
  readonly name: string;
  /** TFORMn as in the header; of a compressed table ZFORMn, the form before compression. */
  readonly form: string;
  /** n, from 1. */
  readonly number: number;
}

/** What the elements of a column are. An integer is one as stored, or with a TZERO that keeps it whole. */
export type ElementKind = 'number' | 'integer' | 'text' | 'logical' | 'complex' | 'bits';

/** A column with all that a viewer says of it. */
export interface TableColumn extends Column {
  /** `array` where a cell holds several elements; bits always come as a list of their own kind. */
  readonly kind: ElementKind | 'array';
  /** Kind of the elements; the same as `kind` unless that is `array`. */
  readonly element: ElementKind;
  /** Whether a cell's length varies from row to row (P, Q). */
  readonly variable: boolean;
  /** TDIMn, fastest first; of an array without it, how many elements; empty for scalars and variable-length arrays. */
  readonly dimensions: readonly number[];
  /** TUNITn. */
  readonly unit: string | undefined;
  /** TDISPn. */
  readonly display: string | undefined;
  /** TNULLn: the stored integer, or the text in an ASCII table, that marks an undefined value. */
  readonly null: number | bigint | string | undefined;
}

const MAX_FIELDS = 999;

/** Whether the HDU is a table, binary or ASCII. */
export function holdsTable(hdu: Hdu): boolean {
  return hdu.kind === 'BinTableHDU' || hdu.kind === 'TableHDU';
}

/** Whether a table is compressed by tiles of rows (FITS 4.0, section 10.3). */
export function isCompressedTable(hdu: Hdu): boolean {
  return hdu.kind === 'BinTableHDU' && hdu.header.get('ZTABLE') === true;
}

/**
 * The columns of a table (FITS 4.0, sections 7.2.1 and 7.3.1).
 * @throws FitsError where the HDU is no table, or TFIELDS or a TFORMn is missing or malformed
 */
export function readColumns(hdu: Hdu): Column[] {
  if (!holdsTable(hdu)) throw hdu.error(`a ${hdu.kind} holds no table`);
  const fields = hdu.header.number('TFIELDS');
  if (fields === undefined || !Number.isInteger(fields) || fields < 0 || fields > MAX_FIELDS) {
    throw hdu.error(`TFIELDS = ${fields ?? 'missing'} is not in 0 to ${MAX_FIELDS}`);
  }
  const keyword = isCompressedTable(hdu) ? 'ZFORM' : 'TFORM';
  return Array.from({ length: fields }, (_, index) => {
    const number = index + 1;
    const form = hdu.header.string(`${keyword}${number}`)?.trim();
    if (!form) throw hdu.error(`${keyword}${number} is missing`);
    return { name: hdu.header.string(`TTYPE${number}`)?.trim() || `col${number}`, form, number };
  });
}

/**
 * The number of rows: NAXIS2, or ZNAXIS2 of a compressed table.
 * @throws FitsError where a table has not two axes
 */
export function rowCount(hdu: Hdu): number {
  if (hdu.layout.axes.length !== 2) throw hdu.error(`a table has two axes, not ${hdu.layout.axes.length}`);
  if (!isCompressedTable(hdu)) return hdu.layout.axes[1];
  const rows = hdu.header.number('ZNAXIS2');
  if (rows === undefined || !Number.isSafeInteger(rows) || rows < 0) {
    throw hdu.error(`ZNAXIS2 = ${rows ?? 'missing'} is not a length`);
  }
  return rows;
}
