import fs from 'node:fs';
import path from 'node:path';
import Papa from 'papaparse';

/** Real galaxies with labels: MORPHOSCOPE_DATA, or beside the checkout (from here and from a bundle in dist/ alike). */
export const DATA = path.resolve(process.env.MORPHOSCOPE_DATA ?? path.join(__dirname, '../../../shared/data'));

/** Sets that nothing is trained on. */
export const SETS = ['gz2', 'rings', 'mirabest'] as const;
export type SetName = (typeof SETS)[number];

/** What labels.csv says of one galaxy, by column. */
export type Labels = Record<string, string>;

/** The rows of a set's labels.csv, in its order. */
export function readLabels(set: string): Labels[] {
  const text = fs.readFileSync(path.join(DATA, set, 'labels.csv'), 'utf8');
  return Papa.parse<Labels>(text, { header: true, skipEmptyLines: true }).data;
}
