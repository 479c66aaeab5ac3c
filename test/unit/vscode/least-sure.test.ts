import assert from 'node:assert/strict';
import type { PredictResult } from '../../../src/engine';
import { leastSure } from '../../../src/vscode/finetune/least-sure';
import { cellOf } from '../../../src/vscode/finetune/relabel';

const result = (task: PredictResult['task'], predictions: string[], rows: number[][]): PredictResult => ({
  task,
  cutouts: predictions.map((_, i) => ({ path: `${i}.fits`, hdu: 0 })),
  predictions,
  columns: rows[0].map((_, k) => `p_${k}`),
  values: Float32Array.from(rows.flat()),
  failures: [],
});
const order = (of: PredictResult) => leastSure(of)?.map(({ path }) => path);

describe('least sure', () => {
  it('orders by the gap between the two likeliest classes, whatever the others are', () => {
    const task = { kind: 'classes', classes: ['a', 'b', 'c'] } as const;
    const rows = [
      [0.9, 0.05, 0.05],
      [0.4, 0.1, 0.5],
      [0.34, 0.33, 0.33],
    ];
    const found = leastSure(result(task, ['a', 'c', 'a'], rows))!;
    assert.deepEqual(found.map(({ path }) => path), ['2.fits', '1.fits', '0.fits']); // prettier-ignore
    assert.deepEqual(found[1].probable.map(({ name }) => name), ['c', 'a', 'b']); // prettier-ignore
  });

  it('leaves out what could not be read again', () => {
    const task = { kind: 'binary', classes: ['no', 'yes'] } as const;
    assert.deepEqual(order(result(task, ['', 'yes'], [[0.5, 0.5], [0.1, 0.9]])), ['1.fits']); // prettier-ignore
  });

  it('orders several labels by the one nearest to undecided', () => {
    const task = { kind: 'labels', classes: ['bar', 'ring'] } as const;
    assert.deepEqual(order(result(task, ['bar', ''], [[0.99, 0.1], [0.01, 0.48]])), ['1.fits', '0.fits']); // prettier-ignore
  });

  it('knows no order of numbers', () => {
    assert.equal(leastSure(result({ kind: 'number' }, ['1'], [[1, 0, 2]])), undefined);
  });
});

describe('a class as a cell', () => {
  it('keeps texts texts, and the numbers and truths of JSON Lines what they are', () => {
    assert.equal(cellOf('1', 'csv'), '1');
    assert.equal(cellOf('1', 'jsonl'), 1);
    assert.equal(cellOf('true', 'jsonl'), true);
    assert.equal(cellOf('01', 'jsonl'), '01');
    assert.equal(cellOf('', 'jsonl'), '');
  });
});
