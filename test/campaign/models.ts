import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { EncoderLibrary, sweepLibrary } from '../../src/encoder/library';
import { readModel, readReport } from '../../src/training/finetune';
import { sweepModels } from '../../src/training/finetune';
import { type Campaign, Victim } from './campaign';

export const models: Campaign = {
  name: 'models',
  what: 'a head that is trained and saved over the one before, killed at any time',
  rounds: 200,
  start(folder, random) {
    const out = path.join(folder, 'models', 'rings');
    let number = 0;
    let last = '';
    return Promise.resolve(async () => {
      const victim = Victim.script('train-models.ts', out, String(number));
      await victim.killAfter(random.uniform(0, 900), 'first message');
      last = victim.told.at(-1) ?? last;
      number += victim.told.length + 1;
      // What the next start does.
      await sweepModels(path.dirname(out));
      const { created } = await readReport(out);
      await readModel(out);
      assert.ok(created >= last, `the model of ${created} is not older than what was answered, ${last}`);
      assert.deepEqual(fs.readdirSync(path.dirname(out)), ['rings'], 'nothing lies beside it');
    });
  },
};

export const encoders: Campaign = {
  name: 'encoders',
  what: 'encoders that are added and removed, killed at any time',
  rounds: 200,
  start(folder, random) {
    const library = path.join(folder, 'library');
    return Promise.resolve(async (round) => {
      const victim = Victim.script('add-encoders.ts', folder, `r${round}`);
      await victim.killAfter(random.uniform(0, 600), 'first message');
      await sweepLibrary(library);
      const list = await new EncoderLibrary(library, path.join(folder, 'none')).list();
      assert.deepEqual(list.flatMap(({ problem }) => problem ?? []), [], 'every encoder that is listed is whole'); // prettier-ignore
      const there = new Set(list.map(({ id }) => id));
      const gone = new Set(victim.told.filter((one) => one.startsWith('removed ')).map((one) => one.slice(8)));
      for (const told of victim.told.filter((one) => one.startsWith('added '))) {
        const id = told.slice(6);
        // The removal of the last may have been under way.
        if (gone.has(id)) assert.ok(!there.has(id), `${id} was removed`);
        else if (Number(id.slice(id.lastIndexOf('-') + 1)) % 2 === 0) assert.ok(there.has(id), `${id} was added`);
      }
      const hidden = fs.readdirSync(library).filter((name) => name.startsWith('.'));
      assert.deepEqual(hidden, [], 'nothing is left beside them');
      fs.rmSync(library, { recursive: true });
    });
  },
};
