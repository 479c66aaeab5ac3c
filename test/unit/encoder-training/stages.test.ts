import assert from 'node:assert';
import fs from 'node:fs';
import path from 'node:path';
import { ENDS, STAGES } from '../../../encoder-training/stages';

const KEPT = path.resolve(__dirname, '../../../encoder-training/stages');

describe('the runs that make an encoder', () => {
  it('each begin anew or go on with the networks of runs before them', () => {
    STAGES.forEach(({ name, after, photographs }, i) => {
      for (const one of after) {
        const before = STAGES.slice(0, i).find((stage) => stage.name === one);
        assert.strictEqual(before?.photographs, photographs, `${name} after ${one}`);
      }
    });
  });

  it('end in what the encoder is made of', () => {
    const goneOnWith = new Set(STAGES.flatMap(({ after }) => after));
    assert.deepStrictEqual(
      new Set(ENDS),
      new Set(STAGES.map(({ name }) => name).filter((name) => !goneOnWith.has(name))),
    );
  });

  it('are kept with their recipes and logs', () => {
    for (const { name, recipe } of STAGES) {
      const kept = JSON.parse(fs.readFileSync(path.join(KEPT, name, 'recipe.json'), 'utf8')) as typeof recipe;
      for (const key of ['seed', 'steps', 'gz1', 'euclid', 'synthetic', 'pool', 'peakRate'] as const)
        assert.strictEqual(kept[key], recipe[key], `${name}: ${key}`);
      const lines = fs
        .readFileSync(path.join(KEPT, name, 'log.csv'), 'utf8')
        .trim()
        .split('\n');
      assert.strictEqual(Number(lines[lines.length - 1].split(',')[0]), recipe.steps, name);
    }
  });
});
