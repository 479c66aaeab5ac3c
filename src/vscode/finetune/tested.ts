import fs from 'node:fs/promises';
import path from 'node:path';
import type { Tested } from '../../contracts/finetune';
import { plainPath, plainText } from '../../exports';
// By its file: the room's index would take the readers of binary tables into the extension host.
import { CsvTable } from '../../labels/csv-table';

const NAME = 'test-predictions.csv';

/** What a model's tests said of each labelled galaxy; nothing where the table is not there any more. */
export async function readTested(model: string): Promise<Tested[]> {
  const file = path.join(model, NAME);
  let text: string;
  try {
    text = await fs.readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
  const table = CsvTable.open(NAME, 'csv', text);
  const at = (name: string) => table.indexOf(name);
  const [paths, hdus, labels, predictions] = [at('path'), at('hdu'), at('label'), at('prediction')];
  if (Math.min(paths, hdus, labels, predictions) < 0)
    throw new Error(`${file} lacks a column of path, hdu, label, prediction`);
  const textAt = (row: number, column: number) => String(table.cell(row, column));
  // Texts without the mark that keeps spreadsheets from running them.
  const labelAt = (row: number, column: number) => plainText(textAt(row, column));
  return Array.from({ length: table.rows }, (_, row) => ({
    path: plainPath(textAt(row, paths)),
    hdu: Number(textAt(row, hdus)),
    truth: labelAt(row, labels),
    prediction: labelAt(row, predictions),
  }));
}
