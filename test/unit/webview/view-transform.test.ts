import assert from 'node:assert/strict';
import fc from 'fast-check';
import { apply, compose, invert } from '../../../webview/viewer/image/geometry';
import { scaleBar } from '../../../webview/viewer/image/scale-bar';
import { northUp, type Placement, ViewTransform, ZOOM_MAX } from '../../../webview/viewer/image/view-transform';

const number = fc.double({ min: -1000, max: 1000, noNaN: true });
const point = fc.record({ x: number, y: number });
const placement: fc.Arbitrary<Placement> = fc.record({
  centre: point,
  zoom: fc.double({ min: 0.01, max: 50, noNaN: true }),
  angle: fc.double({ min: -7, max: 7, noNaN: true }),
  mirrored: fc.boolean(),
});

function near(a: { x: number; y: number }, b: { x: number; y: number }, tolerance = 1e-6) {
  assert.ok(Math.hypot(a.x - b.x, a.y - b.y) < tolerance, `${JSON.stringify(a)}, not ${JSON.stringify(b)}`);
}

describe('the view on an image', () => {
  it('goes there and back', () => {
    fc.assert(
      fc.property(placement, point, (placed, at) => {
        const view = new ViewTransform(800, 600, placed);
        near(view.toImage(view.toView(at)), at, 1e-4);
        near(view.toView(placed.centre), { x: 400, y: 300 });
      }),
    );
  });

  it('has rows upwards', () => {
    const view = new ViewTransform(100, 100, { centre: { x: 50, y: 50 }, zoom: 2, angle: 0, mirrored: false });
    near(view.toView({ x: 51, y: 50 }), { x: 52, y: 50 });
    near(view.toView({ x: 50, y: 51 }), { x: 50, y: 48 });
  });

  it('zooms to the pointer: what is under it stays', () => {
    fc.assert(
      fc.property(placement, fc.double({ min: 0.2, max: 5, noNaN: true }), point, (placed, factor, pointer) => {
        const view = new ViewTransform(800, 600, placed);
        const after = new ViewTransform(800, 600, view.zoomed(factor, pointer));
        near(after.toImage(pointer), view.toImage(pointer), 1e-3);
        assert.ok(after.placement.zoom <= ZOOM_MAX);
      }),
    );
  });

  it('moves with the pointer', () => {
    fc.assert(
      fc.property(placement, point, (placed, by) => {
        const view = new ViewTransform(800, 600, placed);
        const after = new ViewTransform(800, 600, view.moved(by.x, by.y));
        near(after.toView(view.toImage({ x: 10, y: 20 })), { x: 10 + by.x, y: 20 + by.y }, 1e-3);
      }),
    );
  });

  it('fits the whole image however it is turned', () => {
    fc.assert(
      fc.property(placement, fc.integer({ min: 10, max: 5000 }), fc.integer({ min: 10, max: 5000 }), (placed, w, h) => {
        const view = new ViewTransform(800, 600, new ViewTransform(800, 600, placed).fitted(w, h));
        for (const corner of [
          { x: 0, y: 0 },
          { x: w, y: 0 },
          { x: 0, y: h },
          { x: w, y: h },
        ]) {
          const { x, y } = view.toView(corner);
          assert.ok(x > -1e-6 && y > -1e-6 && x < 800.001 && y < 600.001);
        }
      }),
    );
  });

  it('turns north up and east left', () => {
    const direction = fc.double({ min: 0, max: 2 * Math.PI, noNaN: true });
    fc.assert(
      fc.property(direction, fc.boolean(), (angle, flipped) => {
        const north = { x: Math.cos(angle), y: Math.sin(angle) };
        const east = flipped ? { x: north.y, y: -north.x } : { x: -north.y, y: north.x };
        const view = new ViewTransform(100, 100, { centre: { x: 0, y: 0 }, zoom: 1, ...northUp(north, east) });
        near(view.toView(north), { x: 50, y: 49 });
        near(view.toView(east), { x: 49, y: 50 });
      }),
    );
  });
});

describe('affine maps', () => {
  const map = fc
    .record({ a: number, b: number, c: number, d: number, e: number, f: number })
    .filter(({ a, b, c, d }) => Math.abs(a * d - b * c) > 100);

  it('are undone by their inverse', () => {
    fc.assert(
      fc.property(map, point, (matrix, at) => {
        near(apply(compose(invert(matrix), matrix), at), at, 1e-2);
      }),
    );
  });
});

describe('the scale bar', () => {
  it('is of a round length in the unit that suits', () => {
    assert.deepEqual(scaleBar(100, 10, 1), { length: 100, text: '10″' });
    assert.deepEqual(scaleBar(100, 0.5, 1), { length: 60, text: '2′' });
    assert.deepEqual(scaleBar(100, 0.001, 1), { length: 72, text: '20°' });
    assert.deepEqual(scaleBar(100, undefined, 3), { length: 60, text: '20 px' });
  });

  it('fits', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-4, max: 1e4, noNaN: true }), (scale) => {
        const { length } = scaleBar(200, scale, 1);
        assert.ok(length <= 200.0001 && length >= 200 / 2.6, `${length}`);
      }),
    );
  });
});
