import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { readHdus } from '../../../src/fits';
import {
  autoDisplay,
  colormap,
  COLORMAPS,
  type Display,
  type Picture,
  pictureFromFits,
  render,
} from '../../../src/imaging';
import { galaxySet } from '../../shared-data';
import { sky } from './numbers';

const PLAIN: Display = {
  cuts: { kind: 'manual', low: 0, high: 1 },
  stretch: { name: 'linear' },
  colormap: 'grey',
  badColour: [9, 8, 7],
  flip: false,
};

function mono(width: number, values: ArrayLike<number>): Picture {
  return { width, height: values.length / width, bands: [Float32Array.from(values)] };
}

/** The red of every pixel. */
function reds(picture: Picture, display: Display): number[] {
  return Array.from(render(picture, display).rgba.filter((_, i) => i % 4 === 0));
}

describe('colour maps', () => {
  /** matplotlib.colormaps[name](i, bytes=True) at i = 0, 64, 128, 255. */
  const MATPLOTLIB = {
    viridis: [[68, 1, 84], [58, 82, 139], [32, 144, 140], [253, 231, 36]],
    inferno: [[0, 0, 3], [87, 15, 109], [188, 55, 84], [252, 254, 164]],
    magma: [[0, 0, 3], [81, 18, 124], [183, 55, 121], [251, 252, 191]],
    plasma: [[12, 7, 134], [126, 3, 167], [204, 71, 120], [239, 248, 33]],
    cubehelix: [[0, 0, 0], [21, 83, 76], [161, 121, 74], [255, 255, 255]],
  } as const; // prettier-ignore

  it('have 256 colours, those of matplotlib', () => {
    for (const name of COLORMAPS) assert.equal(colormap(name).length, 768, name);
    for (const [name, colours] of Object.entries(MATPLOTLIB)) {
      const table = colormap(name as keyof typeof MATPLOTLIB);
      [0, 64, 128, 255].forEach((level, i) => {
        colours[i].forEach((wanted, band) =>
          assert.ok(Math.abs(table[3 * level + band] - wanted) <= 1, `${name} ${level}`),
        );
      });
    }
  });
});

describe('drawing', () => {
  it('puts values on the grey scale, clips them, and marks the undefined', () => {
    assert.deepEqual(reds(mono(3, [-1, 0, 0.5, 1, 2, NaN]), PLAIN), [0, 0, 128, 255, 255, 9]);
    assert.deepEqual(reds(mono(2, [-Infinity, Infinity]), PLAIN), [0, 255]);
  });

  it('turns FITS pictures upright', () => {
    assert.deepEqual(reds(mono(1, [0, 1]), { ...PLAIN, flip: true }), [255, 0]);
  });

  it('uses the memory it is given', () => {
    const out = new Uint8ClampedArray(100);
    assert.equal(render(mono(2, [0, 1]), PLAIN, out).rgba.buffer, out.buffer);
    assert.throws(() => render(mono(2, [0, 1]), PLAIN, new Uint8ClampedArray(7)), RangeError);
  });

  it('draws a constant halfway, whatever the cuts find', () => {
    for (const value of [0, 5, -2]) {
      assert.deepEqual(reds(mono(2, [value, value]), { ...PLAIN, cuts: { kind: 'minmax' } }), [128, 128]);
    }
  });

  it('stretches within a level of the exact curve', () => {
    const values = Float32Array.from({ length: 1000 }, (_, i) => i / 999);
    const levels = reds(mono(1000, values), { ...PLAIN, stretch: { name: 'log' } });
    values.forEach((value, i) => {
      const exact = (255 * Math.log1p(1000 * value)) / Math.log1p(1000);
      assert.ok(Math.abs(levels[i] - exact) <= 1.7, `${value}: ${levels[i]}, not ${exact}`);
    });
  });

  it('draws photographs as they are', () => {
    const bands = [[0, 255], [10, 128], [255, NaN]].map((band) => Float32Array.from(band)); // prettier-ignore
    const photo = { width: 2, height: 1, bands };
    const display = autoDisplay(photo, 'photo');
    assert.deepEqual([...render(photo, display).rgba], [0, 10, 255, 255, ...display.badColour, 255]);
  });

  it('refuses two bands', () => {
    assert.throws(
      () => render({ width: 1, height: 1, bands: [Float32Array.of(1), Float32Array.of(1)] }, PLAIN),
      RangeError,
    );
  });
});

describe('the automatic display', () => {
  const SIDE = 60;

  /** A galaxy of exponential profile on a sky of noise 5, drawn automatically: grey levels of its core and of the corners. */
  function contrast(peak: number, background: (band: Float32Array) => Float32Array): { core: number; corners: number } {
    const band = background(sky(SIDE * SIDE)).map((value, i) => {
      const radius = Math.hypot((i % SIDE) - SIDE / 2, Math.floor(i / SIDE) - SIDE / 2);
      return value + peak * Math.exp(-radius / 4);
    });
    const picture = mono(SIDE, band);
    const levels = reds(picture, autoDisplay(picture, 'fits'));
    const at = (x: number, y: number) => levels[(SIDE - 1 - y) * SIDE + x];
    const corners = levels.filter((_, i) => i % SIDE < 10 && i < 10 * SIDE);
    return { core: at(SIDE / 2, SIDE / 2), corners: corners.reduce((sum, level) => sum + level, 0) / corners.length };
  }

  it('shows a galaxy bright or faint, on any sky, in any unit', () => {
    for (const peak of [30, 300, 30000]) {
      const { core, corners } = contrast(peak, (band) => band);
      assert.ok(core > 150 && core > 2 * corners, `peak ${peak}: core ${core}, sky ${corners}`);
    }
    const noiseless = contrast(1, (band) => band.fill(0));
    assert.ok(noiseless.core > 200 && noiseless.corners < 60, JSON.stringify(noiseless));
    const pedestal = contrast(300, (band) => band.map((value) => value - 5000));
    assert.ok(pedestal.core > 200 && pedestal.corners < 120, JSON.stringify(pedestal));
  });

  it('is not fooled by a cosmic ray', () => {
    const hit = contrast(300, (band) => band.fill(1e7, 100, 103));
    assert.ok(hit.core > 200, JSON.stringify(hit));
  });

  it('never fails: constant, empty, lone and undefined pixels', () => {
    for (const values of [
      [0, 0, 0, 0],
      [7, 7, 7, 7],
      [0, 0, 0, 1],
      [NaN, NaN, NaN, NaN],
      [NaN, 1, Infinity, -Infinity],
    ]) {
      // prettier-ignore
      const picture = mono(2, values);
      const display = autoDisplay(picture, 'fits');
      assert.equal(render(picture, display).rgba.length, 16);
      const colour = { ...picture, bands: [picture.bands[0], picture.bands[0], picture.bands[0]] };
      assert.equal(render(colour, autoDisplay(colour, 'fits')).rgba.length, 16);
    }
    assert.deepEqual(
      reds(mono(2, [0, 0, 0, 0]), autoDisplay(mono(2, [0, 0, 0, 0]), 'fits')),
      [128, 128, 128, 128].map(() => reds(mono(1, [0]), autoDisplay(mono(1, [0]), 'fits'))[0]),
    );
  });

  it('shows every real cutout', function () {
    const folder = galaxySet('mirabest');
    for (const file of fs
      .readdirSync(folder)
      .filter((name) => name.endsWith('.fits'))
      .slice(0, 60)) {
      const picture = pictureFromFits(readHdus(fs.readFileSync(path.join(folder, file)), file)[0]);
      const levels = reds(picture, autoDisplay(picture, 'fits')).toSorted((a, b) => a - b);
      assert.ok(levels[levels.length - 1] > 230 && levels[0] < 40, `${file} is drawn flat`);
      assert.ok(levels[levels.length >> 1] < 160, `${file} is drawn white`);
    }
  });
});
