import fs from 'node:fs';
import path from 'node:path';
import Papa from 'papaparse';

/** Real galaxies with labels, beside the checkout. */
export const DATA = path.resolve(__dirname, '../../../shared/data');

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
