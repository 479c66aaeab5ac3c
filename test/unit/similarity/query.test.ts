import assert from 'node:assert/strict';
import { RepresentationStore } from '../../../src/collection';
import { feedbackVector, findNeighbours, queryVector } from '../../../src/similarity';
import { row } from '../collection/rows-of';

const vector = (...values: number[]) => Float32Array.from(values);
const close = (a: Iterable<number>, b: number[]) =>
  [...a].forEach((x, i) => assert.ok(Math.abs(x - b[i]) < 1e-6, `${[...a].join()} is not ${b.join()}`));

describe('the query of several galaxies', () => {
  it('weighs each alike, however long its representation', () => {
    close(queryVector([vector(0, 3)])!, [0, 1]);
    close(queryVector([vector(1, 0), vector(0, 100)])!, [Math.SQRT1_2, Math.SQRT1_2]);
    close(queryVector([vector(2, 0), vector(NaN, 1), vector(0, 0), vector(Infinity, 1)])!, [1, 0]);
  });

  it('is none where nothing is left of it', () => {
    assert.equal(queryVector([]), undefined);
    assert.equal(queryVector([vector(NaN, 1)]), undefined);
    assert.equal(queryVector([vector(1, 0), vector(-2, 0)]), undefined);
  });

  it('turns away from negatives and towards positives, and is the mean of the positives without them', () => {
    const [a, b, bad] = [vector(1, 0, 0), vector(0, 1, 0), vector(0.6, 0, 0.8)];
    close(feedbackVector([a, b], [])!, [...queryVector([a, b])!]);
    const learned = feedbackVector([a, b], [bad])!;
    close([Math.hypot(...learned)], [1]);
    const along = (one: Float32Array, direction: Float32Array) => one.reduce((sum, x, d) => sum + x * direction[d], 0);
    const plain = queryVector([a, b])!;
    assert.ok(along(bad, learned) < along(bad, plain) - 0.1, 'the negative is further away');
    assert.ok(along(a, learned) > 0.3 && along(b, learned) > 0.3, 'the positives are not');
    assert.ok(learned[2] < 0, 'what only the negative has counts against');
    assert.equal(feedbackVector([], [bad]), undefined);
  });

  it('finds the nearest first, ties in the order of their paths, what is excluded never', async () => {
    const store = await RepresentationStore.open('/nowhere', 'enc', 2, () => undefined);
    const names = ['b', 'a', 'far', 'middle', 'a'];
    const at = [vector(1, 0), vector(2, 0), vector(-1, 0), vector(1, 1), vector(4, 0)];
    at.forEach((one, i) => store.put([row(names[i])], one));
    const found = async (count: number, not = '') => {
      const hits = await findNeighbours(store, vector(1, 0), count, ({ block, row: i }) => block.rows[i].path === not);
      return hits.map(({ place }) => place.block.rows[place.row].path);
    };
    assert.deepEqual(await found(10), ['a', 'b', 'middle', 'far']);
    assert.deepEqual(await found(2), ['a', 'b']);
    assert.deepEqual(await found(2, 'a'), ['b', 'middle']);
    assert.deepEqual(await found(0), []);
  });
});
