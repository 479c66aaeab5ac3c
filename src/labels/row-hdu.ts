import { parsedHdu } from './file-names';
import { type LabelTable, textOf } from './table';
import { HDU } from './understand';

/** The HDU that a row refers to: by number, as FITS files count them (0 is the primary one), or by name. */
export type RowHdu = number | string;

/** Where a table says which HDU a row is about: in a column of numbers, or behind the name of the file; undefined where it says none. */
export type HduPlace = { readonly column: number } | 'behind the name';

/** @param naming the column that names the files */
export function hduPlace(table: LabelTable, naming: number): HduPlace | undefined {
  const column = table.columns.findIndex((name, i) => i !== naming && HDU.test(name.trim()));
  if (column >= 0) return { column };
  return table.column(naming).some((cell) => parsedHdu(textOf(cell)) !== undefined) ? 'behind the name' : undefined;
}

/**
 * Reads which HDU of its file a row is about: from a column of numbers called `hdu`, `ext` or alike, or from the name itself, as in
 * `file.fits[2]`.
 * @param naming the column that names the files
 * @returns undefined where the table says nothing of HDUs; of a row undefined where it names none
 */
export function hduReader(table: LabelTable, naming: number): ((row: number) => RowHdu | undefined) | undefined {
  const place = hduPlace(table, naming);
  if (place === undefined) return undefined;
  if (place !== 'behind the name') {
    const cells = table.column(place.column);
    return (row) => {
      const text = textOf(cells[row]);
      return /^\d+(?:\.0+)?$/.test(text) ? Number(text) : undefined;
    };
  }
  const names = table.column(naming);
  return (row) => {
    const hdu = parsedHdu(textOf(names[row]))?.hdu;
    return hdu !== undefined && /^\d+$/.test(hdu) ? Number(hdu) : hdu;
  };
}
