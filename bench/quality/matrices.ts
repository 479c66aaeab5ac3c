import fs from 'node:fs';
import path from 'node:path';
import type { Representations } from './evaluate';
import { readLabels, SETS } from './labels';

/**
 * The representations in `folder/{gz2,rings,mirabest}.f32`, those that are there: little-endian float32, a row for each
 * row of the set's labels.csv. The length of the file says how long a row is.
 * @throws RangeError where a file is no whole number of such rows.
 */
export function readMatrices(folder: string): Representations {
  const found: Representations = {};
  for (const set of SETS) {
    const file = path.join(folder, `${set}.f32`);
    if (!fs.existsSync(file)) continue;
    const bytes = fs.readFileSync(file);
    const rows = readLabels(set).length;
    const columns = bytes.length / 4 / rows;
    if (!Number.isInteger(columns) || columns === 0) throw new RangeError(`${file} does not hold ${rows} rows`);
    const values = new Float32Array(new Uint8Array(bytes).buffer);
    found[set] = Array.from({ length: rows }, (_, i) => values.subarray(i * columns, (i + 1) * columns));
  }
  return found;
}

/** Writes representations where `readMatrices` finds them. */
export function writeMatrices(folder: string, representations: Representations): void {
  fs.mkdirSync(folder, { recursive: true });
  for (const [set, rows] of Object.entries(representations)) {
    fs.writeFileSync(
      path.join(folder, `${set}.f32`),
      Buffer.concat(rows.map((row) => Buffer.from(row.buffer, row.byteOffset, row.byteLength))),
    );
  }
}
