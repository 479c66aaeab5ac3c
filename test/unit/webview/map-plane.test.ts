import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Random } from '../../../src/random';
import { Lasso } from '../../../webview/map/plane/lasso';
import { MapView } from '../../../webview/map/plane/map-view';
import { normalised } from '../../../webview/map/plane/normalised';
import { PointGrid } from '../../../webview/map/plane/point-grid';

function view(width = 800, height = 600): MapView {
  const made = new MapView();
  made.resize(width, height);
  made.reset();
  return made;
}

const near = (a: number, b: number, within = 1e-9) => assert.ok(Math.abs(a - b) <= within, `${a} and ${b}`);

describe('the view of a map', () => {
  it('shows all with a margin, y upwards', () => {
    const { x, y } = view().toScreen({ x: 0, y: 1 });
    near(x, 400);
    near(y, 36);
  });

  it('comes back from the screen, wherever it is', () => {
    const number = fc.double({ min: -1, max: 1, noNaN: true });
    fc.assert(
      fc.property(number, number, fc.double({ min: 0.6, max: 3000, noNaN: true }), (x, y, nearness) => {
        const there = view();
        there.moveTo({ x, y, nearness });
        const back = there.toMap(there.toScreen({ x: 0.3, y: -0.2 }));
        near(back.x, 0.3, 1e-6);
        near(back.y, -0.2, 1e-6);
      }),
    );
  });

  it('zooms about a place, which stays', () => {
    const there = view();
    const before = there.toMap({ x: 200, y: 150 });
    there.zoomBy(5, { x: 200, y: 150 });
    const after = there.toMap({ x: 200, y: 150 });
    near(before.x, after.x);
    near(before.y, after.y);
  });

  it('goes no farther than the points, nor nearer than can be seen', () => {
    const there = view();
    there.pan(-1e6, 1e6);
    assert.deepEqual([there.x, there.y], [1, 1]);
    there.zoomBy(1e9);
    near(there.whereabouts.nearness, 4000);
    there.zoomBy(1e-9);
    near(there.whereabouts.nearness, 0.5);
  });

  it('shows the same part when its rectangle changes', () => {
    const there = view();
    there.moveTo({ x: 0.2, y: -0.4, nearness: 7 });
    there.resize(300, 900);
    assert.deepEqual(there.whereabouts, { x: 0.2, y: -0.4, nearness: 7 });
  });
});

describe('normalised positions', () => {
  it('fill -1 to 1 in the longer direction, in proportion', () => {
    assert.deepEqual(normalised(Float32Array.of(10, 5, 14, 6, 12, 4)), Float32Array.of(-1, 0, 1, 0.5, 0, -0.5));
  });

  it('of points in one place, or none, are in the middle', () => {
    assert.deepEqual(normalised(Float32Array.of(3, 4, 3, 4)), new Float32Array(4));
    assert.deepEqual(normalised(new Float32Array()), new Float32Array());
  });
});

describe('the grid of points', () => {
  const random = new Random(5);
  const positions = Float32Array.from({ length: 4000 }, () => random.uniform(-1, 1));
  const grid = new PointGrid(positions);
  const square = (i: number, x: number, y: number) => (positions[2 * i] - x) ** 2 + (positions[2 * i + 1] - y) ** 2;

  it('finds the nearest point that comparing all finds, within its reach alone', () => {
    for (let trial = 0; trial < 200; trial++) {
      const [x, y, radius] = [random.uniform(-1.2, 1.2), random.uniform(-1.2, 1.2), random.uniform(0.001, 0.2)];
      let best: number | undefined;
      for (let i = 0; i < 2000; i++) {
        const reached = square(i, x, y) <= radius ** 2;
        if (reached && (best === undefined || square(i, x, y) < square(best, x, y))) best = i;
      }
      const found = grid.nearest({ x, y }, radius);
      assert.equal(found, best);
    }
  });

  it('finds what is inside of a line, as a half-plane test of a triangle says', () => {
    const triangle = [{ x: -0.8, y: -0.7 }, { x: 0.9, y: -0.2 }, { x: -0.1, y: 0.8 }]; // prettier-ignore
    const isLeft = (i: number, a: number, b: number) => {
      const [p, q] = [triangle[a], triangle[b]];
      return (q.x - p.x) * (positions[2 * i + 1] - p.y) - (q.y - p.y) * (positions[2 * i] - p.x) > 0;
    };
    const expected = Array.from({ length: 2000 }, (_, i) => i).filter(
      (i) => isLeft(i, 0, 1) && isLeft(i, 1, 2) && isLeft(i, 2, 0),
    );
    assert.ok(expected.length > 100);
    assert.deepEqual([...grid.inside(triangle)], expected);
  });

  it('finds the same inside of any line as looking at each point', () => {
    const corner = fc.record({ x: fc.double({ min: -1.3, max: 1.3, noNaN: true }), y: fc.double({ min: -1.3, max: 1.3, noNaN: true }) }); // prettier-ignore
    fc.assert(
      fc.property(fc.array(corner, { minLength: 3, maxLength: 12 }), (line) => {
        const expected = Array.from({ length: 2000 }, (_, i) => i).filter((i) => {
          let crossings = 0;
          line.forEach((a, j) => {
            const b = line[(j + 1) % line.length];
            const [x, y] = [positions[2 * i], positions[2 * i + 1]];
            if (a.y > y !== b.y > y && (b.x - a.x) * ((y - a.y) / (b.y - a.y)) + a.x > x) crossings++;
          });
          return crossings % 2 === 1;
        });
        assert.deepEqual([...grid.inside(line)], expected);
      }),
      { numRuns: 60 },
    );
  });

  it('leaves out what a line winds around twice, and takes lines beyond the points', () => {
    const twice = [0, 1].flatMap(() => [{ x: -2, y: -2 }, { x: 2, y: -2 }, { x: 2, y: 2 }, { x: -2, y: 2 }]); // prettier-ignore
    assert.equal(grid.inside(twice).length, 0);
    assert.equal(grid.inside(twice.slice(0, 4)).length, 2000);
    assert.equal(grid.inside(twice.slice(0, 2)).length, 0);
  });

  it('of no points finds none', () => {
    const empty = new PointGrid(new Float32Array());
    assert.equal(empty.nearest({ x: 0, y: 0 }, 1), undefined);
    assert.equal(empty.inside([{ x: -1, y: -1 }, { x: 1, y: -1 }, { x: 0, y: 1 }]).length, 0); // prettier-ignore
  });
});

describe('the lasso', () => {
  it('is a click until it has gone around something', () => {
    const lasso = new Lasso({ x: 0, y: 0 });
    lasso.add({ x: 1, y: 1 });
    assert.equal(lasso.isDrawn, false);
    lasso.add({ x: 10, y: 0 });
    lasso.add({ x: 10, y: 10 });
    assert.equal(lasso.isDrawn, true);
  });

  it('keeps its shape with few corners, however long it is drawn', () => {
    const lasso = new Lasso({ x: 100, y: 0 });
    for (let i = 0; i <= 5000; i++) {
      const angle = (2 * Math.PI * i) / 5000;
      lasso.add({ x: 4000 * Math.cos(angle), y: 4000 * Math.sin(angle) });
    }
    assert.ok(lasso.line.length <= 400, String(lasso.line.length));
    assert.ok(lasso.line.slice(1).every(({ x, y }) => Math.abs(Math.hypot(x, y) - 4000) < 1));
  });
});
