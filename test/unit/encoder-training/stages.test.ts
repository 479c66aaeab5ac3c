import assert from 'node:assert';
import fs from 'node:fs';
import path from 'node:path';
import { makingOf } from '../../../encoder-training/stages';

const KEPT = path.resolve(__dirname, '../../../encoder-training/stages');

describe('the runs that make an encoder', () => {
  for (const both of [false, true]) {
    const { stages, ends } = makingOf(both);

    it(`each begin anew or go on with the network of a run before them, ${both ? 'both networks' : 'one network'}`, () => {
      stages.forEach(({ name, after, photographs }, i) => {
        const before = stages.slice(0, i).find((stage) => stage.name === after);
        if (after !== undefined) assert.strictEqual(before?.photographs, photographs, name);
      });
    });

    it(`end in what the encoder is made of, ${both ? 'both networks' : 'one network'}`, () => {
      const goneOnWith = new Set(stages.map(({ after }) => after));
      assert.deepStrictEqual(new Set(ends), new Set(stages.filter(({ name }) => !goneOnWith.has(name))));
    });
  }

  it('are kept with their recipes and logs', () => {
    for (const { name, recipe } of makingOf(true).stages) {
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
