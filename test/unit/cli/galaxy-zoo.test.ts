import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { ensureBuilt } from '../../built';
import { temporaryFolder } from '../../galaxies';
import { sharedData } from '../../shared-data';
import { indexJson, morphoscope, readNpy } from './run-cli';

/** Mean share of the ten nearest others that are of a galaxy's own class. */
function precisionAt10(rows: readonly Float32Array[], classes: readonly string[]): number {
  const units = rows.map((row) => {
    const length = Math.hypot(...row);
    return row.map((x) => x / length);
  });
  let sum = 0;
  for (let i = 0; i < units.length; i++) {
    const best: { similarity: number; at: number }[] = [];
    for (let j = 0; j < units.length; j++) {
      if (j === i) continue;
      let similarity = 0;
      for (let d = 0; d < units[i].length; d++) similarity += units[i][d] * units[j][d];
      if (best.length === 10 && similarity <= best[9].similarity) continue;
      best.push({ similarity, at: j });
      best.sort((a, b) => b.similarity - a.similarity);
      if (best.length > 10) best.pop();
    }
    sum += best.filter(({ at }) => classes[at] === classes[i]).length / 10;
  }
  return sum / units.length;
}

describe('the bundled encoder, through the whole pipeline', function () {
  this.timeout(240_000);
  before(ensureBuilt);

  it('puts galaxies of a class together as it was measured to: Galaxy Zoo 2', async function () {
    const labels = sharedData(this, 'gz2/labels.csv');
    const { folder, remove } = temporaryFolder();
    try {
      // Named so that each is in the class that volunteers gave it; those without are left out of the measure.
      const lines = fs.readFileSync(labels, 'utf8').trimEnd().split('\n').slice(1);
      const classOf = new Map(
        lines.map((line) => line.split(',') as [string, string]).filter(([, name]) => name !== ''),
      );
      const data = path.join(folder, 'gz2');
      fs.mkdirSync(data);
      for (const file of classOf.keys()) fs.symlinkSync(path.join(path.dirname(labels), file), path.join(data, file));
      const store = ['--store', path.join(folder, 'store')];
      const { code, json, stderr } = await indexJson(data, ...store);
      assert.equal(code, 0, stderr);
      assert.equal(json.cutouts, classOf.size);
      await morphoscope(['export', data, '--out', path.join(folder, 'x.npy'), ...store]);
      const { rows: count, columns, values } = readNpy(fs.readFileSync(path.join(folder, 'x.npy')));
      const rows = Array.from({ length: count }, (_, i) => values.slice(i * columns, (i + 1) * columns));
      const classes = [...classOf.keys()].sort().map((file) => classOf.get(file)!); // prettier-ignore
      const mean = Float64Array.from({ length: columns }, (_, d) => rows.reduce((sum, row) => sum + row[d], 0) / count);
      const centred = precisionAt10(rows.map((row) => row.map((x, d) => x - mean[d])), classes); // prettier-ignore
      const asSearched = precisionAt10(rows, classes);
      console.log(`      precision at 10: ${centred.toFixed(4)}, with the card's centre ${asSearched.toFixed(4)}`);
      assert.ok(Math.abs(centred - 0.918) < 0.01, String(centred));
      assert.ok(Math.abs(asSearched - 0.917) < 0.01, String(asSearched));
    } finally {
      remove();
    }
  });
});
