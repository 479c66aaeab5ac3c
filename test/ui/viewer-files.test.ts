import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';
import type { Context } from 'mocha';
import { type Hdu, imageSize, openFits, readPlane, readValue } from '../../src/fits';
import { autoDisplay, luptonRgba } from '../../src/imaging';
import { slideTo } from '../harness/type-into';
import { until } from '../harness/until';
import { Viewer } from '../harness/viewer';
import { useVscode } from '../harness/vscode';
import { temporaryWorkspace } from '../harness/workspace';
import { SHARED_DATA, sharedData } from '../shared-data';

const ASTROPY = 'fits_conformance/astropy/astropy';
const TILES = `${ASTROPY}/io/fits/hdu/compressed/tests/data`;
const FITS = `${ASTROPY}/io/fits/tests/data`;
const ZOOBOT = 'optical_fits_misc/gz_bayesian_cnn_decals/zoobot/tests/test_examples';

interface Look {
  readonly hdu: number;
  readonly plane?: number;
}

/** Files of every kind, and what of them is looked at: the HDU that the viewer opens on comes first. */
const IMAGES: readonly { what: string; file: string; looks: readonly Look[] }[] = [
  { what: 'scaled 16-bit integers', file: `${FITS}/scale.fits`, looks: [{ hdu: 0 }] },
  { what: 'unsigned integers', file: `${FITS}/o4sp040b0_raw.fits`, looks: [{ hdu: 1 }] },
  { what: 'an image of BLANK', file: `${FITS}/blank.fits`, looks: [{ hdu: 0 }] },
  {
    what: 'double precision',
    file: 'optical_fits_misc/SpArcFiRe_SDSS/regression-test-data/ten_galaxy_dir/G.in/1237648721789256091.fits',
    looks: [{ hdu: 0 }],
  },
  { what: 'undefined pixels', file: `${ASTROPY}/modeling/tests/data/1904-66_AZP.fits`, looks: [{ hdu: 0 }] },
  { what: 'image extensions', file: `${FITS}/test0.fits`, looks: [{ hdu: 1 }, { hdu: 4 }] },
  { what: 'a cube', file: `${FITS}/arange.fits`, looks: [{ hdu: 0 }, { hdu: 0, plane: 4 }] },
  { what: 'RICE tiles', file: `${TILES}/m13_rice.fits`, looks: [{ hdu: 1 }] },
  { what: 'GZIP tiles', file: `${TILES}/m13_gzip.fits`, looks: [{ hdu: 1 }] },
  { what: 'HCOMPRESS tiles', file: `${TILES}/m13_hcomp.fits`, looks: [{ hdu: 1 }] },
  { what: 'PLIO tiles', file: `${TILES}/m13_plio.fits`, looks: [{ hdu: 1 }] },
  { what: 'dithered tiles with undefined pixels', file: `${TILES}/compressed_with_nan.fits`, looks: [{ hdu: 1 }] },
  {
    what: 'a .fits.fz',
    file: 'fits_conformance/esheldon_fitsio/fitsio/test_images/test_rice_dither2_seed42.fits.fz',
    looks: [{ hdu: 1 }],
  },
  { what: 'a .fits.gz', file: `${ASTROPY}/wcs/tests/data/dss.14.29.56-62.41.05.fits.gz`, looks: [{ hdu: 0 }] },
  { what: 'a .fits.Z', file: `${FITS}/lzw.fits.Z`, looks: [{ hdu: 0 }] },
  { what: 'random groups', file: `${FITS}/group.fits`, looks: [{ hdu: 0 }, { hdu: 0, plane: 6 }] },
  { what: 'a SIP distortion', file: `${ASTROPY}/nddata/tests/data/sip-wcs.fits`, looks: [{ hdu: 0 }] },
  {
    what: 'galactic coordinates',
    file: 'optical_fits_misc/photutils_datasets/data/spitzer_example_image.fits',
    looks: [{ hdu: 0 }],
  },
];
const COLOUR = `${ZOOBOT}/example_b.fits`;
const NO_IMAGE = `${FITS}/history_header.fits`;
const NO_FITS = `${ASTROPY}/modeling/tests/data/idcompspec.fits`;

/** What astropy 5.2 read. */
interface Expected {
  readonly hdus?: readonly { readonly wcs?: { readonly pixel1: number[][]; readonly world: number[][] } }[];
}

const BAD_COLOUR = [0x3a, 0x2a, 0x58];
/** At less than this many screen pixels an image pixel, a look is taken at the middle, magnified. */
const SHARP = 2;
/** Milliseconds: what is wrong of one file shall not hold up the others. */
const PATIENCE = 8000;
const absolute = (file: string) => path.join(SHARED_DATA, 'fits', file);
const present = (file: string) => fs.existsSync(absolute(file));

/** Damages of real files, as broken downloads have them. */
function damaged(): Record<string, Uint8Array> {
  const read = (file: string) => new Uint8Array(fs.readFileSync(absolute(file)));
  if (!present(`${TILES}/m13.fits`)) return {};
  const zipped = read(`${ASTROPY}/wcs/tests/data/dss.14.29.56-62.41.05.fits.gz`);
  zipped.fill(0xff, 2000, 4000);
  return { 'cut-short.fits': read(`${TILES}/m13.fits`).subarray(0, 60_000), 'damaged.fits.gz': zipped };
}

interface Place {
  readonly x: number;
  readonly y: number;
}

/** Pixels to look at: the darkest, the brightest, an undefined one, and some between. */
function placesIn(plane: Float32Array, { width, height }: { width: number; height: number }, all: boolean): Place[] {
  const place = (i: number): Place => ({ x: i % width, y: Math.floor(i / width) });
  // The scale bar and the compass cover the lower corners.
  const isSeen = ({ x, y }: Place) => {
    const [across, up] = [(x + 0.5) / width, (y + 0.5) / height];
    if (all) return (up > 0.06 || across > 0.35) && (up > 0.12 || across < 0.9);
    return Math.abs(x - width / 2) < 70 && Math.abs(y - height / 2) < 70;
  };
  const first = (wanted: (value: number) => boolean) =>
    plane.findIndex((value, i) => wanted(value) && isSeen(place(i)));
  const [low, high] = rangeOf(plane);
  const special = [first((value) => value === low), first((value) => value === high), first(Number.isNaN)];
  const spread = [0.19, 0.31, 0.43, 0.5, 0.68, 0.97].map((part, i) =>
    all
      ? place(Math.floor(part * plane.length))
      : { x: Math.floor(width / 2) + 20 * i - 50, y: Math.floor(height / 2) - 15 * i + 40 },
  );
  return [...special.filter((i) => i >= 0).map(place), ...spread.filter(isSeen)];
}

function rangeOf(plane: Float32Array): [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (const value of plane) if (!Number.isNaN(value)) [low, high] = [Math.min(low, value), Math.max(high, value)];
  return [low, high];
}

const centre = ({ x, y }: Place) => ({ x: x + 0.5, y: y + 0.5 });

describe('the FITS viewer on real files', () => {
  const files = [...IMAGES.map(({ file }) => file), COLOUR, NO_IMAGE, NO_FITS];
  const folder = temporaryWorkspace({
    ...Object.fromEntries(
      files.filter(present).map((file) => [path.basename(file), { copyOf: absolute(file) }] as const),
    ),
    ...damaged(),
  });
  const vscode = useVscode({ workspace: () => folder });
  const hdusOf = (name: string) =>
    openFits(fs.readFileSync(path.join(folder, name)), name, { gunzip: (bytes) => zlib.gunzipSync(bytes) });
  let expected: Record<string, Expected>;
  /** Coordinates that have been compared. */
  const asked = new Set<string>();

  before(async function (this: Context) {
    expected = JSON.parse(fs.readFileSync(sharedData(this, 'fits/expected.json'), 'utf8')) as typeof expected;
    await vscode.workbench.extensionIsKnown();
  });

  /** The viewer once it has drawn an HDU of a file. */
  const drawn = (name: string, hdu: number) =>
    Viewer.shown(vscode.workbench, `image-view.main[complete][label^="${name}, HDU ${hdu},"]`);

  /** What is drawn, and what is told of the pixel under the pointer, are what the file says. */
  async function looksRight(viewer: Viewer, hdu: Hdu, planeIndex: number): Promise<void> {
    const size = imageSize(hdu);
    const plane = readPlane(hdu, planeIndex);
    const [low, high] = rangeOf(plane);
    await viewer.image.locator('canvas').press('0');
    const whole = (await viewer.zoom()) >= SHARP;
    while ((await viewer.zoom()) < SHARP) await viewer.image.locator('canvas').press('+');
    const places = placesIn(plane, size, whole);
    assert.ok(places.length >= 5);
    await until(
      'drawn as the pixels say',
      async () => {
        const colours = await viewer.coloursAt(places.map(centre));
        places.forEach(({ x, y }, i) => {
          const value = plane[y * size.width + x];
          const grey = (255 * (value - low)) / (high - low);
          const wanted = Number.isNaN(value) ? BAD_COLOUR : [grey, grey, grey];
          const right = colours[i].every(
            (channel, c) => Math.abs(channel - wanted[c]) <= (Number.isNaN(value) ? 0 : 2),
          );
          assert.ok(right, `x ${x}, y ${y}, value ${value}: ${colours[i].join()}, not ${wanted.join()}`);
        });
      },
      PATIENCE,
    );
    const { x, y } = places[0];
    const value = Number(readValue(hdu, planeIndex, x, y));
    await viewer.pointAt(centre({ x, y }));
    await until(
      'the pixel is told',
      async () => {
        const status = await viewer.status();
        assert.equal(status.pixel, `x ${x + 1}, y ${y + 1}`);
        if (Number.isNaN(value)) assert.equal(status.value, 'undefined');
        else
          assert.ok(Math.abs(Number(status.value) - value) <= 1e-6 * Math.abs(value), `${status.value}, not ${value}`);
      },
      PATIENCE,
    );
  }

  /**
   * The position under the pointer is the one that astropy finds: of the corner, which is the farthest from the reference
   * pixel, as a rule, and tells how the image lies.
   */
  async function isWhere(viewer: Viewer, { pixel1, world }: { pixel1: number[][]; world: number[][] }) {
    const [[x, y]] = pixel1;
    const [[longitude, latitude]] = world;
    await viewer.choose('frame', 'image');
    const sexagesimal = viewer.frame.getByRole('button', { name: 'hms' });
    await viewer.image.locator('canvas').press('0');
    // Closer, for a screen pixel may be more of the sky than astropy and the viewer may differ in.
    await viewer.pointAt({ x: x - 0.5, y: y - 0.5 });
    await vscode.workbench.page.mouse.wheel(0, -3000);
    await until(
      `${x}, ${y} is ${longitude}, ${latitude}`,
      async () => {
        // The button comes with the first position, and only where the axes are a longitude and a latitude.
        if (await sexagesimal.isVisible()) {
          await sexagesimal.click();
          await sexagesimal.waitFor({ state: 'hidden', timeout: 1000 });
        }
        await viewer.pointAt({ x: x - 0.5, y: y - 0.5 });
        const [lon, lat] = (await viewer.status()).sky.split(' ').map(parseFloat);
        const east = (((lon - longitude + 540) % 360) - 180) * Math.cos((lat * Math.PI) / 180);
        assert.ok(Math.hypot(east, lat - latitude) < 1e-4, `${lon} ${lat}`);
      },
      PATIENCE,
    );
  }

  for (const { what, file, looks } of IMAGES) {
    const name = path.basename(file);
    it(`shows ${what}: ${name}`, async function () {
      sharedData(this, `fits/${file}`);
      await vscode.workbench.openFile(name);
      const hdus = hdusOf(name);
      for (const [i, { hdu, plane = 0 }] of looks.entries()) {
        if (i > 0) await (await Viewer.shown(vscode.workbench)).choose('hdu', String(hdu));
        const viewer = await drawn(name, hdu);
        await viewer.choose('stretch', 'linear');
        await viewer.choose('cuts', 'min-max');
        if (plane > 0) await slideTo(viewer.frame.locator('input.plane'), plane);
        await looksRight(viewer, hdus[hdu], plane);
        const wcs = expected[file].hdus?.[hdu].wcs;
        // The files of M13 have the same.
        if (!wcs || asked.has(JSON.stringify(wcs))) continue;
        asked.add(JSON.stringify(wcs));
        await isWhere(viewer, wcs);
      }
    });
  }

  it('shows three bands of a survey in the colours of Lupton et al.', async function () {
    sharedData(this, `fits/${COLOUR}`);
    const name = path.basename(COLOUR);
    await vscode.workbench.openFile(name);
    const viewer = await drawn(name, 0);
    await viewer.frame.getByText('Lupton').waitFor();
    const [hdu] = hdusOf(name);
    const { width, height } = imageSize(hdu);
    // The reddest band of a survey comes last.
    const bands = [2, 1, 0].map((plane) => readPlane(hdu, plane));
    const { lupton, badColour } = autoDisplay({ width, height, bands }, 'fits');
    const rgba = new Uint8ClampedArray(4 * width * height);
    luptonRgba(bands, lupton!, badColour, rgba);
    const brightest = bands[0].indexOf(rangeOf(bands[0])[1]);
    const places = [
      { x: brightest % width, y: Math.floor(brightest / width) },
      ...Array.from({ length: 14 }, (_, i) => ({ x: 5 + 11 * i, y: 20 + ((47 * i) % 130) })),
    ];
    await until('drawn after Lupton', async () => {
      const colours = await viewer.coloursAt(places.map(centre));
      places.forEach(({ x, y }, i) => {
        const wanted = [...rgba.subarray(4 * (y * width + x), 4 * (y * width + x) + 3)];
        const right = colours[i].every((channel, c) => Math.abs(channel - wanted[c]) <= 4);
        assert.ok(right, `x ${x}, y ${y}: ${colours[i].join()}, not ${wanted.join()}`);
      });
    });
    await vscode.workbench.screenshot('viewer colour');
  });

  for (const [name, why] of [
    [path.basename(NO_FITS), /idcompspec\.fits: no SIMPLE card/],
    ['cut-short.fits', /cut-short\.fits.*(truncated|cut|end|short)/i],
    ['damaged.fits.gz', /damaged\.fits\.gz.*gzip/],
    [path.basename(NO_IMAGE), /holds no image/],
  ] as const) {
    it(`says what is the matter with ${name}`, async function () {
      sharedData(this, 'fits');
      await vscode.workbench.openFile(name);
      await vscode.workbench.tab(name).waitFor();
      await until('the reason is told', async () => {
        const frame = await vscode.workbench.webview('viewer-app .empty p', 2000);
        assert.match((await frame.locator('.empty').first().textContent()) ?? '', why);
        assert.equal(await frame.locator('vscode-button.similar:not([disabled])').count(), 0);
      });
    });
  }

  it('broke no policy and threw nothing', () => {
    assert.deepEqual(vscode.workbench.webviewErrors, []);
  });
});
