import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { holdsImage, imageSize, readHdus, readPlane } from '../../../src/fits';
import { sharedData } from '../../shared-data';
import { readWithFitsJs } from './fitsjs';

/** What fitsjs reads right, measured against astropy: 8, 16, 32-bit integers and float32, not the unsigned conventions. */
const READS_RIGHT = [8, 16, 32, -32];

describe('fitsjs, wherever it reads right', () => {
  it('agrees with every pixel of real files', async function () {
    const root = path.dirname(sharedData(this, 'fits/expected.json'));
    const expected = JSON.parse(fs.readFileSync(path.join(root, 'expected.json'), 'utf8')) as Record<string, object>;
    let images = 0;
    for (const file of Object.keys(expected)) {
      if (!file.endsWith('.fits') || 'unreadable' in expected[file]) continue;
      const bytes = fs.readFileSync(path.join(root, file));
      if (bytes.length > 3_000_000 || bytes.length % 2880 !== 0) continue;
      const hdus = readHdus(bytes, file);
      // It stops at the kinds it does not know, and never says so.
      if (!hdus.every((hdu) => ['PrimaryHDU', 'ImageHDU'].includes(hdu.kind) && hdu.layout.axes.length !== 1)) continue;
      if (!hdus.some(holdsImage) || hdus.some((hdu) => !READS_RIGHT.includes(hdu.bitpix))) continue;
      const opinions = await readWithFitsJs(bytes);
      for (const [index, hdu] of hdus.entries()) {
        const frames = opinions[index];
        if (!frames || !holdsImage(hdu) || hdu.header.has('BLANK') || hdu.header.has('BSCALE')) continue;
        images++;
        for (let plane = 0; plane < imageSize(hdu).planes; plane++) {
          const ours = readPlane(hdu, plane);
          const theirs: Float32Array = Float32Array.from(frames[plane]);
          assert.equal(theirs.length, ours.length, `${file} [${index}]`);
          // Not by deepEqual: one NaN has many spellings, and fitsjs gives 0 for -0.
          const at = ours.findIndex(
            (value, i) => value !== theirs[i] && !(Number.isNaN(value) && Number.isNaN(theirs[i])),
          );
          assert.equal(at, -1, `${file} [${index}] plane ${plane}: ${ours[at]}, not ${theirs[at]}, at ${at}`);
        }
      }
    }
    assert.ok(images >= 40, `only ${images} images were compared`);
  });
});
