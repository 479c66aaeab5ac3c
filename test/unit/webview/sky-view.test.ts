import assert from 'node:assert/strict';
import fc from 'fast-check';
import { writeFits, readHdus, type WritableCard } from '../../../src/fits';
import { positionText } from '../../../webview/viewer/image/position';
import { skyMap } from '../../../webview/viewer/image/sky';
import { placementFrom, skyViewOf } from '../../../webview/viewer/image/sky-view';
import { ViewTransform } from '../../../webview/viewer/image/view-transform';

const [RA, DEC] = [187.25, 12.5];

/** The sky of an image of 100 x 100 pixels of `scale` degrees, turned by `angle` degrees, mirrored or not. */
function sky(scale: number, angle: number, mirrored: boolean) {
  const [cos, sin] = [Math.cos((angle * Math.PI) / 180), Math.sin((angle * Math.PI) / 180)];
  const east = mirrored ? 1 : -1;
  const header: WritableCard[] = [
    ['CTYPE1', 'RA---TAN'],
    ['CTYPE2', 'DEC--TAN'],
    ['CRVAL1', RA],
    ['CRVAL2', DEC],
    ['CRPIX1', 50],
    ['CRPIX2', 50],
    ['CD1_1', east * scale * cos],
    ['CD1_2', -east * scale * sin],
    ['CD2_1', scale * sin],
    ['CD2_2', scale * cos],
  ];
  const [hdu] = readHdus(writeFits([{ header, data: new Uint8Array(1), shape: [1, 1] }]), 'sky');
  return skyMap({ bytes: hdu.header.raw, lookups: [] })!;
}

const anySky = fc
  .record({ scale: fc.double({ min: 1e-5, max: 1e-3, noNaN: true }), angle: fc.double({ min: 0, max: 360, noNaN: true }), mirrored: fc.boolean() })
  .map(({ scale, angle, mirrored }) => sky(scale, angle, mirrored)); // prettier-ignore

describe('a view that follows another', () => {
  it('shows the same places of the sky at the same places of the screen', () => {
    fc.assert(
      fc.property(anySky, anySky, fc.double({ min: -3, max: 3, noNaN: true }), fc.boolean(), (a, b, angle, mirrored) => {
        const placement = { centre: { x: 49.5, y: 49.5 }, zoom: 2, angle, mirrored };
        const followed = placementFrom(skyViewOf(placement, a), b);
        assert.ok(followed);
        const [first, second] = [placement, followed].map((placed) => new ViewTransform(400, 300, placed));
        // Near the middle, where the curvature of the projection has no part.
        for (const [dra, ddec] of [[0, 0], [1e-5, 0], [0, 1e-5], [-2e-5, 1e-5]]) {
          const [at, there] = [a.toImage(RA + dra, DEC + ddec), b.toImage(RA + dra, DEC + ddec)];
          const [x, y] = [first.toView(at!), second.toView(there!)];
          assert.ok(Math.hypot(x.x - y.x, x.y - y.y) < 0.05, JSON.stringify([x, y]));
        }
      }),
      { numRuns: 2000 },
    ); // prettier-ignore
  });

  it('follows pixel by pixel where neither has coordinates, and not at all where one has', () => {
    const placement = { centre: { x: 3, y: 4 }, zoom: 5, angle: 1, mirrored: true };
    assert.deepEqual(placementFrom(skyViewOf(placement, undefined), undefined), placement);
    assert.equal(placementFrom(skyViewOf(placement, undefined), sky(1e-4, 0, false)), undefined);
    assert.equal(placementFrom(skyViewOf(placement, sky(1e-4, 0, false)), undefined), undefined);
  });
});

describe('a position in words', () => {
  const own = { frame: { kind: 'galactic' } as const };

  it('is sexagesimal, or in degrees, in the frame that is chosen', () => {
    assert.deepEqual(positionText(150, 2, own, { frame: 'ICRS', degrees: false }), {
      longitude: '10:00:00.00',
      latitude: '+02:00:00.0',
    });
    assert.deepEqual(positionText(150, 2, own, { frame: 'ICRS', degrees: true }), {
      longitude: '150.000000°',
      latitude: '2.000000°',
    });
    // astropy 8.0.2: SkyCoord(150, 2, unit='deg').galactic
    const galactic = { longitude: '236.954583°', latitude: '41.905110°' };
    assert.deepEqual(positionText(150, 2, own, { frame: 'galactic', degrees: false }), galactic);
    assert.deepEqual(positionText(150, 2, own, { frame: 'image', degrees: true }), galactic);
  });
});
