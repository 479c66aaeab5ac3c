import type { Hdu } from '../hdu';

/** A column of a table, as its keywords give it. */
export interface Column {
  /** TTYPEn; `col<n>` where it has none. */
  readonly name: string;
  /** TFORMn as in the header. */
  readonly form: string;
  /** n, from 1. */
  readonly number: number;
}

const MAX_FIELDS = 999;

/** Whether the HDU is a table, binary or ASCII. */
export function holdsTable(hdu: Hdu): boolean {
  return hdu.kind === 'BinTableHDU' || hdu.kind === 'TableHDU';
}

/**
 * The columns of a table (FITS 4.0, sections 7.2.1 and 7.3.1).
 * @throws FitsError where the HDU is no table, or TFIELDS or a TFORMn is missing or malformed
 */
export function readColumns(hdu: Hdu): Column[] {
  if (!holdsTable(hdu)) throw hdu.error(`a ${hdu.kind} holds no table`);
  if (hdu.header.get('ZTABLE') === true) throw hdu.error('tile-compressed tables are not read yet');
  const fields = hdu.header.number('TFIELDS');
  if (fields === undefined || !Number.isInteger(fields) || fields < 0 || fields > MAX_FIELDS) {
    throw hdu.error(`TFIELDS = ${fields ?? 'missing'} is not in 0 to ${MAX_FIELDS}`);
  }
  return Array.from({ length: fields }, (_, index) => {
    const number = index + 1;
    const form = hdu.header.string(`TFORM${number}`)?.trim();
    if (!form) throw hdu.error(`TFORM${number} is missing`);
    return { name: hdu.header.string(`TTYPE${number}`)?.trim() || `col${number}`, form, number };
  });
}

/**
 * The number of rows, NAXIS2.
 * @throws FitsError where a table has not two axes
 */
export function rowCount(hdu: Hdu): number {
  if (hdu.layout.axes.length !== 2) throw hdu.error(`a table has two axes, not ${hdu.layout.axes.length}`);
  return hdu.layout.axes[1];
}
