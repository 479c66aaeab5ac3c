import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import Papa from 'papaparse';

const ROOT = path.resolve(__dirname, '../..');
/** Real galaxies with labels, beside the checkout. */
export const DATA = path.resolve(ROOT, '../shared/data');

export interface LabelledSet {
  readonly name: string;
  /** In `DATA`, with labels.csv. */
  readonly folder: string;
  /** Of a row of labels.csv; '' leaves the galaxy out. */
  readonly label: (row: Record<string, string>) => string;
}

/** A set's representations, as the CLI indexes and exports them, with the labels; galaxies without a label left out. */
export function representations(set: LabelledSet): { matrix: Float32Array[]; labels: string[] } {
  const folder = path.join(DATA, set.folder);
  const temporary = fs.mkdtempSync(path.join(os.tmpdir(), 'morphoscope-quality-'));
  try {
    const out = path.join(temporary, 'representations.csv');
    const cli = (...args: string[]) =>
      execFileSync(
        process.execPath,
        [path.join(ROOT, 'dist/cli.js'), ...args, '--store', path.join(temporary, 'store')],
        {
          stdio: ['ignore', 'ignore', 'inherit'],
        },
      );
    cli('index', folder);
    cli('export', folder, '--out', out);
    const parse = (file: string) =>
      Papa.parse<Record<string, string>>(fs.readFileSync(file, 'utf8'), { header: true, skipEmptyLines: true }).data;
    const labelOf = new Map(parse(path.join(folder, 'labels.csv')).map((row) => [row.file, set.label(row)]));
    const rows = parse(out).filter((row) => labelOf.get(row.path));
    return {
      matrix: rows.map((row) => Float32Array.from(Object.values(row).slice(2), Number)),
      labels: rows.map((row) => labelOf.get(row.path)!),
    };
  } finally {
    fs.rmSync(temporary, { recursive: true, force: true });
  }
}
