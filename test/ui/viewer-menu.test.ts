import assert from 'node:assert/strict';
import { galaxyFits } from '../galaxies';
import { SimilarPanel } from '../harness/similar-panel';
import { themesToShow } from '../harness/themes';
import { until } from '../harness/until';
import { Viewer } from '../harness/viewer';
import { useVscode } from '../harness/vscode';
import { temporaryWorkspace } from '../harness/workspace';

const COUNT = 12;
const NAMES = Array.from({ length: COUNT }, (_, i) => `g${String(i).padStart(2, '0')}.fits`);

describe('the menu of the FITS viewer', () => {
  const folder = temporaryWorkspace(Object.fromEntries(NAMES.map((name, i) => [name, galaxyFits(i + 1, 96, 10 + i)])));
  const vscode = useVscode({ workspace: () => folder });
  const similar = new SimilarPanel(() => vscode.workbench);
  const press = (key: string) => vscode.workbench.page.keyboard.press(key);
  let viewer: Viewer;
  const item = (label: string) => viewer.frame.locator('image-menu').getByRole('menuitem').filter({ hasText: label });
  const items = async () =>
    (await viewer.frame.locator('image-menu').getByRole('menuitem').allTextContents()).map((one) => one.trim());

  async function rightClick(): Promise<void> {
    await viewer.pointAt({ x: 48.5, y: 48.5 });
    await vscode.workbench.page.mouse.down({ button: 'right' });
    await vscode.workbench.page.mouse.up({ button: 'right' });
    await item('Save Picture…').waitFor();
  }

  it('opens by a right-click, and copies the position of the place in hours and degrees', async () => {
    viewer = await Viewer.open(vscode.workbench, NAMES[0]);
    const { width, height } = (await viewer.frame.locator('vscode-button.similar').boundingBox())!;
    assert.ok(width > 90 && height < 36, `the button beside it shows its words: ${width} by ${height}`);
    await rightClick();
    assert.deepEqual(
      (await items()).map((one) => one.replace(/:.*/, '')),
      ['Find Similar Here (64 × 64 px)', 'Add Region', 'Copy Position', 'Copy Position', 'Save Picture…'],
    );
    await vscode.workbench.screenshot('viewer menu light');
    await item('+05:').click();
    await until('hours', async () =>
      assert.match(await vscode.workbench.clipboard(), /^00:\d\d:\d\d\.\d+ \+0[45]:\d\d:\d\d\.\d+$/),
    );
    assert.equal(await viewer.frame.locator('image-menu').count(), 0);
    await rightClick();
    await item('°').click();
    await until('degrees', async () => assert.match(await vscode.workbench.clipboard(), /^\d+\.\d{6}° [45]\.\d{6}°$/));
  });

  it('opens by Shift+F10 and by the menu key, moves by arrows, and is left by Escape', async () => {
    await viewer.image.locator('canvas').focus();
    for (const key of ['Shift+F10', 'ContextMenu']) {
      await press(key);
      await item('Save Picture…').waitFor();
      await press('Escape');
      await until('left', async () => assert.equal(await viewer.frame.locator('image-menu').count(), 0));
      // The image has the keys again.
      await press('1');
      await until('pixel for pixel', async () => assert.equal(await viewer.zoom(), 1));
      await press('0');
      await until('all of it', async () => assert.ok((await viewer.zoom()) > 1));
    }
    await press('Shift+F10');
    await item('Add Region').waitFor();
    await press('ArrowDown');
    await press('Enter');
    await viewer.frame.locator('measure-result .shape').getByText('Box of 64 × 64 px').waitFor();
    await press('Shift+F10');
    await item('Find Similar to This Region (64 × 64 px)').waitFor();
    await press('Escape');
  });

  it('finds what is similar to the place', async () => {
    await press('Shift+F10');
    await item('Find Similar to This Region').waitFor();
    await press('Enter');
    await until('the results', async () => {
      const frame = await similar.frame();
      assert.match((await frame.locator('.position').textContent()) ?? '', /64 × 64 px from 17, 17/);
      assert.ok((await frame.locator('tile-grid .tile').count()) > 4);
    }, 120_000); // prettier-ignore
  });

  for (const theme of themesToShow('dark', 'high contrast')) {
    it(`follows the ${theme} theme`, async () => {
      await vscode.workbench.setTheme(theme);
      await rightClick();
      await vscode.workbench.screenshot(`viewer menu ${theme}`);
      await press('Escape');
    });
  }

  it('has told the browser’s console of no error', () => {
    assert.deepEqual(vscode.workbench.webviewErrors, []);
  });
});
