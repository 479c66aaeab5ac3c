import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { isTemporaryName, lockOf, sweepTemporaries } from '../../src/files';
import { openTextTable } from '../../src/labels';
import { DECISIONS_FILE, DuplicateDecisions } from '../../src/similarity';
import type { Random } from '../../src/random';
import { type Campaign, Victim } from './campaign';

/** Long enough for some ten changes. */
const LONGEST_MS = 120;

/** What lies beside a file after its writers are dead: nothing but a lock and temporaries, which the next start sweeps. */
async function besideOf(folder: string, name: string): Promise<void> {
  const lock = path.basename(lockOf(path.join(folder, name)));
  for (const other of fs.readdirSync(folder))
    assert.ok([name, lock, `${lock}.taking`].includes(other) || isTemporaryName(other), other);
  await sweepTemporaries(folder);
  assert.ok(!fs.readdirSync(folder).some(isTemporaryName), 'temporary files of the dead are swept');
}

async function killed(writers: readonly Victim[], random: Random): Promise<string[]> {
  await Promise.all(writers.map((writer) => writer.killAfter(random.uniform(0, LONGEST_MS), 'first message')));
  return writers.flatMap(({ told }) => told);
}

/** A campaign on the label file, with so many writers at once. */
function labelling(name: string, what: string, writers: number): Campaign {
  return {
    name,
    what,
    rounds: 200,
    start(folder, random) {
      const file = path.join(folder, 'labels.csv');
      return Promise.resolve(async (round) => {
        fs.writeFileSync(file, 'path,tags,note\na.fits,,"kept, as it is"\nb.fits,,\n');
        const children = Array.from({ length: writers }, (_, w) =>
          Victim.script('add-labels.ts', folder, `r${round}w${w}`),
        );
        const answered = await killed(children, random);
        assert.ok(answered.length > 0, 'somebody wrote something');
        const text = fs.readFileSync(file, 'utf8');
        const table = openTextTable('labels.csv', text);
        assert.equal(table.rows, 2);
        assert.deepEqual(table.column('note'), ['kept, as it is', '']);
        const tags = new Set([0, 1].flatMap((row) => table.tags(row, 'tags')));
        const lost = answered.filter((tag) => !tags.has(tag));
        assert.deepEqual(lost, [], 'what was answered is on the disk');
        await besideOf(folder, 'labels.csv');
      });
    },
  };
}

export const labels = labelling('labels', 'an engine that adds tags, killed at any time', 1);
export const twoWriters = labelling('two-writers', 'two engines on one label file, both killed at any time', 2);

export const decisions: Campaign = {
  name: 'decisions',
  what: 'two engines that decide on near-duplicates, both killed at any time',
  rounds: 200,
  start(folder, random) {
    const file = path.join(folder, DECISIONS_FILE);
    return Promise.resolve(async (round) => {
      const children = [0, 1].map((w) => Victim.script('decide.ts', folder, `r${round}w${w}`));
      const answered = await killed(children, random);
      const { ignored } = JSON.parse(DuplicateDecisions.parse(fs.readFileSync(file, 'utf8')).text) as {
        ignored: [string, string][];
      };
      const names = new Set(ignored.flat());
      const lost = answered.filter((name) => !names.has(name));
      assert.deepEqual(lost, [], 'what was answered is on the disk');
      await besideOf(folder, DECISIONS_FILE);
      fs.rmSync(file);
    });
  },
};
