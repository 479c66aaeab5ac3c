import assert from 'node:assert/strict';
import { Random } from '../../../src/random';
import {
  NearestPoints,
  placeAmong,
  PrincipalSpace,
  sampleRows,
  trustworthiness,
  UmapLayout,
} from '../../../src/projection';
import { clusters, distanceOf } from './clusters';

const [COUNT, GROUPS, DIMENSIONS] = [600, 12, 40];

function laidOut(rows: Float32Array, seed: number) {
  const space = new PrincipalSpace(rows, DIMENSIONS);
  const points = space.coordinates(rows);
  const nearest = new NearestPoints(points, space.dimensions);
  const layout = new UmapLayout(nearest, points, space.dimensions, seed);
  while (layout.findNeighbours(100) < rows.length / DIMENSIONS);
  const epochs = layout.prepare();
  while (layout.step(50) < epochs);
  return { space, nearest, positions: layout.coordinates };
}

describe('the layout of a map', function () {
  const rows = clusters(COUNT, GROUPS, DIMENSIONS, 1);
  const distance = distanceOf(rows, DIMENSIONS);
  let map: ReturnType<typeof laidOut>;
  before(() => (map = laidOut(rows, 1)));

  it('is the same for the same seed, to the last bit, and another for another', () => {
    assert.deepEqual(laidOut(rows, 1).positions, map.positions);
    assert.notDeepEqual(laidOut(rows, 2).positions, map.positions);
  });

  it('keeps neighbours, and better than the principal plane does', () => {
    const plane = map.space.coordinates(rows, 2);
    const [ofPlane, ofMap] = [plane, map.positions].map((positions) => trustworthiness(distance, positions, 12));
    assert.ok(ofMap > 0.95, `UMAP ${ofMap}`);
    assert.ok(1 - ofMap < (1 - ofPlane) / 2, `UMAP ${ofMap}, principal plane ${ofPlane}`);
  });

  it('places others among their groups', () => {
    const others = clusters(COUNT + 120, GROUPS, DIMENSIONS, 1).subarray(COUNT * DIMENSIONS);
    const placed = placeAmong(map.nearest, map.positions, map.space.coordinates(others), map.space.dimensions);
    for (let i = 0; i < 120; i++) {
      let [nearest, least] = [0, Infinity];
      for (let j = 0; j < COUNT; j++) {
        const there = Math.hypot(placed[2 * i] - map.positions[2 * j], placed[2 * i + 1] - map.positions[2 * j + 1]);
        if (there < least) [nearest, least] = [j, there];
      }
      assert.equal(nearest % GROUPS, i % GROUPS, `row ${i}`);
    }
  });

  it('puts a copy of a point upon it', () => {
    const again = map.space.coordinates(rows.slice(0, 5 * DIMENSIONS));
    assert.deepEqual(placeAmong(map.nearest, map.positions, again, map.space.dimensions), map.positions.slice(0, 10));
  });

  it('takes copies among its points', () => {
    const copies = new Float32Array(60 * DIMENSIONS);
    for (let i = 0; i < 60; i++)
      copies.set(rows.subarray((i % 20) * DIMENSIONS, ((i % 20) + 1) * DIMENSIONS), i * DIMENSIONS);
    assert.ok(laidOut(copies, 1).positions.every(Number.isFinite));
    assert.ok(laidOut(new Float32Array(40 * DIMENSIONS).fill(1), 1).positions.every(Number.isFinite));
  });
});

describe('the principal space', () => {
  it('keeps distances among directions, whatever their length', () => {
    const rows = clusters(300, 4, 20, 3);
    const longer = rows.map((value, i) => value * (1 + (Math.floor(i / 20) % 7)));
    const space = new PrincipalSpace(longer, 20);
    const [points, distance] = [space.coordinates(longer), distanceOf(rows, 20)];
    for (let i = 0; i < 299; i++) {
      let square = 0;
      for (let d = 0; d < space.dimensions; d++) square += (points[i * space.dimensions + d] - points[(i + 1) * space.dimensions + d]) ** 2; // prettier-ignore
      assert.ok(Math.abs(square / 2 - distance(i, i + 1)) < 1e-5);
    }
  });

  it('orders its axes by their variance', () => {
    const rows = clusters(400, 5, 30, 4);
    const plane = new PrincipalSpace(rows, 30).coordinates(rows, 3);
    const variance = [0, 1, 2].map((axis) => {
      let sum = 0;
      for (let i = axis; i < plane.length; i += 3) sum += plane[i] ** 2;
      return sum;
    });
    assert.ok(variance[0] > variance[1] && variance[1] > variance[2], variance.join(' '));
  });

  it('of one row, or rows that are one, is a point', () => {
    for (const count of [1, 2, 5]) {
      const rows = new Float32Array(count * 8).fill(2);
      assert.deepEqual(new PrincipalSpace(rows, 8).coordinates(rows, 2), new Float32Array(2 * count));
    }
  });
});

describe('nearest points', () => {
  it('are those that comparing all distances gives', () => {
    const points = clusters(200, 7, 37, 5);
    const nearest = new NearestPoints(points, 37);
    const square = (i: number, j: number) => {
      let sum = 0;
      for (let d = 0; d < 37; d++) sum += (points[i * 37 + d] - points[j * 37 + d]) ** 2;
      return sum;
    };
    for (let i = 0; i < 200; i += 9) {
      const all = Array.from({ length: 200 }, (_, j) => j).sort((a, b) => square(i, a) - square(i, b));
      const found = nearest.nearest(points, i * 37, 10);
      assert.deepEqual(found.indices, all.slice(0, 10));
      assert.ok(Math.abs(found.distances[9] - Math.sqrt(square(i, all[9]))) < 1e-4);
    }
    assert.equal(nearest.nearest(points, 0, 500).indices.length, 200);
  });
});

describe('trustworthiness', () => {
  it('is 1 of the plane itself and of fewer errors the higher', () => {
    const plane = Float32Array.from({ length: 80 }, (_, i) => Math.sin(12.9898 * i * i));
    const space = (i: number, j: number) =>
      Math.hypot(plane[2 * i] - plane[2 * j], plane[2 * i + 1] - plane[2 * j + 1]);
    assert.equal(trustworthiness(space, plane, 5), 1);
    const line = plane.map((value, i) => (i % 2 ? 0 : value));
    const mixed = plane.map((_, i) => plane[(i * 31 + 7) % 80]);
    const [ofLine, ofMixed] = [line, mixed].map((map) => trustworthiness(space, map, 5));
    assert.ok(1 > ofLine && ofLine > ofMixed && ofMixed > 0, `${ofLine} ${ofMixed}`);
    assert.throws(() => trustworthiness(space, plane, 20), RangeError);
  });

  it('is what the formula gives of five points by hand', () => {
    const at = [0, 1, 2.1, 3.3, 4.6];
    const space = (i: number, j: number) => Math.abs(at[i] - at[j]);
    // The last is moved beside the first, its farthest: rank 4, which is 3 too far. All others keep their nearest.
    const map = Float32Array.from([0, 1, 2.1, 3.3, -1.2].flatMap((x) => [x, 0]));
    assert.ok(Math.abs(trustworthiness(space, map, 1) - (1 - (2 * 3) / (5 * 1 * (10 - 3 - 1)))) < 1e-12);
  });
});

describe('the sample of a map', () => {
  const random = new Random(1);
  const keys = Float64Array.from({ length: 10_000 }, () => random.integer(0, 2 ** 52 - 1));

  it('has no row twice and is spread over all', () => {
    const rows = sampleRows(keys, 1000);
    assert.equal(new Set(rows).size, 1000);
    assert.ok(Math.abs(rows.filter((row) => row < 5000).length - 500) < 80);
    assert.deepEqual([...sampleRows(keys.slice(0, 4), 1000)].sort(), [0, 1, 2, 3]);
    assert.equal(sampleRows(new Float64Array(50).fill(7), 20).length, 20, 'of copies');
  });

  it('is the same in whatever order the rows come', () => {
    const of = (all: Float64Array) => Array.from(sampleRows(all, 1000), (row) => all[row]);
    assert.deepEqual(of(keys.slice().reverse()), of(keys));
  });
});
