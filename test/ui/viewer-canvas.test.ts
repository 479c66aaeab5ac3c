import assert from 'node:assert/strict';
import { writeFits } from '../../src/fits';
import { autoDisplay, colormap, makeStretch, render } from '../../src/imaging';
import { until } from '../harness/until';
import { Viewer } from '../harness/viewer';
import { useVscode } from '../harness/vscode';
import { temporaryWorkspace } from '../harness/workspace';

const SIDE = 40;
const ramp = Float32Array.from({ length: SIDE * SIDE }, (_, i) => i % SIDE);
const bands = [1, 2, 3].map((factor) =>
  Float32Array.from({ length: SIDE * SIDE }, (_, i) => factor * Math.floor(i / SIDE)),
);

describe('the FITS viewer without a GPU', () => {
  const folder = temporaryWorkspace({
    'ramp.fits': writeFits([{ data: ramp, shape: [SIDE, SIDE] }]),
    'three.fits': writeFits(bands.map((data, i) => ({ header: [['EXTNAME', 'GRZ'[i]]], data, shape: [SIDE, SIDE] }))),
    'colour.fits': writeFits([{ data: Float32Array.from(bands.flatMap((band) => [...band])), shape: [3, SIDE, SIDE] }]),
  });
  const vscode = useVscode({ workspace: () => folder, graphics: 'none' });

  before(() => vscode.workbench.extensionIsKnown());

  it('draws on the processor, the same colours', async () => {
    const viewer = await Viewer.open(vscode.workbench, 'ramp.fits');
    const device = await viewer.frame
      .locator('image-pane')
      .evaluate((element) => (element as unknown as { device: string }).device);
    assert.equal(device, 'canvas');
    await viewer.choose('cuts', 'min-max');
    await viewer.choose('colormap', 'viridis');
    for (const stretch of ['linear', 'log'] as const) {
      await viewer.choose('stretch', stretch);
      const curve = makeStretch({ name: stretch });
      await until(stretch, async () => {
        const columns = [0, 5, 19, 38];
        const colours = await viewer.coloursAt(columns.map((x) => ({ x: x + 0.5, y: 12.5 })));
        columns.forEach((value, i) => {
          const level = Math.round(255 * curve(value / (SIDE - 1)));
          const wanted = [...colormap('viridis').subarray(3 * level, 3 * level + 3)];
          colours[i].forEach((channel, c) => assert.ok(Math.abs(channel - wanted[c]) <= 6, `${colours[i].join()}`));
        });
      });
    }
  });

  it('draws three bands after Lupton', async () => {
    const viewer = await Viewer.open(vscode.workbench, 'colour.fits');
    // The last plane is red.
    const picture = { width: SIDE, height: SIDE, bands: [bands[2], bands[1], bands[0]] };
    const { rgba } = render(picture, { ...autoDisplay(picture, 'fits'), flip: false });
    await until('the picture is drawn', async () => {
      const rows = [2, 10, 20, 37];
      const colours = await viewer.coloursAt(rows.map((y) => ({ x: 8.5, y: y + 0.5 })));
      rows.forEach((row, i) => {
        const wanted = [...rgba.subarray(4 * row * SIDE, 4 * row * SIDE + 3)];
        colours[i].forEach((channel, c) =>
          assert.ok(Math.abs(channel - wanted[c]) <= 2, `row ${row}: ${colours[i].join()}`),
        );
      });
    });
  });

  it('draws three images of one file as one colour picture', async () => {
    const viewer = await Viewer.open(vscode.workbench, 'three.fits');
    await viewer.frame.locator('.colour').check();
    assert.deepEqual(await viewer.frame.locator('.bands select').first().locator('option').allTextContents(), [
      'G',
      'R',
      'Z',
    ]);
    await viewer.frame.getByLabel('Plane drawn red').selectOption('G');
    await viewer.frame.getByLabel('Plane drawn blue').selectOption('Z');
    const picture = { width: SIDE, height: SIDE, bands };
    const { rgba } = render(picture, { ...autoDisplay(picture, 'fits'), flip: false });
    await until('the picture is drawn', async () => {
      const [colour] = await viewer.coloursAt([{ x: 8.5, y: 20.5 }]);
      const wanted = [...rgba.subarray(4 * 20 * SIDE, 4 * 20 * SIDE + 3)];
      colour.forEach((channel, c) =>
        assert.ok(Math.abs(channel - wanted[c]) <= 2, `${colour.join()}, not ${wanted.join()}`),
      );
    });
    await viewer.pointAt({ x: 8.5, y: 20.5 });
    await viewer.valueIs('x 9, y 21', '20, 40, 60');
  });

  it('draws the tiles of similar galaxies', async () => {
    const viewer = await Viewer.shown(vscode.workbench);
    await viewer.frame.locator('vscode-button.similar').click();
    const panel = await vscode.workbench.webview('similar-app tile-grid .tile canvas');
    await until('a tile has light and dark', async () => {
      const levels = await panel
        .locator('.tile canvas')
        .first()
        .evaluate((element) => {
          const canvas = element as HTMLCanvasElement;
          const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
          return [...new Set(data.filter((_, i) => i % 4 === 0))];
        });
      assert.ok(Math.max(...levels) - Math.min(...levels) > 60, levels.join());
    });
  });
});
