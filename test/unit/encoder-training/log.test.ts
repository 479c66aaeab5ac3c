import assert from 'node:assert';
import fs from 'node:fs';
import path from 'node:path';
import { curvesSvg } from '../../../encoder-training/curves';
import { readLog, RunLog } from '../../../encoder-training/log';
import { temporaryFolder } from '../../galaxies';

describe('the log of a run', () => {
  const row = (step: number) => ({ step, loss: 10 / step, views: 5 / step, gradient: 1, rate: 0.001 });

  it('says each step once, also where a run begins again from before its last word', () => {
    const { folder, remove } = temporaryFolder();
    try {
      const file = path.join(folder, 'log.csv');
      const first = new RunLog(file, 0);
      for (const step of [50, 100, 150]) first.append(row(step));
      const again = new RunLog(file, 100);
      for (const step of [150, 200]) again.append(row(step));
      assert.deepStrictEqual(
        readLog(fs.readFileSync(file, 'utf8')).map(({ step }) => step),
        [50, 100, 150, 200],
      );
      assert.strictEqual(fs.readFileSync(file, 'utf8').split('\n')[0], 'step,loss,views,gradient,rate');
    } finally {
      remove();
    }
  });

  it('is drawn with a panel for each loss, its curve falling from top left to bottom right', () => {
    const svg = curvesSvg([50, 100, 200].map(row));
    const curves = [...svg.matchAll(/<polyline points="([^"]+)"/g)].map(([, points]) =>
      points.split(' ').map((point) => point.split(',').map(Number)),
    );
    assert.strictEqual(curves.length, 2);
    for (const points of curves)
      for (let i = 1; i < points.length; i++)
        assert.ok(points[i][0] > points[i - 1][0] && points[i][1] > points[i - 1][1], points.join(' '));
  });
});
