/** What spreadsheets take for the beginning of a formula, whatever quotes stand around the cell (OWASP, CSV Injection). */
const FORMULA = /^[=+\-@\t\r]/;
/** What looks like a formula, or has had a quote put before it. */
const QUOTABLE = /^'*[=+\-@\t\r]/;
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

/** A text that no spreadsheet runs: with a single quote before what would be a formula, and is no number. */
export function spreadsheetText(text: string): string {
  return QUOTABLE.test(text) && !NUMBER.test(text) ? `'${text}` : text;
}

/** What `spreadsheetText` was given. */
export function plainText(cell: string): string {
  return cell.startsWith("'") && QUOTABLE.test(cell.slice(1)) && !NUMBER.test(cell.slice(1)) ? cell.slice(1) : cell;
}

/** What `spreadsheetPath` was given, of a path that does not begin with `./` itself. */
export function plainPath(cell: string): string {
  return cell.startsWith('./') && FORMULA.test(cell.slice(2)) ? cell.slice(2) : cell;
}

/** A path that no spreadsheet runs, and that leads to the same file: from the folder it is in, as `./-1.fits`. */
export function spreadsheetPath(path: string): string {
  return FORMULA.test(path) ? `./${path}` : path;
}
