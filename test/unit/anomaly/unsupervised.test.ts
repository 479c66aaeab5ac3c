import assert from 'node:assert/strict';
import { IsolationForest, Points } from '../../../src/anomaly';
import { neighbourDistances } from '../../../src/anomaly/neighbour-distance';
import { spreadOut } from '../../../src/anomaly/spread';
import { Random } from '../../../src/random';
import { squaredDistances } from '../../../src/statistics';

const DIMENSIONS = 5;

/** Clusters of so many points each, 20 deviations apart, and as many points as `outliers` far from all. */
function clusters(sizes: readonly number[], outliers = 0): Points {
  const random = new Random(4);
  const places = sizes.flatMap((size, cluster) => Array.from({ length: size }, () => 20 * cluster));
  const points = new Points(places.length + outliers, DIMENSIONS);
  const coordinates = places.flatMap((at) => Array.from({ length: DIMENSIONS }, () => at + random.gaussian()));
  const far = Array.from({ length: outliers * DIMENSIONS }, (_, i) => (i % 2 ? -60 : 90) + 5 * i);
  points.set(0, Float32Array.from([...coordinates, ...far]));
  return points;
}

const all = (points: Points) => Array.from({ length: points.rows }, (_, i) => i);

describe('what is unusual', () => {
  it('is soon alone in an isolation forest, the same for the same seed', () => {
    const points = clusters([300, 200], 3);
    const scores = (seed: number) => {
      const forest = new IsolationForest(points, all(points), seed);
      return all(points).map((row) => forest.score(row));
    };
    const first = scores(1);
    const order = all(points).sort((a, b) => first[b] - first[a]);
    assert.deepEqual(order.slice(0, 3).sort(), [500, 501, 502]);
    assert.ok(first[500] > 0.6 && first.slice(0, 500).every((score) => score > 0 && score < 0.6));
    assert.deepEqual(scores(1), first);
    assert.notDeepEqual(scores(2), first);
  });

  it('isolates nothing among copies of one point', () => {
    const points = new Points(50, DIMENSIONS);
    points.set(0, new Float32Array(50 * DIMENSIONS).fill(3));
    const forest = new IsolationForest(points, all(points), 1);
    assert.equal(new Set(all(points).map((row) => forest.score(row))).size, 1);
  });

  it('has its tenth neighbour far away, itself not counted', () => {
    const points = clusters([40, 12], 1);
    const references = points.pick(all(points));
    const squared = Float32Array.from(squaredDistances(references, references).values);
    const found = neighbourDistances(squared, references, Int32Array.from(all(points)));
    all(points).forEach((row) => {
      const distances = all(points).filter((other) => other !== row).map((other) => Math.sqrt(points.squaredDistance(row, other))); // prettier-ignore
      assert.ok(Math.abs(found[row] - distances.sort((a, b) => a - b)[9]) < 1e-3);
    });
    assert.equal(found.indexOf(Math.max(...found)), 52);
    const alone = neighbourDistances(Float32Array.of(0), references.pick([0]), Int32Array.of(0));
    assert.deepEqual([...alone], [Infinity]);
  });
});

describe('a spread-out batch', () => {
  const points = clusters([400, 50, 50, 50]);

  it('comes to all clusters, however many are in them, and is the same for the same seed', () => {
    for (let seed = 1; seed <= 10; seed++) {
      const rows = spreadOut(points, all(points), 10, new Random(seed));
      assert.equal(new Set(rows).size, 10);
      const places = new Set(rows.map((row) => (row < 400 ? 0 : 1 + Math.floor((row - 400) / 50))));
      assert.equal(places.size, 4, `seed ${seed}`);
      assert.deepEqual(spreadOut(points, all(points), 10, new Random(seed)), rows);
    }
  });

  it('keeps away from what is taken, takes no more than there are, and copies last', () => {
    const next = spreadOut(points, all(points), 3, new Random(1), [0, 400, 450]);
    assert.ok(next.some((row) => row >= 500));
    assert.deepEqual(spreadOut(points, [7, 9], 5, new Random(1)).sort(), [7, 9]);
    const copies = new Points(4, 1);
    copies.set(0, Float32Array.of(1, 1, 1, 2));
    assert.equal(spreadOut(copies, [1, 2, 3], 3, new Random(1), [0])[0], 3);
  });
});
