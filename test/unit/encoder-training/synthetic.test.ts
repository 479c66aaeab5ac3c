import assert from 'node:assert';
import { galaxyAt } from '../../../encoder-training/pool';
import { QUESTIONS } from '../../../encoder-training/synthetic/questions';
import { synthetic } from '../../../encoder-training/synthetic/generate';

describe('synthetic galaxies', () => {
  it('are the same for the same seed and number, and others for others', () => {
    const [one, again, other] = [synthetic(5, 3), synthetic(5, 3), synthetic(5, 4)];
    assert.deepStrictEqual(one.pictures[0].picture.bands[0], again.pictures[0].picture.bands[0]);
    assert.deepStrictEqual(one.answers.votes, again.answers.votes);
    assert.notDeepStrictEqual(one.pictures[0].picture.bands[0], other.pictures[0].picture.bands[0]);
  });

  it('have finite pixels and answers that are shares, and every question that is asked is answered yes by some', () => {
    const yes = new Float32Array(QUESTIONS.length);
    for (let i = 0; i < 400; i++) {
      const { pictures, answers } = synthetic(1, i);
      for (const { picture } of pictures)
        for (const band of picture.bands) assert.ok(band.every(Number.isFinite), `galaxy ${i}`);
      answers.votes.forEach((vote, q) => {
        assert.ok(vote >= 0 && vote <= 1 && answers.asked[q] >= 0 && answers.asked[q] <= 1, QUESTIONS[q]);
        yes[q] = Math.max(yes[q], vote * answers.asked[q]);
      });
    }
    const never = QUESTIONS.filter((_, q) => yes[q] < 0.3);
    // What lies on a galaxy by chance is asked of real ones alone.
    assert.deepStrictEqual(never, ['overlap']);
  }).timeout(60_000);

  it('follow one another in the places of the pool, known from the step alone', () => {
    const places = Array.from({ length: 5 }, (_, place) => place);
    let next = 5;
    for (let replaced = 0; replaced < 23; replaced++) {
      const now = [0, 1, 2, 3, 4].map((place) => galaxyAt(place, 5, replaced));
      assert.deepStrictEqual(now, places);
      places[replaced % 5] = next++;
    }
  });
});
