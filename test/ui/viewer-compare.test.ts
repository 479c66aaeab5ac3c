import assert from 'node:assert/strict';
import { writeFits, type WritableCard } from '../../src/fits';
import { until } from '../harness/until';
import { Viewer } from '../harness/viewer';
import { useVscode } from '../harness/vscode';
import { temporaryWorkspace } from '../harness/workspace';

const [RA, DEC] = [150, 2];

/** A dark sky with one star at RA, Dec; its pixels `scale` degrees wide, turned by `angle` degrees. */
function star(side: number, at: number, scale: number, angle: number): Uint8Array {
  const data = new Float32Array(side * side);
  data[at * side + at] = 100;
  const [cos, sin] = [Math.cos((angle * Math.PI) / 180), Math.sin((angle * Math.PI) / 180)];
  const wcs: WritableCard[] = [
    ['CTYPE1', 'RA---TAN'],
    ['CTYPE2', 'DEC--TAN'],
    ['CRVAL1', RA],
    ['CRVAL2', DEC],
    ['CRPIX1', at + 1],
    ['CRPIX2', at + 1],
    ['CD1_1', -scale * cos],
    ['CD1_2', scale * sin],
    ['CD2_1', scale * sin],
    ['CD2_2', scale * cos],
  ];
  return writeFits([{ header: wcs, data, shape: [side, side] }]);
}

/** Where an image point is on the screen, in pixels of its view. */
function placeIn(viewer: Viewer, view: 'main' | 'other', at: number): Promise<{ x: number; y: number }> {
  return viewer.frame.locator(`image-view.${view}`).evaluate((element, centre) => {
    const { view: transform } = element as unknown as { view: { toView(p: object): { x: number; y: number } } };
    return transform.toView({ x: centre, y: centre });
  }, at + 0.5);
}

const FIRST = { side: 64, at: 40 };
const SECOND = { side: 100, at: 30 };

describe('comparing images', () => {
  const folder = temporaryWorkspace({
    'first.fits': star(FIRST.side, FIRST.at, 1e-4, 0),
    'second.fits': star(SECOND.side, SECOND.at, 5e-5, 90),
    'plain-a.fits': writeFits([{ data: Float32Array.from({ length: 400 }, (_, i) => i), shape: [20, 20] }]),
    'plain-b.fits': writeFits([{ data: Float32Array.from({ length: 400 }, (_, i) => -i), shape: [20, 20] }]),
  });
  const vscode = useVscode({ workspace: () => folder });

  before(() => vscode.workbench.extensionIsKnown());

  /** The star is at the same place of both views, however they lie. */
  const together = (viewer: Viewer) =>
    until('both show the same place', async () => {
      const [a, b] = [await placeIn(viewer, 'main', FIRST.at), await placeIn(viewer, 'other', SECOND.at)];
      assert.ok(Math.hypot(a.x - b.x, a.y - b.y) < 0.5, `${JSON.stringify(a)}, ${JSON.stringify(b)}`);
    });

  const compareWith = async (viewer: Viewer, name: string) => {
    await viewer.frame.locator('button.compare').click();
    await vscode.workbench.pick(name);
    await viewer.frame.locator('image-view.other[complete]').waitFor();
  };

  it('shows two side by side at the same place on the sky, turned alike', async () => {
    const viewer = await Viewer.open(vscode.workbench, 'first.fits');
    await compareWith(viewer, 'second.fits');
    await together(viewer);
    await vscode.workbench.screenshot('viewer side by side');
    // A pixel of the first is two of the second: its zoom is half as great.
    const zoom = (view: string) =>
      viewer.frame.locator(`image-view.${view}`).evaluate((element) => (element as unknown as { zoom: number }).zoom);
    assert.ok(Math.abs((await zoom('main')) / (await zoom('other')) - 2) < 0.01);
  });

  it('keeps them together while either is moved and zoomed', async () => {
    const viewer = await Viewer.shown(vscode.workbench);
    await viewer.drag({ x: 30, y: 30 }, { x: 36, y: 24 });
    await together(viewer);
    await viewer.frame.locator('image-view.other canvas').focus();
    await vscode.workbench.page.keyboard.press('+');
    await vscode.workbench.page.keyboard.press('ArrowLeft');
    await together(viewer);
  });

  it('blinks, steps by K, and ends', async () => {
    const viewer = await Viewer.shown(vscode.workbench);
    const otherIsSeen = () => viewer.frame.locator('image-view.other').isVisible();
    await viewer.frame.locator('button.blink').click();
    await until('the other comes', async () => assert.equal(await otherIsSeen(), true));
    await until('and goes', async () => assert.equal(await otherIsSeen(), false));
    await viewer.image.locator('canvas').focus();
    await vscode.workbench.page.keyboard.press('k');
    const seen = await otherIsSeen();
    await vscode.workbench.page.keyboard.press('k');
    await until('K shows the one that was not seen', async () => assert.equal(await otherIsSeen(), !seen));
    await together(viewer);
    await viewer.frame.locator('button.end').click();
    assert.equal(await viewer.frame.locator('image-view.other').count(), 0);
  });

  it('compares images without coordinates pixel by pixel', async () => {
    const viewer = await Viewer.open(vscode.workbench, 'plain-a.fits');
    await compareWith(viewer, 'plain-b.fits');
    await viewer.image.locator('canvas').focus();
    await vscode.workbench.page.keyboard.press('+');
    await until('both show the same pixel', async () => {
      const [a, b] = [await placeIn(viewer, 'main', 3), await placeIn(viewer, 'other', 3)];
      assert.ok(Math.hypot(a.x - b.x, a.y - b.y) < 0.5);
    });
    await viewer.frame.locator('button.end').click();
  });

  it('locks open viewers to each other on the sky', async () => {
    await vscode.workbench.runCommand('View: Close All Editors');
    const first = await Viewer.open(vscode.workbench, 'first.fits');
    await first.frame.locator('button.lock').click();
    await vscode.workbench.runCommand('View: Split Editor Right');
    await vscode.workbench.openFile('second.fits');
    const second = await until('the second is open', async () => {
      const frames = vscode.workbench.page.frames();
      for (const frame of frames) {
        const label = frame.locator('image-view.main[complete] canvas[aria-label^="second.fits"]');
        if ((await label.count().catch(() => 0)) > 0) return frame;
      }
      throw new Error('not yet');
    });
    await second.locator('button.lock').click();
    await second.locator('image-view.main canvas').focus();
    await vscode.workbench.page.keyboard.press('+');
    await vscode.workbench.page.keyboard.press('ArrowRight');
    const sky = (frame: typeof second) =>
      frame.locator('image-view.main').evaluate((element) => {
        const { skyView } = element as unknown as { skyView: { sky?: { ra: number; dec: number; north: number } } };
        return skyView.sky!;
      });
    await until('the first follows', async () => {
      const [a, b] = [await sky(first.frame), await sky(second)];
      assert.ok(Math.hypot(a.ra - b.ra, a.dec - b.dec) < 1e-6 && Math.abs(a.north - b.north) < 1e-6);
      assert.ok(Math.hypot(b.ra - RA, b.dec - DEC) > 1e-5, 'it has moved at all');
    });
  });

  it('broke no policy and threw nothing', () => assert.deepEqual(vscode.workbench.webviewErrors, []));
});
