import { isValue, type ExportTable } from './table';

/** Decimals of a position: a microarcsecond is 3e-10 degrees. */
const DECIMALS = 10;

export interface Regions {
  readonly text: string;
  /** How many circles there are. */
  readonly written: number;
  /** Rows without a position. */
  readonly leftOut: number;
}

export interface RegionOptions {
  /** Radius of each circle in arcseconds; above 0. */
  readonly radius: number;
}

/**
 * A table with the columns `ra` and `dec` (ICRS degrees) as a region file of SAOImage DS9
 * (https://ds9.si.edu/doc/ref/region.html): a circle a row, its text the row's `path`. Rows whose position is unknown or
 * is none (right ascension 0 to 360, declination -90 to 90) are left out.
 * @throws RangeError for a radius that is none, or a table without positions
 */
export function toRegions({ rows, columns }: ExportTable, { radius }: RegionOptions): Regions {
  if (!(radius > 0 && Number.isFinite(radius))) throw new RangeError(`${radius} arcseconds are no radius`);
  const numbers = (name: string) => {
    const column = columns.find((one) => one.name === name);
    if (!column || column.type === 'text') throw new RangeError(`there is no column of numbers called ${name}`);
    return column.values;
  };
  const [ra, dec] = [numbers('ra'), numbers('dec')];
  const names = columns.find(({ name, type }) => name === 'path' && type === 'text')?.values;
  const lines: string[] = [];
  for (let row = 0; row < rows; row++) {
    const [alpha, delta] = [ra[row], dec[row]];
    if (!isValue(alpha) || !isValue(delta) || !(alpha >= 0 && alpha <= 360 && Math.abs(delta) <= 90)) continue;
    const name = names?.[row];
    const text = typeof name === 'string' ? ` # text=${quoted(name)}` : '';
    lines.push(`circle(${alpha.toFixed(DECIMALS)},${delta.toFixed(DECIMALS)},${radius}")${text}`);
  }
  const head = ['# Region file format: DS9 version 4.1', 'icrs'];
  return {
    text: [...head, ...lines, ''].join('\n'),
    written: lines.length,
    leftOut: rows - lines.length,
  };
}

/**
 * A text between delimiters that it does not hold: braces, double or single quotes, for which the format has no escape. A
 * text with all of them has parentheses for braces. A line is a region, so breaks and other controls are blanks.
 */
function quoted(name: string): string {
  const text = name.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ');
  if (!/[{}]/.test(text)) return `{${text}}`;
  if (!text.includes('"')) return `"${text}"`;
  if (!text.includes("'")) return `'${text}'`;
  return `{${text.replaceAll('{', '(').replaceAll('}', ')')}}`;
}
