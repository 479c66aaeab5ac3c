import assert from 'node:assert/strict';
import type { Frame } from 'playwright-core';
import { galaxyFits } from '../galaxies';
import { SimilarPanel } from '../harness/similar-panel';
import { until } from '../harness/until';
import { Viewer } from '../harness/viewer';
import { useVscode } from '../harness/vscode';
import { temporaryWorkspace } from '../harness/workspace';

const COUNT = 12;
const NAMES = Array.from({ length: COUNT }, (_, i) => `g${String(i).padStart(2, '0')}.fits`);

/** What has the focus in a page, within however many shadow trees. */
function focused(frame: Frame): Promise<string> {
  return frame.evaluate(() => {
    let at = document.activeElement;
    while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
    return `${at?.localName ?? 'nothing'}.${at?.className ?? ''}`;
  });
}

describe('where a keyboard begins', () => {
  const folder = temporaryWorkspace(Object.fromEntries(NAMES.map((name, i) => [name, galaxyFits(i + 1, 48, 10 + i)])));
  const vscode = useVscode({ workspace: () => folder });
  const panel = new SimilarPanel(() => vscode.workbench);
  const press = (key: string) => vscode.workbench.page.keyboard.press(key);

  /** Opens a file by keys alone: its name in "Go to File", and Enter. */
  async function openByKeys(name: string): Promise<Viewer> {
    await vscode.workbench.extensionIsKnown();
    await press('Control+p');
    const { page } = vscode.workbench;
    await page.locator('.quick-input-widget input.input').first().waitFor();
    await page.keyboard.type(name);
    await page.locator('.quick-input-list .monaco-list-row').filter({ hasText: name }).first().waitFor();
    await press('Enter');
    await vscode.workbench.tab(name).waitFor({ timeout: 120_000 });
    return Viewer.shown(vscode.workbench);
  }

  it('gives the keys of a viewer that has just been opened to its image', async () => {
    const viewer = await openByKeys(NAMES[0]);
    const fitted = await viewer.zoom();
    await press('1');
    await until('pixel for pixel', async () => assert.equal(await viewer.zoom(), 1));
    await press('+');
    await until('nearer', async () => assert.ok((await viewer.zoom()) > 1.2));
    await press('Shift+ArrowRight');
    await until('the cursor', async () => assert.match((await viewer.status()).pixel, /x \d+, y \d+/));
    await press('0');
    await until('the whole image', async () => assert.equal(await viewer.zoom(), fitted));
  });

  it('does so again when the editor in front of it is closed', async () => {
    const viewer = await Viewer.shown(vscode.workbench);
    assert.match(await focused(viewer.frame), /^canvas/);
    const other = await openByKeys(NAMES[1]);
    await press('1');
    await until('pixel for pixel', async () => assert.equal(await other.zoom(), 1));
    await press('Control+w');
    await vscode.workbench.tab(NAMES[1]).waitFor({ state: 'detached' });
    const again = await Viewer.shown(vscode.workbench);
    // A key that is pressed before the page is in front goes nowhere, as it would for a person.
    await until('its page is in front', async () => assert.ok(await again.frame.evaluate(() => document.hasFocus())));
    await press('1');
    await until('the first one has the keys again', async () => assert.equal(await again.zoom(), 1));
  });

  it('gives the keys of results to their grid', async () => {
    await press('F1');
    await vscode.workbench.page.locator('.quick-input-widget input.input').first().waitFor();
    await vscode.workbench.page.keyboard.type('Morphoscope: Find Similar Galaxies');
    await vscode.workbench.page
      .locator('.quick-input-list .monaco-list-row')
      .filter({ hasText: 'Find Similar Galaxies' })
      .first()
      .waitFor();
    await press('Enter');
    const frame = await panel.filled(NAMES[0], COUNT, 120_000);
    await until('the grid has the focus', async () => assert.match(await focused(frame), /^div\.scroll/));
    await press('ArrowRight');
    await until('a tile is chosen by a key', async () =>
      assert.equal(await frame.locator('tile-grid .tile[aria-selected="true"]').count(), 1),
    );
    await vscode.workbench.screenshot('first focus results');
  });

  it('has told the browser’s console of no error', () => {
    assert.deepEqual(vscode.workbench.webviewErrors, []);
  });
});
