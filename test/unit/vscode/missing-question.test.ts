import assert from 'node:assert/strict';
import { KEEP, MissingQuestion, REMOVE } from '../../../src/vscode/collections/missing-question';

describe('the question whether galaxies that are gone may leave the index', () => {
  let asked: string[];
  let pruned: number[];
  let answer: string | undefined;
  let question: MissingQuestion;
  beforeEach(() => {
    [asked, pruned, answer] = [[], [], KEEP];
    question = new MissingQuestion('sky', {
      ask: (text) => {
        asked.push(text);
        return Promise.resolve(answer);
      },
      prune: (cutouts) => {
        pruned.push(cutouts);
        return Promise.resolve();
      },
    });
  });
  const summary = (cutouts: number, leftOut = 0) => ({ missing: { cutouts, of: 20_000, leftOut }, cancelled: false });
  const nothing = { missing: undefined, cancelled: false };

  it('says how many and of how many, and removes on a yes alone', async () => {
    await question.after(summary(12_345), true);
    assert.deepEqual(asked, ['12,345 of 20,000 galaxies of sky are not there any more. Is the drive connected?']);
    assert.deepEqual(pruned, []);
    answer = undefined;
    await question.after(summary(12_346), true);
    assert.deepEqual(pruned, []);
    answer = REMOVE;
    await question.after(summary(12_347), true);
    assert.deepEqual(pruned, [12_347]);
  });

  it('is asked again only when the number has changed or the person asks for a run', async () => {
    const ask = async (cutouts: number, whole = true) => {
      const before = asked.length;
      await question.after(summary(cutouts), whole);
      return asked.length > before;
    };
    assert.equal(await ask(15_000), true);
    assert.equal(await ask(15_000), false);
    assert.equal(await ask(15_001), true);
    assert.equal(await ask(15_001), false);
    question.forget();
    assert.equal(await ask(15_001), true);
    // A look at some files does not say that the others are back; one at the whole folder does.
    await question.after(nothing, false);
    assert.equal(await ask(15_001), false);
    await question.after({ ...nothing, cancelled: true }, true);
    assert.equal(await ask(15_001), false);
    await question.after(nothing, true);
    assert.equal(await ask(15_001), true);
  });

  it('does not wonder about drives where patterns leave files out', async () => {
    await question.after(summary(15_000, 15_000), true);
    await question.after(summary(15_001, 5), true);
    assert.deepEqual(asked, [
      '15,000 of 20,000 galaxies of sky are left out by the patterns of files to index now.',
      '15,001 of 20,000 galaxies of sky are not there any more (5 of them left out by the patterns of files to index). Is the drive connected?',
    ]);
  });
});
