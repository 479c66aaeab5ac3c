import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { sweepModels } from '../../../../src/training/finetune';
import { temporaryFolder } from '../../../galaxies';

describe('models of which a process was killed while it replaced one', () => {
  let folder: string;
  let remove: () => void;
  const at = (...names: string[]) => path.join(folder, ...names);
  const model = (name: string, card: string, more: Record<string, string> = {}) => {
    fs.mkdirSync(at(name), { recursive: true });
    for (const [file, text] of Object.entries({ 'card.json': card, ...more })) fs.writeFileSync(at(name, file), text);
  };
  beforeEach(() => ({ folder, remove } = temporaryFolder()));
  afterEach(() => remove());

  for (const before of ['.rings.before', '.rings.0123abcd.tmp.old']) {
    it(`come back where there is no new one: ${before}`, async () => {
      model(before, 'old', { 'notes.txt': 'mine' });
      await sweepModels(folder);
      assert.deepEqual(fs.readdirSync(folder), ['rings']);
      assert.equal(fs.readFileSync(at('rings', 'card.json'), 'utf8'), 'old');
      assert.equal(fs.readFileSync(at('rings', 'notes.txt'), 'utf8'), 'mine');
    });

    it(`give way where there is, all but what the person had put there: ${before}`, async () => {
      model(before, 'old', { 'notes.txt': 'mine', 'report.md': 'old' });
      model('rings', 'new');
      await sweepModels(folder);
      assert.deepEqual(fs.readdirSync(folder), ['rings']);
      assert.deepEqual(fs.readdirSync(at('rings')).sort(), ['card.json', 'notes.txt']);
      assert.equal(fs.readFileSync(at('rings', 'card.json'), 'utf8'), 'new');
    });
  }

  it('are let alone otherwise, and so is what is not ours', async () => {
    model('rings', 'one');
    model('.rings.run', 'a run');
    fs.writeFileSync(at('.bars.before'), 'a file');
    fs.mkdirSync(at('.git.tmp'));
    await sweepModels(folder);
    assert.deepEqual(fs.readdirSync(folder).sort(), ['.bars.before', '.git.tmp', '.rings.run', 'rings']);
    await sweepModels(at('gone'));
  });
});
