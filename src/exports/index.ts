export type { CsvOptions } from './csv';
export { cutoutTable, type ListedCutout } from './cutout-table';
export { TABLE_FORMATS, type TableFormat, tableFormatOf, writeTable } from './formats';
export { type RankedRow, rankingTable } from './ranking-table';
export { plainPath, plainText, spreadsheetPath } from './spreadsheet-cell';
export { type ExportColumn, type ExportTable, exportTable } from './table';
