import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { readHdus, readWcs } from '../../../../src/fits';
import { sharedData } from '../../../shared-data';
import { apart } from './apart';
import { readHdrFile } from '../../../conformance/hdr-file';

interface Expected {
  readonly ctype: [string, string];
  readonly pixel1: [number, number][];
  readonly world?: [number | null, number | null][];
}

describe('real headers', () => {
  it('agree with WCSLIB to 1 mas, and back to 1e-6 pixel', function () {
    const folder = path.dirname(sharedData(this, 'fits/wcs-headers/expected.json'));
    const text = fs.readFileSync(path.join(folder, 'expected.json'), 'utf8');
    let compared = 0;
    for (const [file, { ctype, pixel1, world }] of Object.entries(JSON.parse(text) as Record<string, Expected>)) {
      const wcs = readWcs(readHdrFile(path.join(folder, file)));
      assert.ok(wcs, file);
      assert.deepEqual(wcs.ctype, ctype, file);
      for (const [i, [x, y]] of pixel1.entries()) {
        const [first, second] = world?.[i] ?? [null, null];
        const sky = wcs.pixelToWorld(x, y);
        // WCSLIB has no sky there.
        if (first === null || second === null) {
          assert.equal(sky, undefined, file);
          continue;
        }
        compared++;
        const [lon, lat] = wcs.longitudeAxis === 1 ? [first, second] : [second, first];
        assert.ok(sky && apart(sky.lon, sky.lat, lon, lat) < 1, `${file}: ${JSON.stringify(sky)}`);
        const back = wcs.worldToPixel(sky.lon, sky.lat);
        // CSC is computed in single precision, as WCSLIB does.
        const tolerance = wcs.projection === 'CSC' ? 1e-4 : 1e-6;
        assert.ok(back && Math.hypot(back.x - x, back.y - y) < tolerance, `${file}: ${JSON.stringify(back)}`);
      }
    }
    assert.ok(compared >= 150, `only ${compared} points were compared`);
  });

  it('of the Digitized Sky Survey go there and back by their plate solution', function () {
    const file = sharedData(this, 'fits/optical_fits_misc/photutils_datasets/data/M6707HH.fits');
    const [hdu] = readHdus(fs.readFileSync(file), file);
    const wcs = readWcs(hdu.header);
    assert.ok(wcs && Math.abs(wcs.pixelScale - 1.7) < 0.05);
    for (const [x, y] of [
      [1, 1],
      [1059, 1],
      [500.5, 77],
    ]) {
      // prettier-ignore
      const sky = wcs.pixelToWorld(x, y);
      const back = sky && wcs.worldToPixel(sky.lon, sky.lat);
      assert.ok(back && Math.hypot(back.x - x, back.y - y) < 1e-6);
    }
  });
});
