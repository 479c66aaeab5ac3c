import assert from 'node:assert/strict';
import fs from 'node:fs';
import { openFits } from '../../../src/fits';
import { type Picture, pictureFromFits } from '../../../src/imaging';
import { frameContents } from '../../../src/morphology';
import { Random } from '../../../src/random';
import { sharedData } from '../../shared-data';

describe('a large frame', () => {
  /** Simulated: noise of one about a sky of 100, point sources of two pixels' width, and exponential discs. */
  const frame = (side: number, stars: number, discs: readonly { scale: number; peak: number }[]): Picture => {
    const random = new Random(7);
    const data = Float32Array.from({ length: side * side }, () => 100 + random.gaussian());
    const add = (x: number, y: number, reach: number, light: (radius: number) => number) => {
      for (let v = Math.max(0, Math.floor(y - reach)); v < Math.min(side, y + reach); v++)
        for (let u = Math.max(0, Math.floor(x - reach)); u < Math.min(side, x + reach); u++)
          data[v * side + u] += light(Math.hypot(u - x, v - y));
    };
    for (let i = 0; i < stars; i++) {
      const peak = 10 ** (1.5 + 1.5 * random.uniform());
      add(side * random.uniform(), side * random.uniform(), 12, (r) => peak * Math.exp((-r * r) / 8));
    }
    for (const { scale, peak } of discs) add(side / 2, side / 2, 10 * scale, (r) => peak * Math.exp(-r / scale));
    return { width: side, height: side, bands: [data] };
  };

  it('is a survey image where there are many sources, and none fills it', () => {
    const contents = frameContents(frame(1200, 200, []))!;
    assert.ok(contents.isSurveyImage && contents.sources > 100, JSON.stringify(contents));
    assert.ok(frameContents(frame(1200, 200, [{ scale: 8, peak: 300 }]))!.isSurveyImage);
  });

  it('is one galaxy where that fills it, with stars in front or without', () => {
    for (const stars of [0, 300]) {
      const contents = frameContents(frame(1200, stars, [{ scale: 120, peak: 60 }]))!;
      assert.ok(!contents.isSurveyImage, JSON.stringify(contents));
    }
    // Beyond the frame's edges.
    assert.ok(!frameContents(frame(900, 200, [{ scale: 500, peak: 60 }]))!.isSurveyImage);
    assert.ok(!frameContents(frame(900, 3, []))!.isSurveyImage, 'a few sources on an empty sky');
  });

  it('is a cutout whatever is in it where a side is below 800 pixels', () => {
    assert.equal(frameContents(frame(799, 300, [])), undefined);
  });

  it('of a real survey is a survey image', function () {
    for (const file of ['profound-gama/r.fits', 'propane/image_1.fits', 'deepsource/image2.fits']) {
      const path = sharedData(this, `detection/${file}`);
      const hdus = openFits(fs.readFileSync(path), path);
      const hdu = hdus.find(({ image }) => image.axes.length > 1)!;
      assert.ok(frameContents(pictureFromFits(hdu))!.isSurveyImage, file);
    }
  });

  it('of a real galaxy is that galaxy', function () {
    const path = sharedData(this, 'fits/optical_fits_misc/photutils_datasets/data/isophote/M51.fits');
    const { width, height, bands } = pictureFromFits(openFits(fs.readFileSync(path), path)[0]);
    // Each pixel as four: the frame is 512 pixels wide, which would be a cutout.
    const twice = Float32Array.from({ length: 4 * width * height }, (_, i) => bands[0][(i >> 11) * width + ((i >> 1) & 511)]); // prettier-ignore
    const contents = frameContents({ width: 2 * width, height: 2 * height, bands: [twice] })!;
    assert.ok(!contents.isSurveyImage, JSON.stringify(contents));
  });
});
