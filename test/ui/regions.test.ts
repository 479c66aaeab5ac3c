import assert from 'node:assert/strict';
import { openFits, readPlane, writeFits } from '../../src/fits';
import { generateSampleSky } from '../../src/sample-sky';
import { SimilarPanel } from '../harness/similar-panel';
import { themesToShow } from '../harness/themes';
import { typeInto } from '../harness/type-into';
import { until } from '../harness/until';
import { Viewer } from '../harness/viewer';
import { useVscode } from '../harness/vscode';
import { temporaryWorkspace } from '../harness/workspace';

const COUNT = 24;
const SIDE = 64;

describe('a region of a picture as the query', function () {
  this.bail(true); // each step builds on those before it
  const sky = [...generateSampleSky({ count: COUNT, size: SIDE, seed: 12 })];
  const grey = sky.filter(({ name, labels }) => name.endsWith('.fits') && labels.bands.length === 1).slice(0, 4);
  /** Four of the galaxies side by side, in twos: a field that is wider than a cutout may be. */
  const field = () => {
    const out = new Float32Array(4 * SIDE * SIDE);
    grey.forEach(({ bytes }, i) => {
      const pixels = readPlane(openFits(bytes, 'source').find((one) => one.layout.axes.length > 0)!);
      const [left, below] = [(i % 2) * SIDE, Math.floor(i / 2) * SIDE];
      for (let y = 0; y < SIDE; y++) {
        out.set(pixels.subarray(y * SIDE, (y + 1) * SIDE), (below + y) * 2 * SIDE + left);
      }
    });
    return writeFits([{ data: out, shape: [2 * SIDE, 2 * SIDE] }]);
  };
  const folder = temporaryWorkspace({
    ...Object.fromEntries(sky.map(({ name, bytes }) => [name, bytes])),
    'field.fits': field(),
    '.vscode/settings.json': '{ "morphoscope.include": ["J*.fits", "J*.fits.gz"] }',
  });
  const vscode = useVscode({ workspace: () => folder });
  const similar = new SimilarPanel(() => vscode.workbench);
  const words = async (selector: string) =>
    ((await (await similar.frame()).locator(selector).textContent()) ?? '').replace(/\s+/g, ' ').trim();
  const first = async () =>
    `${await similar.pathOf(0)} ${await (await similar.tile(0)).locator('.score').textContent()}`;
  const examples = async (kind: string) =>
    (await similar.frame()).locator(`query-examples[kind=${kind}] cutout-picture canvas`).count();
  const key = (name: string) => vscode.workbench.page.keyboard.press(name);
  let viewer: Viewer;

  it('is what a box in the viewer holds', async () => {
    viewer = await Viewer.open(vscode.workbench, 'field.fits');
    await viewer.image.locator('canvas').focus();
    await key('b');
    await viewer.drag({ x: SIDE, y: 0 }, { x: 2 * SIDE, y: SIDE });
    const button = viewer.frame.locator('vscode-button.region');
    await button.waitFor();
    await vscode.workbench.screenshot('region box light');
    await button.click();
    await until(
      'its own galaxy first',
      async () => {
        assert.deepEqual([await words('h1'), await words('.position')], ['field.fits', '64 × 64 px from 65, 1']);
        assert.equal(await first(), `${grey[1].name} 1.000`);
        assert.equal(await examples('more'), 1);
      },
      60_000,
    );
    await vscode.workbench.tab('Similar to a part of field.fits').waitFor();
    await until('all', async () => assert.match((await (await similar.frame()).locator('.searched').textContent())!, new RegExp(`of\\s+${COUNT}\\s+galaxies`))); // prettier-ignore
    await vscode.workbench.runCommand('Notifications: Clear All Notifications');
    await vscode.workbench.screenshot('region similar light');
  });

  it('is another one by keyboard, and the one before by going back', async () => {
    await viewer.image.locator('canvas').focus();
    await viewer.drag({ x: 2, y: SIDE + 2 }, { x: SIDE - 2, y: 2 * SIDE - 2 });
    await viewer.frame.locator('vscode-button.region:not([disabled])').waitFor();
    await key('s');
    await until('the other galaxy', async () => {
      assert.equal(await words('.position'), '60 × 60 px from 3, 67');
      assert.ok((await first()).startsWith(grey[2].name), await first());
    });
    await (await similar.frame()).getByRole('button', { name: 'Back to the previous query' }).click();
    await until('the first again', async () => assert.equal(await first(), `${grey[1].name} 1.000`));
  });

  it('combines with what it is not to look like and with a filter', async () => {
    const tile = await similar.tile(3);
    const left = (await tile.getAttribute('data-path'))!;
    await tile.click();
    await key('-');
    await until('one unlike', async () => assert.equal(await examples('less'), 1));
    const frame = await similar.frame();
    assert.equal(await words('h1'), 'field.fits and unlike 1');
    await typeInto(frame.locator('filter-line input'), `path != "${left}" and width == 64 and ra >= 0`);
    await key('Enter');
    await until('the filter', async () => assert.match((await frame.locator('.searched').textContent())!, /match the filter/)); // prettier-ignore
    assert.equal(await examples('more'), 1);
  });

  it('is too small a box, which the button says', async () => {
    await viewer.image.locator('canvas').focus();
    await viewer.drag({ x: 10, y: 10 }, { x: 15, y: 30 });
    await until('no query', async () => {
      const button = viewer.frame.locator('vscode-button.region');
      assert.match((await button.getAttribute('title'))!, /at least 8 pixels a side/);
      assert.notEqual(await button.getAttribute('disabled'), null);
    });
    await viewer.drag({ x: SIDE, y: 0 }, { x: 2 * SIDE, y: SIDE });
  });

  it('is there again after a reload, in every theme', async () => {
    for (const theme of themesToShow('dark', 'high contrast')) {
      await vscode.workbench.setTheme(theme);
      await until('pictures', async () => assert.equal(await examples('more'), 1));
      await vscode.workbench.screenshot(`region similar ${theme}`);
    }
    await vscode.workbench.reload();
    await until('the query', async () => {
      assert.equal(await words('.position'), '64 × 64 px from 65, 1');
      assert.equal(await examples('more'), 1);
    });
    assert.deepEqual(vscode.workbench.webviewErrors, []);
  });
});
