import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readWcs, skyDirections } from '../../../../src/fits';
import { PROJECTIONS } from '../../../../src/fits/wcs/projections/registry';
import { headerOf } from '../header-of';

const KEYWORDS = [
  ...['CRPIX', 'CRVAL', 'CDELT', 'CROTA', 'CUNIT', 'D2IMDIS', 'CPDIS'].flatMap((key) => [`${key}1`, `${key}2`]),
  ...['CD', 'PC'].flatMap((key) => [`${key}1_1`, `${key}1_2`, `${key}2_1`, `${key}2_2`]),
  ...[0, 1, 2, 3, 4, 7, 39, 40].flatMap((m) => [`PV1_${m}`, `PV2_${m}`]),
  ...['LONPOLE', 'LATPOLE', 'EQUINOX', 'RADESYS', 'A_ORDER', 'B_ORDER', 'A_2_0', 'B_1_1', 'AMDX1', 'WAT1_001'],
];

const VALUE = fc.oneof(
  fc.double().filter(Number.isFinite).map(String),
  fc.integer({ min: -400, max: 400 }).map(String),
  fc.constantFrom("'LOOKUP'", "'deg'", "'FK4'", "''", 'T', '', '\'lngcor = "3 9e9 9e9 1 0 1 0 1 2"\'', '1E300', '-0.0'),
);

describe('damaged headers', () => {
  it('give coordinates that are numbers in their ranges, or none, and no errors', () => {
    const code = fc.constantFrom(...PROJECTIONS.keys(), 'NCP', 'GLS', 'TPV', 'TNX', 'ZPX', 'TAN-SIP');
    const cards = fc.array(fc.tuple(fc.constantFrom(...KEYWORDS), VALUE), { maxLength: 16 });
    const coordinate = fc.oneof(fc.double(), fc.double({ min: -400, max: 400, noNaN: true }));
    fc.assert(
      fc.property(code, cards, coordinate, coordinate, (type, values, x, y) => {
        const images = values.map(([keyword, value]) => `${keyword.padEnd(8)}= ${value}`);
        const wcs = readWcs(headerOf(`CTYPE1  = 'RA---${type}'`, `CTYPE2  = 'DEC--${type}'`, ...images));
        if (!wcs) return;
        const world = wcs.pixelToWorld(x, y);
        if (world) assert.ok(world.lon >= 0 && world.lon < 360 && Math.abs(world.lat) <= 90, JSON.stringify(world));
        const sky = wcs.pixelToSky(x, y);
        if (sky) assert.ok(sky.ra >= 0 && sky.ra < 360 && Math.abs(sky.dec) <= 90, JSON.stringify(sky));
        for (const pixel of [wcs.worldToPixel(x, y), wcs.skyToPixel(x, y)]) {
          if (pixel) assert.ok(Number.isFinite(pixel.x) && Number.isFinite(pixel.y), JSON.stringify(pixel));
        }
        for (const { x: dx, y: dy } of Object.values(skyDirections(wcs, x, y) ?? {}))
          assert.ok(Number.isFinite(dx + dy));
      }),
      { seed: 7, numRuns: 5000 },
    );
  });
});
