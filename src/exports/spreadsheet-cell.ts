/** Matches texts that spreadsheets take for formulas, even between quotes (OWASP, CSV Injection). */
const FORMULA = /^[=+\-@\t\r]/;
/** Matches texts that look like a formula, or that were protected by a quote before. */
const QUOTABLE = /^'*[=+\-@\t\r]/;
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

/** A text that no spreadsheet runs: with a single quote before what would be a formula, and is no number. */
export function spreadsheetText(text: string): string {
  return QUOTABLE.test(text) && !NUMBER.test(text) ? `'${text}` : text;
}

/** Undoes `spreadsheetText`. */
export function plainText(cell: string): string {
  return cell.startsWith("'") && QUOTABLE.test(cell.slice(1)) && !NUMBER.test(cell.slice(1)) ? cell.slice(1) : cell;
}

/** Undoes `spreadsheetPath`, for paths that do not begin with `./` themselves. */
export function plainPath(cell: string): string {
  return cell.startsWith('./') && FORMULA.test(cell.slice(2)) ? cell.slice(2) : cell;
}

/** A path that no spreadsheet runs, and that leads to the same file: from the folder it is in, as `./-1.fits`. */
export function spreadsheetPath(path: string): string {
  return FORMULA.test(path) ? `./${path}` : path;
}
