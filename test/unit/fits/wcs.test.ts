import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { cutoutCentre, Header, readHdus, tanWcs } from '../../../src/fits';
import { sharedData } from '../../shared-data';
import { headerOf } from './header-of';

const TAN = ["CTYPE1  = 'RA---TAN'", "CTYPE2  = 'DEC--TAN'", 'CRPIX1  = 50.5', 'CRPIX2  = 50.5'];
const SCALE = ['CDELT1  = -1E-4', 'CDELT2  = 1E-4'];

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
      const wcs = tanWcs(headerOf(...TAN, ...SCALE, `CRVAL1  = ${ra}`, `CRVAL2  = ${dec}`, 'CROTA2  = 30'));
      assert.ok(wcs);
      assert.ok(Math.abs(wcs.pixelScale - 0.36) < 1e-9);
      const centre = wcs.pixelToWorld(50.5, 50.5);
      assert.ok(Math.abs(centre.dec - dec) < 1e-9 && (Math.abs(dec) === 90 || Math.abs(centre.ra - ra) < 1e-9));
      for (const [x, y] of [
        [1, 1],
        [100, 1],
        [1, 100],
        [77, 3],
      ]) {
        // prettier-ignore
        const sky = wcs.pixelToWorld(x, y);
        const back = wcs.worldToPixel(sky.ra, sky.dec);
        assert.ok(back && Math.hypot(back.x - x, back.y - y) < 1e-6, `${ra} ${dec}: ${JSON.stringify(back)}`);
        assert.ok(sky.ra >= 0 && sky.ra < 360);
      }
    }
  });

  it('reads the same matrix from CD, PC and CROTA2', () => {
    const [cos, sin] = [Math.cos(Math.PI / 6), Math.sin(Math.PI / 6)];
    const place = ['CRVAL1  = 10', 'CRVAL2  = 20'];
    const forms = [
      [...SCALE, 'CROTA2  = 30'],
      [...SCALE, `PC1_1   = ${cos}`, `PC1_2   = ${sin}`, `PC2_1   = ${-sin}`, `PC2_2   = ${cos}`],
      [`CD1_1   = ${-1e-4 * cos}`, `CD1_2   = ${-1e-4 * sin}`, `CD2_1   = ${-1e-4 * sin}`, `CD2_2   = ${1e-4 * cos}`],
      [
        `CD1_1   = ${-0.36 * cos}`,
        `CD1_2   = ${-0.36 * sin}`,
        `CD2_1   = ${-0.36 * sin}`,
        `CD2_2   = ${0.36 * cos}`,
        "CUNIT1  = 'arcsec'",
        "CUNIT2  = 'arcsec'",
      ],
    ].map((form) => tanWcs(headerOf(...TAN, ...place, ...form))?.pixelToWorld(1, 80));
    for (const form of forms) {
      assert.ok(form && forms[0]);
      assert.ok(Math.hypot(form.ra - forms[0].ra, form.dec - forms[0].dec) < 1e-10);
    }
  });

  it('may have declination first', () => {
    const swapped = tanWcs(
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
    assert.ok(swapped);
    const { ra, dec } = swapped.pixelToWorld(1, 1);
    assert.ok(Math.hypot(ra - 10, dec - 20) < 1e-12);
    const back = swapped.worldToPixel(10.01, 20.02);
    assert.ok(back);
    const again = swapped.pixelToWorld(back.x, back.y);
    assert.ok(Math.hypot(again.ra - 10.01, again.dec - 20.02) < 1e-10);
  });

  it('shows nothing of the far hemisphere', () => {
    const wcs = tanWcs(headerOf(...TAN, ...SCALE, 'CRVAL1  = 10', 'CRVAL2  = 20'));
    assert.equal(wcs?.worldToPixel(190, -20), undefined);
  });

  it('gives the centre of a cutout', () => {
    const centre = cutoutCentre(headerOf(...TAN, ...SCALE, 'CRVAL1  = 10', 'CRVAL2  = 20'), 100, 100);
    assert.ok(centre);
    assert.ok(Math.hypot(centre.ra - 10, centre.dec - 20) < 1e-12);
    assert.ok(Math.abs(centre.pixelScaleArcsec - 0.36) < 1e-9);
  });
});

describe('no coordinates rather than wrong ones', () => {
  const whole = [...TAN, ...SCALE, 'CRVAL1  = 10', 'CRVAL2  = 20'];
  const cases: [string, string[]][] = [
    ['without CTYPE, whatever RA and DEC say', ['RA      = 10', 'DEC     = 20']],
    ['for another projection', ["CTYPE1  = 'RA---SIN'", "CTYPE2  = 'DEC--SIN'", ...SCALE]],
    ['for two right ascensions', ["CTYPE1  = 'RA---TAN'", "CTYPE2  = 'RA---TAN'", ...SCALE]],
    ['for a singular matrix', [...whole, 'CD1_1   = 0']],
    ['for a unit that is no angle', [...whole, "CUNIT1  = 'm'"]],
    ['for polynomials under the name of TAN', [...whole, 'PV1_1   = 1.01']],
    ['for lookup-table distortions', [...whole, "CPDIS1  = 'LOOKUP'"]],
  ];
  for (const [name, cards] of cases) {
    it(name, () => {
      assert.equal(tanWcs(headerOf(...cards)), undefined);
      assert.equal(cutoutCentre(headerOf(...cards), 10, 10), undefined);
    });
  }
});

describe('real headers', () => {
  it('agree with WCSLIB to 1 mas, SIP included, and back to 1e-6 pixel', function () {
    const folder = path.dirname(sharedData(this, 'fits/wcs-headers/expected.json'));
    const expected = JSON.parse(fs.readFileSync(path.join(folder, 'expected.json'), 'utf8')) as Record<
      string,
      { pixel1: [number, number][]; world?: [number, number][] }
    >;
    let compared = 0;
    for (const [file, { pixel1, world }] of Object.entries(expected)) {
      const bytes = fs.readFileSync(path.join(folder, file));
      const wcs = tanWcs(new Header(bytes, 0, Math.floor(bytes.length / 80) * 80));
      if (!wcs || !world) continue;
      compared++;
      for (const [i, [x, y]] of pixel1.entries()) {
        const { ra, dec } = wcs.pixelToWorld(x, y);
        const apart = Math.hypot((ra - world[i][0]) * Math.cos((dec * Math.PI) / 180), dec - world[i][1]) * 3.6e6;
        assert.ok(apart < 1, `${file} is off by ${apart} mas`);
        const back = wcs.worldToPixel(ra, dec);
        assert.ok(back && Math.hypot(back.x - x, back.y - y) < 1e-6, file);
      }
    }
    assert.ok(compared >= 6, `only ${compared} headers were compared`);
  });

  it('of the Digitized Sky Survey go there and back by their plate solution', function () {
    const file = sharedData(this, 'fits/optical_fits_misc/photutils_datasets/data/M6707HH.fits');
    const [hdu] = readHdus(fs.readFileSync(file), file);
    const wcs = tanWcs(hdu.header);
    assert.ok(wcs && Math.abs(wcs.pixelScale - 1.7) < 0.05);
    for (const [x, y] of [
      [1, 1],
      [1059, 1],
      [500.5, 77],
    ]) {
      // prettier-ignore
      const { ra, dec } = wcs.pixelToWorld(x, y);
      const back = wcs.worldToPixel(ra, dec);
      assert.ok(back && Math.hypot(back.x - x, back.y - y) < 1e-6);
    }
  });
});
