import assert from 'node:assert/strict';
import { cutoutCentre, readWcs } from '../../../../src/fits';
import { headerOf } from '../header-of';
import { apart } from './apart';

const TAN = ["CTYPE1  = 'RA---TAN'", "CTYPE2  = 'DEC--TAN'", 'CRPIX1  = 50.5', 'CRPIX2  = 50.5'];
const SCALE = ['CDELT1  = -1E-4', 'CDELT2  = 1E-4'];
const PLACE = ['CRVAL1  = 10', 'CRVAL2  = 20'];

describe('a TAN header', () => {
  it('puts CRVAL at CRPIX and goes there and back', () => {
    for (const [ra, dec] of [
      [10, 41],
      [0.001, -0.001],
      [359.999, -89.9],
      [123, 90],
      [200, -90],
    ]) {
      // prettier-ignore
      const wcs = readWcs(headerOf(...TAN, ...SCALE, `CRVAL1  = ${ra}`, `CRVAL2  = ${dec}`, 'CROTA2  = 30'));
      assert.ok(wcs);
      assert.ok(Math.abs(wcs.pixelScale - 0.36) < 1e-9);
      const centre = wcs.pixelToWorld(50.5, 50.5);
      assert.ok(centre && Math.abs(centre.lat - dec) < 1e-9);
      assert.ok(Math.abs(dec) === 90 || Math.abs(centre.lon - ra) < 1e-9);
      for (const [x, y] of [
        [1, 1],
        [100, 1],
        [1, 100],
        [77, 3],
      ]) {
        // prettier-ignore
        const sky = wcs.pixelToWorld(x, y);
        const back = sky && wcs.worldToPixel(sky.lon, sky.lat);
        assert.ok(back && Math.hypot(back.x - x, back.y - y) < 1e-6, `${ra} ${dec}: ${JSON.stringify(back)}`);
        assert.ok(sky.lon >= 0 && sky.lon < 360);
      }
    }
  });

  it('may have declination first', () => {
    const swapped = readWcs(
      headerOf(
        "CTYPE1  = 'DEC--TAN'",
        "CTYPE2  = 'RA---TAN'",
        'CRVAL1  = 20',
        'CRVAL2  = 10',
        'CRPIX1  = 1',
        'CRPIX2  = 1',
        ...SCALE,
      ),
    );
    assert.equal(swapped?.longitudeAxis, 2);
    const sky = swapped.pixelToWorld(1, 1);
    assert.ok(sky && Math.hypot(sky.lon - 10, sky.lat - 20) < 1e-12);
    const back = swapped.worldToPixel(10.01, 20.02);
    assert.ok(back);
    const again = swapped.pixelToWorld(back.x, back.y);
    assert.ok(again && Math.hypot(again.lon - 10.01, again.lat - 20.02) < 1e-10);
  });

  it('shows nothing of the far hemisphere', () => {
    const wcs = readWcs(headerOf(...TAN, ...SCALE, ...PLACE));
    assert.equal(wcs?.worldToPixel(190, -20), undefined);
  });

  it('gives the centre of a cutout', () => {
    const centre = cutoutCentre(readWcs(headerOf(...TAN, ...SCALE, ...PLACE)), 100, 100);
    assert.ok(centre);
    assert.ok(Math.hypot(centre.ra - 10, centre.dec - 20) < 1e-12);
    assert.ok(Math.abs(centre.pixelScaleArcsec - 0.36) < 1e-9);
  });
});

describe('the linear step', () => {
  it('reads the same matrix from CD, PC, PC00i00j and CROTA2, in any unit', () => {
    const [cos, sin] = [Math.cos(Math.PI / 6), Math.sin(Math.PI / 6)];
    const forms = [
      [...PLACE, ...SCALE, 'CROTA2  = 30'],
      [...PLACE, ...SCALE, `PC1_1   = ${cos}`, `PC1_2   = ${sin}`, `PC2_1   = ${-sin}`, `PC2_2   = ${cos}`],
      [...PLACE, ...SCALE, `PC001001= ${cos}`, `PC001002= ${sin}`, `PC002001= ${-sin}`, `PC002002= ${cos}`],
      [
        ...PLACE,
        `CD1_1   = ${-1e-4 * cos}`,
        `CD1_2   = ${-1e-4 * sin}`,
        `CD2_1   = ${-1e-4 * sin}`,
        `CD2_2   = ${1e-4 * cos}`,
      ],
      [
        'CRVAL1  = 36000',
        'CRVAL2  = 1200',
        `CD1_1   = ${-0.36 * cos}`,
        `CD1_2   = ${-0.36 * sin}`,
        `CD2_1   = ${-0.006 * sin}`,
        `CD2_2   = ${0.006 * cos}`,
        "CUNIT1  = 'arcsec'",
        "CUNIT2  = 'arcmin'",
      ],
    ].map((form) => readWcs(headerOf(...TAN, ...form))?.pixelToWorld(1, 80));
    for (const form of forms) {
      assert.ok(form && forms[0]);
      assert.ok(Math.hypot(form.lon - forms[0].lon, form.lat - forms[0].lat) < 1e-10);
    }
  });

  // World coordinates of pixel (10, 20), by astropy 8.0.2 (WCSLIB).
  const base = ['CRPIX1  = 50', 'CRPIX2  = 50', ...PLACE, 'CDELT1  = -0.1', 'CDELT2  = 0.1'];
  const cases: [string, string[], [number, number]][] = [
    ['takes CROTA of the latitude axis', ['CROTA1  = 30', 'CROTA2  = 20'], [15.0324240574, 18.4826758239]],
    ['has no use for CROTA of the longitude axis', ['CROTA1  = 30'], [14.1697291818, 16.9603178263]],
    ['takes PC before CD', ['PC1_2   = 0.1', 'CD1_1   = 0.2', 'CD2_2   = 0.2'], [14.4812292519, 16.953744861]],
    ['takes PC before CROTA', ['PC1_2   = 0.1', 'CROTA2  = 20'], [14.4812292519, 16.953744861]],
    [
      'takes CD before CDELT and CROTA',
      ['CD1_1   = 0.2', 'CD2_2   = 0.3', 'CROTA2  = 2'],
      [1.9993957846, 10.9677937267],
    ],
    ['takes an axis that CD leaves out by steps of 1', ['CD1_1   = 0'], [338.0352191192, -6.4893502788]],
    ['moves the pole by LONPOLE', ['LONPOLE = 170'], [14.6688849991, 17.6861442531]],
    ['takes PVi_3 for LONPOLE', ['PV1_3   = 170'], [14.6688849991, 17.6861442531]],
    ['takes 999 for a default', ['LONPOLE = 999'], [14.1697291818, 16.9603178263]],
    ['forgives capitals in units', ["CUNIT1  = 'DEG'", "CUNIT2  = 'Degrees'"], [14.1697291818, 16.9603178263]],
  ];
  for (const [name, cards, [lon, lat]] of cases) {
    it(name, () => {
      const sky = readWcs(headerOf(...TAN.slice(0, 2), ...base, ...cards))?.pixelToWorld(10, 20);
      assert.ok(sky && apart(sky.lon, sky.lat, lon, lat) < 0.01, JSON.stringify(sky));
    });
  }

  it('puts CRPIX at 0 where there is none', () => {
    const sky = readWcs(headerOf(...TAN.slice(0, 2), ...PLACE, 'CDELT1  = -0.1', 'CDELT2  = 0.1'))?.pixelToWorld(
      10,
      20,
    );
    assert.ok(sky && apart(sky.lon, sky.lat, 8.9222550364, 21.9956677678) < 0.01);
  });
});
