import assert from 'node:assert/strict';
import { readWcs, skyDirections } from '../../../../src/fits';
import { headerOf } from '../header-of';

describe('directions on the sky', () => {
  const wcsAt = (lon: number, lat: number, ...more: string[]) =>
    readWcs(
      headerOf(
        "CTYPE1  = 'RA---TAN'",
        "CTYPE2  = 'DEC--TAN'",
        `CRVAL1  = ${lon}`,
        `CRVAL2  = ${lat}`,
        'CRPIX1  = 50',
        'CRPIX2  = 50',
        'CDELT1  = -0.0001',
        'CDELT2  = 0.0002',
        ...more,
      ),
    );
  const close = (vector: { x: number; y: number } | undefined, x: number, y: number) =>
    assert.ok(vector && Math.hypot(vector.x - x, vector.y - y) < 1e-6, JSON.stringify(vector));

  it('have north up and east left in a picture without rotation, in pixels an arcsecond', () => {
    const wcs = wcsAt(0, 40);
    assert.ok(wcs);
    const directions = skyDirections(wcs, 50, 50);
    close(directions?.north, 0, 1 / 0.72);
    close(directions?.east, -1 / 0.36, 0);
  });

  it('turn with the picture', () => {
    const wcs = wcsAt(123, -40, 'CROTA2  = 90');
    assert.ok(wcs);
    const directions = skyDirections(wcs, 50, 50);
    close(directions?.north, -1 / 0.36, 0);
    close(directions?.east, 0, -1 / 0.72);
  });

  it('are those of ICRS in a picture in galactic coordinates', () => {
    const wcs = readWcs(
      headerOf("CTYPE1  = 'GLON-TAN'", "CTYPE2  = 'GLAT-TAN'", 'CDELT1  = -0.001', 'CDELT2  = 0.001', 'CRVAL1  = 33'),
    );
    assert.ok(wcs);
    const north = skyDirections(wcs, 0, 0)?.north;
    const sky = wcs.pixelToSky(0, 0);
    assert.ok(sky && north);
    close(wcs.skyToPixel(sky.ra, sky.dec + 0.1 / 3600), north.x * 0.1, north.y * 0.1);
  });

  it('hold away from the reference point, and are none at a pole or outside the sky', () => {
    const wcs = wcsAt(10, 89.99);
    assert.ok(wcs);
    const sky = wcs.pixelToSky(80, 60);
    const directions = skyDirections(wcs, 80, 60);
    assert.ok(sky && directions);
    const north = wcs.skyToPixel(sky.ra, sky.dec + 0.1 / 3600);
    assert.ok(
      north && Math.hypot(north.x - 80 - 0.1 * directions.north.x, north.y - 60 - 0.1 * directions.north.y) < 1e-4,
    );
    const pole = wcsAt(10, 90);
    assert.ok(pole);
    assert.equal(skyDirections(pole, 50, 50), undefined);
    const outside = readWcs(headerOf("CTYPE1  = 'RA---SIN'", "CTYPE2  = 'DEC--SIN'", 'CDELT1  = 1', 'CDELT2  = 1'));
    assert.ok(outside);
    assert.equal(skyDirections(outside, 100, 0), undefined);
  });
});
