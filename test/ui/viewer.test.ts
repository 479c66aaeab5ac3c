import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import type { Context } from 'mocha';
import { readHdus, readPlane, writeFits, type WritableCard } from '../../src/fits';
import { colormap, equalisation, makeStretch } from '../../src/imaging';
import { themesToShow } from '../harness/themes';
import { slideTo, typeInto } from '../harness/type-into';
import { until } from '../harness/until';
import { Viewer } from '../harness/viewer';
import { useVscode } from '../harness/vscode';
import { temporaryWorkspace } from '../harness/workspace';
import { galaxySet } from '../shared-data';

const RADIO = '100_114.242+043.484_0.2731_0057.94.fits';

const WCS: readonly WritableCard[] = [
  ['CTYPE1', 'RA---TAN'],
  ['CTYPE2', 'DEC--TAN'],
  ['CRVAL1', 150],
  ['CRVAL2', 2],
  ['CRPIX1', 32.5],
  ['CRPIX2', 16.5],
  // Turned by 90 degrees: north is to the left.
  ['CD1_1', 0],
  ['CD1_2', -0.0001],
  ['CD2_1', -0.0001],
  ['CD2_2', 0],
];

/** A ramp: the value of a pixel is its column, so that what is drawn can be foretold; one pixel is undefined. */
function ramp(): Uint8Array {
  const data = Float32Array.from({ length: 64 * 32 }, (_, i) => i % 64);
  data[10 * 64 + 5] = NaN;
  return writeFits([
    { header: [['OBJECT', 'A RAMP', 'for a test']] },
    { header: [['EXTNAME', 'RAMP'], ['BUNIT', 'nJy'], ...WCS], data, shape: [32, 64] },
    { header: [['EXTNAME', 'CUBE']], data: Float32Array.from({ length: 5 * 64 }, (_, i) => i), shape: [5, 8, 8] },
  ]);
}

/** Centres of some pixels of row 20, whose values are their columns. */
const COLUMNS = [0, 7, 20, 31, 32, 45, 63];
const ROW = COLUMNS.map((x) => ({ x: x + 0.5, y: 20.5 }));

describe('the FITS viewer', () => {
  const radioGalaxies = galaxySet('mirabest');
  const folder = temporaryWorkspace({
    'ramp.fits': ramp(),
    'broken.fits': 'SIMPLE  =                    T',
    [RADIO]: {
      copyOf: path.join(
        radioGalaxies,
        fs.readdirSync(radioGalaxies).find((name) => name.endsWith('.fits'))!,
      ),
    },
  });
  const vscode = useVscode({ workspace: () => folder });
  const key = (name: string) => vscode.workbench.page.keyboard.press(name);

  before(async function (this: Context) {
    await vscode.workbench.extensionIsKnown();
  });

  it('opens on the first image, and draws it on the GPU where there is one', async () => {
    const viewer = await Viewer.open(vscode.workbench, 'ramp.fits');
    assert.equal(await viewer.frame.locator('select.hdu').inputValue(), '1', 'not the empty primary HDU');
    assert.deepEqual(await viewer.frame.locator('select.hdu option').allTextContents(), [
      '0 · PRIMARY · PrimaryHDU',
      '1 · RAMP · ImageHDU · 64 × 32',
      '2 · CUBE · ImageHDU · 8 × 8 × 5',
    ]);
    const device = await viewer.frame
      .locator('image-pane')
      .evaluate((element) => (element as unknown as { device: string }).device);
    assert.equal(device, 'webgl');
  });

  it('draws every stretch as its formula says, pixel by pixel', async () => {
    const viewer = await Viewer.shown(vscode.workbench);
    await viewer.choose('cuts', 'min-max');
    const band = Float32Array.from({ length: 64 }, (_, i) => i);
    const curves = {
      linear: makeStretch({ name: 'linear' }),
      sqrt: makeStretch({ name: 'sqrt' }),
      log: makeStretch({ name: 'log' }),
      asinh: makeStretch({ name: 'asinh' }),
      power: makeStretch({ name: 'power' }),
      histogram: makeStretch({ name: 'histogram', table: equalisation(band, { low: 0, high: 63 }) }),
    };
    for (const [stretch, curve] of Object.entries(curves)) {
      await viewer.choose('stretch', stretch);
      await until(stretch, async () => {
        const colours = await viewer.coloursAt(ROW);
        COLUMNS.forEach((value, i) => {
          const wanted = 255 * curve(value / 63);
          assert.ok(Math.abs(colours[i][0] - wanted) <= 2, `value ${value}: ${colours[i].join()}, not ${wanted}`);
        });
      });
    }
    await viewer.choose('stretch', 'linear');
  });

  it('draws colour maps, inverted ones, and undefined pixels in a colour of their own', async () => {
    const viewer = await Viewer.shown(vscode.workbench);
    for (const [name, inverted] of [
      ['viridis', false],
      ['inferno', true],
      ['grey', false],
    ] as const) {
      await viewer.choose('colormap', name);
      await viewer.frame.locator('.invert').setChecked(inverted);
      const table = colormap(name, inverted);
      await until(name, async () => {
        const colours = await viewer.coloursAt(ROW);
        COLUMNS.forEach((value, i) => {
          const level = Math.round((255 * value) / 63);
          const wanted = table.subarray(3 * level, 3 * level + 3);
          wanted.forEach((channel, c) => assert.ok(Math.abs(colours[i][c] - channel) <= 8, colours[i].join()));
        });
      });
    }
    await viewer.frame.locator('input.bad').fill('#c02040');
    await until('the undefined pixel is red', async () =>
      assert.deepEqual(await viewer.coloursAt([{ x: 5.5, y: 10.5 }]), [[0xc0, 0x20, 0x40]]),
    );
  });

  it('takes cuts by hand: typed, by handles and by keys', async () => {
    const viewer = await Viewer.shown(vscode.workbench);
    const limits = () => viewer.frame.locator('histogram-control input');
    await typeInto(limits().first(), '20');
    await limits().first().press('Tab');
    await typeInto(limits().last(), '40');
    await limits().last().press('Tab');
    assert.equal(await viewer.frame.locator('select.cuts').inputValue(), 'manual');
    await until('20 to 40 fill the range', async () => {
      const [black, grey, white] = await viewer.coloursAt([20.5, 30.5, 40.5].map((x) => ({ x, y: 20.5 })));
      assert.equal(black[0], 0);
      assert.ok(Math.abs(grey[0] - 127.5) <= 2);
      assert.equal(white[0], 255);
    });
    await viewer.frame.locator('.handle.high').focus();
    await key('Shift+ArrowRight');
    await until('the high cut moves', async () => assert.ok(Number(await limits().last().inputValue()) > 44));
    const handle = (await viewer.frame.locator('.handle.low').boundingBox())!;
    const { mouse } = vscode.workbench.page;
    await mouse.move(handle.x + handle.width / 2, handle.y + 20);
    await mouse.down();
    await mouse.move(handle.x + handle.width / 2 - 30, handle.y + 20, { steps: 3 });
    await mouse.up();
    await until('the low cut moves', async () => assert.ok(Number(await limits().first().inputValue()) < 18));
    await viewer.choose('cuts', 'min-max');
  });

  it('tells pixel, value and position under the pointer, in the frame that is chosen', async () => {
    const viewer = await Viewer.shown(vscode.workbench);
    await viewer.pointAt({ x: 40.5, y: 12.5 });
    await viewer.valueIs('x 41, y 13', '40');
    await viewer.pointAt({ x: 5.5, y: 10.5 });
    await viewer.valueIs('x 6, y 11', 'undefined');
    // The reference pixel: RA 150, Dec 2.
    await viewer.pointAt({ x: 32.0, y: 16.0 });
    const near = async (longitude: number, latitude: number) =>
      until(`${longitude} ${latitude}`, async () => {
        const [lon, lat] = (await viewer.status()).sky.split(' ').map(parseFloat);
        assert.ok(Math.hypot(lon - longitude, lat - latitude) < 1e-4, `${lon} ${lat}`);
      });
    assert.match((await viewer.status()).sky, /^10:00:00\.0\d \+0[12]:\d\d:\d\d\.\d$/);
    await viewer.frame.getByRole('button', { name: 'hms' }).click();
    await viewer.pointAt({ x: 32.0, y: 16.0 });
    await near(150, 2);
    await viewer.choose('frame', 'galactic');
    await viewer.pointAt({ x: 32.0, y: 16.0 });
    // astropy 8.0.2: SkyCoord(150, 2, unit='deg').galactic
    await near(236.95458, 41.90511);
    await viewer.choose('frame', 'ICRS');
    await viewer.frame.getByRole('button', { name: 'deg' }).click();
  });

  it('zooms to the pointer, pans, fits and shows pixel for pixel, by mouse and by keys', async () => {
    const viewer = await Viewer.shown(vscode.workbench);
    const fitted = await viewer.zoom();
    await viewer.pointAt({ x: 10.5, y: 25.5 });
    await vscode.workbench.page.mouse.wheel(0, -300);
    await until('zoomed', async () => assert.ok((await viewer.zoom()) > 1.5 * fitted));
    await vscode.workbench.page.mouse.move(400, 300);
    await viewer.pointAt({ x: 10.5, y: 25.5 });
    await viewer.valueIs('x 11, y 26', '10');
    await viewer.image.locator('canvas').focus();
    await key('1');
    assert.equal(await viewer.zoom(), 1);
    await key('0');
    assert.ok(Math.abs((await viewer.zoom()) - fitted) < 1e-9);
    await key('+');
    assert.ok((await viewer.zoom()) > fitted);
    await key('0');
    await viewer.drag({ x: 30.5, y: 15.5 }, { x: 40.5, y: 15.5 });
    await viewer.pointAt({ x: 30.5, y: 15.5 });
    await viewer.valueIs('x 31, y 16', '30');
    await key('0');
    await key('Shift+ArrowRight');
    await key('Shift+ArrowUp');
    await viewer.valueIs('x 34, y 18', '33');
    await key('Escape');
  });

  it('turns north up', async () => {
    const viewer = await Viewer.shown(vscode.workbench);
    await key('n');
    // North was to the left: what was left is on top now, and the ramp runs downwards.
    await until('turned', async () => {
      const box = (await viewer.image.boundingBox())!;
      await vscode.workbench.page.mouse.move(box.x + box.width / 2, box.y + 40);
      const column = Number(/^x (\d+)/.exec((await viewer.status()).pixel)?.[1]);
      assert.ok(column < 8, `${column}`);
    });
    const top = await viewer.coloursAt([{ x: 60.5, y: 3.5 }]);
    assert.ok(top[0][0] > 235);
    await key('n');
  });

  it('takes scale bar and compass away, to show what lies below', async () => {
    const viewer = await Viewer.shown(vscode.workbench);
    await viewer.image.locator('canvas').focus();
    for (let i = 0; i < 4; i++) await key('+');
    const below = await viewer.imagePointAt(60, -22);
    const wanted = (255 * Math.floor(below.x)) / 63;
    const drawn = async () => (await viewer.coloursAt([below]))[0][0];
    assert.ok(Math.abs((await drawn()) - wanted) > 5, 'the scale bar lies there');
    await key('m');
    await until('the pixel shows', async () => assert.ok(Math.abs((await drawn()) - wanted) <= 2));
    await key('0');
    await key('m');
  });

  it('measures a line, a circle and a box', async () => {
    const viewer = await Viewer.shown(vscode.workbench);
    const row = (name: string) =>
      viewer.frame.locator('measure-result .statistics tr', { hasText: name }).locator('td');
    await viewer.image.locator('canvas').focus();
    await key('b');
    await viewer.drag({ x: 20, y: 5 }, { x: 30, y: 9 });
    await until('the box is measured', async () => assert.equal(await row('pixels').textContent(), '40'));
    assert.equal(await row('mean').textContent(), '24.5');
    await viewer.frame.locator('button.tool-circle').click();
    await viewer.drag({ x: 40.5, y: 16.5 }, { x: 46.5, y: 16.5 });
    await until('the circle is measured', async () => assert.equal(await row('median').textContent(), '40'));
    const chart = viewer.frame.locator('profile-plot canvas');
    await chart.waitFor();
    assert.match((await viewer.frame.locator('profile-plot .u-legend').textContent())!, /radius.*value \(nJy\)/s);
    const drawn = () => chart.evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());
    const inLight = await drawn();
    await vscode.workbench.setTheme('dark');
    await until('the chart is drawn in the other theme', async () => assert.ok((await drawn()) !== inLight));
    await vscode.workbench.screenshot('viewer profile dark');
    const inDark = await drawn();
    await vscode.workbench.setTheme('light');
    await until('and back', async () => assert.ok((await drawn()) !== inDark));
    await viewer.frame.locator('button.tool-line').click();
    await viewer.drag({ x: 10.5, y: 20.5 }, { x: 50.5, y: 20.5 });
    await viewer.frame.getByText(/^Line of 40\.0 px/).waitFor();
    await viewer.frame.getByRole('button', { name: 'Copy the numbers' }).click();
    await until('the profile is copied', async () => {
      const lines = (await vscode.workbench.clipboard()).split('\n');
      assert.equal(lines[0], 'pixels\tvalue (nJy)');
      assert.equal(lines.length, 42);
      const [distance, value] = lines[21].split('\t').map(Number);
      assert.ok(Math.abs(distance - 20) < 0.2 && Math.abs(value - 30) < 0.2, lines[21]);
    });
    // By keys alone: a box of two pixels a side from the middle.
    await viewer.image.locator('canvas').focus();
    await key('b');
    for (const name of [
      'Shift+ArrowRight',
      'Enter',
      'Shift+ArrowUp',
      'Shift+ArrowUp',
      'Shift+ArrowRight',
      'Shift+ArrowRight',
      'Enter',
    ]) {
      await key(name);
    }
    await until('the box of the keys is measured', async () =>
      assert.match((await row('pixels').textContent()) ?? '', /^[469]$/),
    );
    await key('Escape');
    await key('v');
  });

  it('copies the position, and opens the place elsewhere only on a click', async () => {
    const viewer = await Viewer.shown(vscode.workbench);
    await viewer.frame.getByRole('button', { name: 'Copy the position' }).click();
    await until('copied', async () => assert.match(await vscode.workbench.clipboard(), /^10:00:00\.\d\d \+0[12]:\d\d/));
    await viewer.frame.locator('vscode-button.aladin').click();
    await vscode.workbench.page
      .getByText(/aladin\.cds\.unistra\.fr/)
      .first()
      .waitFor();
    await vscode.workbench.answerDialog('Cancel');
  });

  it('saves the view as PNG', async () => {
    const viewer = await Viewer.shown(vscode.workbench);
    await viewer.frame.locator('button.save').click();
    const target = path.join(folder, 'view.png');
    await vscode.workbench.answerFileDialog(target);
    await until('the picture is there', () =>
      assert.deepEqual([...fs.readFileSync(target).subarray(1, 4)], [...Buffer.from('PNG')]),
    );
  });

  it('steps through HDUs and planes, and plays a cube', async () => {
    const viewer = await Viewer.shown(vscode.workbench);
    await viewer.image.locator('canvas').focus();
    await key(']');
    await viewer.frame.getByText('Plane 1 of 5').waitFor();
    await slideTo(viewer.frame.locator('input.plane'), 3);
    await viewer.frame.getByText('Plane 4 of 5').waitFor();
    await viewer.pointAt({ x: 2.5, y: 1.5 });
    await viewer.valueIs('x 3, y 2', String(3 * 64 + 10));
    await key('.');
    await viewer.frame.getByText('Plane 5 of 5').waitFor();
    await viewer.frame.locator('button.play').click();
    await until('it goes on from the first plane', async () =>
      assert.match((await viewer.frame.locator('.plane-name').textContent()) ?? '', /Plane [1-4] of 5/),
    );
    await viewer.frame.locator('button.play').click();
    await viewer.frame.locator('.colour').check();
    await viewer.frame.getByText('Lupton').waitFor();
    await key('[');
  });

  it('shows the header, searches and copies it', async () => {
    const viewer = await Viewer.shown(vscode.workbench);
    await viewer.choose('hdu', '0');
    await viewer.frame.getByRole('tab', { name: 'Header' }).click();
    await typeInto(viewer.frame.locator('header-table input[type=search]'), 'object');
    await until('one card is left', async () =>
      assert.deepEqual(await viewer.frame.locator('header-table .card > span').allTextContents(), [
        'OBJECT',
        'A RAMP',
        'for a test',
      ]),
    );
    await viewer.frame.locator('header-table .card').click();
    await until('copied', async () => assert.equal(await vscode.workbench.clipboard(), 'OBJECT = A RAMP / for a test'));
  });

  it('keeps its place through a reload of the window', async () => {
    await vscode.workbench.reload();
    const viewer = await Viewer.shown(vscode.workbench, 'header-table .card');
    assert.equal(await viewer.frame.locator('select.hdu').inputValue(), '0');
  });

  it('says why a file cannot be read, and shows it once it can', async () => {
    const viewer = await Viewer.open(vscode.workbench, 'broken.fits', '.empty[role=alert]');
    assert.match((await viewer.frame.locator('.empty').textContent()) ?? '', /broken\.fits/);
    fs.writeFileSync(path.join(folder, 'broken.fits'), ramp());
    await Viewer.shown(vscode.workbench);
  });

  it('draws a real galaxy as its pixels say, and finds what is similar to it', async () => {
    const viewer = await Viewer.open(vscode.workbench, RADIO);
    await viewer.choose('stretch', 'linear');
    await viewer.choose('cuts', 'min-max');
    const plane = readPlane(readHdus(fs.readFileSync(path.join(folder, RADIO)), RADIO)[0]);
    const [min, max] = [Math.min(...plane), Math.max(...plane)];
    const places = [[75, 75], [80, 70], [10, 140], [100, 90], [60, 77]]; // prettier-ignore
    await until('the galaxy is drawn', async () => {
      const colours = await viewer.coloursAt(places.map(([x, y]) => ({ x: x + 0.5, y: y + 0.5 })));
      places.forEach(([x, y], i) => {
        const wanted = (255 * (plane[y * 150 + x] - min)) / (max - min);
        assert.ok(Math.abs(colours[i][0] - wanted) <= 2, `${x}, ${y}: ${colours[i].join()}, not ${wanted}`);
      });
    });
    await viewer.choose('stretch', 'auto');
    await viewer.choose('cuts', 'auto');
    await viewer.frame.locator('vscode-button.similar').click();
    const panel = await vscode.workbench.webview('similar-app tile-grid .tile canvas');
    assert.equal((await panel.locator('h1').textContent())?.trim(), RADIO);
  });

  for (const theme of themesToShow('light', 'dark', 'high contrast')) {
    it(`follows the ${theme} theme`, async () => {
      await vscode.workbench.setTheme(theme);
      await Viewer.open(vscode.workbench, RADIO);
      await vscode.workbench.screenshot(`viewer ${theme}`);
    });
  }

  it('broke no policy and threw nothing', () => {
    assert.deepEqual(vscode.workbench.webviewErrors, []);
  });
});
