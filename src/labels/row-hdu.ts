import { parsedHdu } from './file-names';
import { type LabelTable, textOf } from './table';

/** Columns that say which HDU of a file a row is about. */
const HDU_COLUMN = /^(?:hdu|ext|extension)(?:[_ ]?(?:index|idx|number|num|no|id))?$/i;

/** Which HDU a row is about: its number as FITS files count them, 0 for the primary one, or its name. */
export type RowHdu = number | string;

/**
 * Reads which HDU of its file a row is about: from a column of numbers called `hdu`, `ext` or alike, or from the name itself, as in
 * `file.fits[2]`.
 * @param naming the column that names the files
 * @returns undefined where the table says nothing of HDUs; of a row undefined where it names none
 */
export function hduReader(table: LabelTable, naming: number): ((row: number) => RowHdu | undefined) | undefined {
  const column = table.columns.findIndex((name, i) => i !== naming && HDU_COLUMN.test(name.trim()));
  if (column >= 0) {
    const cells = table.column(column);
    return (row) => {
      const text = textOf(cells[row]);
      return /^\d+(?:\.0+)?$/.test(text) ? Number(text) : undefined;
    };
  }
  const names = table.column(naming);
  if (!names.some((cell) => parsedHdu(textOf(cell)) !== undefined)) return undefined;
  return (row) => {
    const hdu = parsedHdu(textOf(names[row]))?.hdu;
    return hdu !== undefined && /^\d+$/.test(hdu) ? Number(hdu) : hdu;
  };
}
