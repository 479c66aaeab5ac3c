import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { cutoutTable, writeTable } from '../../../src/exports';
import { readTested } from '../../../src/vscode/finetune/tested';
import { temporaryFolder } from '../../galaxies';

describe('what a model’s tests said', () => {
  it('is read as it was, though no spreadsheet runs what is written', async () => {
    const { folder, remove } = temporaryFolder();
    try {
      const told = [
        { path: '=1+1.fits', hdu: 0, truth: '-ring', prediction: "'=ring" },
        { path: 'a.fits', hdu: 2, truth: '-1', prediction: "it's" },
      ];
      const table = cutoutTable(told, [
        { name: 'label', type: 'text', values: told.map(({ truth }) => truth) },
        { name: 'prediction', type: 'text', values: told.map(({ prediction }) => prediction) },
      ]);
      fs.writeFileSync(path.join(folder, 'test-predictions.csv'), writeTable(table, 'csv').bytes);
      assert.deepEqual(await readTested(folder), told);
      assert.deepEqual(await readTested(path.join(folder, 'none')), []);
    } finally {
      remove();
    }
  });
});
