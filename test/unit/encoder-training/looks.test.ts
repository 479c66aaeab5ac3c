import assert from 'node:assert/strict';
import { answersOf, readLooks } from '../../../encoder-training/looks/looks';
import { trainingSets } from '../../../encoder-training/sets';
import { sharedData } from '../../shared-data';

describe('what was seen on contact sheets', () => {
  it('is a vote a question, the mean of the looks', () => {
    const answers = answersOf(['RS', 'r']);
    assert.ok(Math.abs(answers.vote('ring') - 0.7) < 1e-6);
    assert.ok(Math.abs(answers.vote('arms') - (0.9 + 0.03) / 2) < 1e-6);
    assert.ok(answers.vote('tail') < 0.05);
    assert.ok(Math.abs(answers.vote('odd') - 0.7) < 1e-6, 'a ring is odd');
  });

  it('asks nothing more of what is no galaxy, and no bar of a smooth galaxy', () => {
    const asked = (look: string) => Array.from(answersOf([look]).asked);
    const [galaxy, none] = [asked('R'), asked('X')];
    assert.ok(none.filter((weight) => weight > 0.2).length === 1, 'only whether it is one');
    assert.ok(galaxy.filter((weight) => weight > 0.8).length > 8);
    const smooth = answersOf(['']);
    assert.ok(smooth.vote('featured') < 0.1);
  });

  it('names a letter that means nothing', () => {
    assert.throws(() => answersOf(['RQ']), /a look has the letter "Q"/);
  });

  it('was not looked for where there is no row, or no look in it', () => {
    const looks = readLooks(2, 'set,file,first,second\ngz1,a.jpg,R,-\ngz1,b.jpg,-,\n');
    assert.ok(Math.abs(looks.of('gz1', 'a.jpg').vote('ring') - 0.9) < 1e-6);
    assert.ok(looks.of('gz1', 'b.jpg').vote('ring') < 0.05);
    assert.ok(looks.of('gz1', 'c.jpg').asked.every((weight) => weight === 0));
  });

  it('is there for all but a few of the galaxies that are trained on', function () {
    sharedData(this, 'gz1');
    const { gz1, euclid } = trainingSets();
    const looked = (files: typeof gz1) => files.filter(({ seen }) => seen.asked.some((weight) => weight > 0)).length;
    assert.equal(looked(euclid), euclid.length);
    assert.ok(looked(gz1) > 0.99 * gz1.length);
    const rings = [...gz1, ...euclid].filter(({ seen }) => seen.vote('ring') > 0.5).length;
    assert.ok(rings > 300 && rings < 600, `${rings} rings`);
  });
});
