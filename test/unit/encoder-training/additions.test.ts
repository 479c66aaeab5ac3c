import assert from 'node:assert';
import { addFeature } from '../../../encoder-training/additions';
import { FINE, frameLength, frameOf } from '../../../encoder-training/frame';
import { synthetic } from '../../../encoder-training/synthetic/generate';
import { Random } from '../../../src/random';

describe('features added to galaxies', () => {
  it('change pixels, have answers that are shares, and what is hardly there is hardly seen', () => {
    const frames = Array.from({ length: 8 }, (_, i) => {
      const [{ picture, kind }] = synthetic(3, i).pictures;
      return frameOf(picture, kind, FINE);
    });
    const seen = new Set<string>();
    const faintAndBright: [change: number, vote: number][] = [];
    for (let seed = 0; seed < 150; seed++) {
      const frame = frames[seed % frames.length];
      const out = new Uint8Array(frameLength(FINE));
      const votes = addFeature(new Random(seed), frame, out, FINE);
      const change = out.reduce((sum, level, i) => sum + Math.abs(level - frame[i]), 0);
      assert.ok(change > 0, `seed ${seed}`);
      for (const [question, vote] of votes) {
        assert.ok(vote >= 0 && vote <= 1, `${question}: ${vote}`);
        seen.add(question);
      }
      if (votes[0][0] === 'ring') faintAndBright.push([change, votes[0][1]]);
      const again = new Uint8Array(out.length);
      assert.deepStrictEqual(addFeature(new Random(seed), frame, again, FINE), votes);
      assert.deepStrictEqual(again, out);
    }
    for (const question of ['ring', 'tail', 'clumps', 'lens-arc']) assert.ok(seen.has(question), question);
    const mean = (rows: typeof faintAndBright) => rows.reduce((sum, [change]) => sum + change, 0) / rows.length;
    const [unseen, plain] = [faintAndBright.filter(([, v]) => v < 0.3), faintAndBright.filter(([, v]) => v > 0.7)];
    assert.ok(unseen.length > 5 && plain.length > 5);
    assert.ok(mean(plain) > 2 * mean(unseen), `${mean(plain)} and ${mean(unseen)} levels`);
  });
});
