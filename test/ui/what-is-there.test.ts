import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { galaxyFits } from '../galaxies';
import { themesToShow } from '../harness/themes';
import { until } from '../harness/until';
import { useVscode } from '../harness/vscode';
import { temporaryWorkspace } from '../harness/workspace';

const COUNT = 16;
const NAMES = Array.from({ length: COUNT }, (_, i) => `g${String(i).padStart(2, '0')}.fits`);
const rows = (names: readonly string[]) => `file,class\n${names.map((name, i) => `${name},${i % 2 ? 'disc' : 'ring'}`).join('\n')}\n`; // prettier-ignore

describe('what the view and the wizard say of a folder', function () {
  this.bail(true); // each step builds on those before it
  const folder = temporaryWorkspace({
    ...Object.fromEntries(NAMES.map((name, i) => [name, galaxyFits(i + 1, 48)])),
    'labels.csv': rows(NAMES.slice(0, 10)),
    '.vscode/settings.json': '{ "files.autoSave": "off" }',
  });
  const vscode = useVscode({ workspace: () => folder });
  const view = () => vscode.workbench.page.locator('[id="workbench.view.extension.morphoscope"]');
  const line = (text: string) => view().getByRole('treeitem').filter({ hasText: text }).first();
  const says = (name: string, words: RegExp | string) =>
    until(`${name}: ${words}`, async () => {
      const text = (await line(name).textContent({ timeout: 1000 }))!.replace(/\s+/g, ' ');
      assert.match(text, typeof words === 'string' ? new RegExp(words) : words);
    });

  async function openView(): Promise<void> {
    await vscode.workbench.extensionIsKnown();
    await until('the view', async () => {
      // A click on the tab of the view that is shown would hide it.
      if (!(await view().isVisible())) {
        await vscode.workbench.page.getByRole('tab', { name: 'Morphoscope' }).first().click();
      }
      await line('Explore').waitFor({ timeout: 5000 });
    });
  }

  it('lists what can be done, with what is lacking', async () => {
    await openView();
    await says('Find similar to', /Find similar to…$/);
    await says('Map', 'nothing is indexed yet');
    await says('Anomalies', 'nothing is indexed yet');
    await says('Tags', 'no label file is chosen');
    await says('Train', 'no label file is chosen');
    await vscode.workbench.screenshot('explore light');
    for (const theme of themesToShow('dark', 'high contrast')) {
      await vscode.workbench.setTheme(theme);
      await vscode.workbench.screenshot(`explore ${theme}`);
    }
  });

  it('follows the index, and opens the map by a key', async () => {
    await line('Index this folder').click();
    await says('Map', /Map$/);
    await says('Anomalies', /Anomalies$/);
    await line('Map').click();
    await (await vscode.workbench.webview('map-app')).locator('map-canvas').waitFor({ timeout: 120_000 });
    await vscode.workbench.closeAllEditors();
  });

  it('does not call an index incomplete in a new window', async () => {
    await vscode.workbench.reload();
    await openView();
    await says('16 galaxies', /16 galaxies/);
    assert.doesNotMatch((await line('16 galaxies').textContent())!, /not complete|stopped/);
    await says('Update the index', 'files may have come or gone');
    await vscode.workbench.screenshot('explore new window');
  });

  it('keeps the count in the wizard’s head to the labels as they change', async () => {
    await vscode.workbench.page.getByRole('tab', { name: /^Explorer/ }).first().click(); // prettier-ignore
    await vscode.workbench.chooseFromContextMenu('labels.csv', 'Fine-Tune on Labels…');
    const frame = await vscode.workbench.webview('finetune-app');
    const counted = (text: string) =>
      until(`${text} in the head`, async () =>
        assert.equal((await frame.locator('header .words').textContent())?.trim(), `${text} rows matched to galaxies`),
      );
    await counted('10 of 10');
    fs.writeFileSync(path.join(folder, 'labels.csv'), rows(NAMES));
    await counted('16 of 16');
    await vscode.workbench.openFile('labels.csv');
    await vscode.workbench.page.locator('.view-lines').filter({ hasText: NAMES[12] }).first().click();
    await vscode.workbench.page.keyboard.press('Control+End');
    await vscode.workbench.page.keyboard.type('gone.fits,ring');
    await vscode.workbench.tab('Fine-Tune').click();
    await counted('16 of 17');
  });

  it('has told the browser’s console of no error', () => {
    assert.deepEqual(vscode.workbench.webviewErrors, []);
  });
});

describe('a folder of files that are not read', () => {
  const folder = temporaryWorkspace({
    'a.tif': 'II*\0',
    'b.tif': 'II*\0',
    'c.h5': '\x89HDF\r\n\x1a\n',
  });
  const vscode = useVscode({ workspace: () => folder });

  it('is said to hold them, on the map and after indexing', async () => {
    await vscode.workbench.runCommand('Morphoscope: Show Map');
    const frame = await vscode.workbench.webview('map-app');
    await frame.locator('.index').click({ timeout: 120_000 });
    await frame.locator('.no-galaxies').waitFor({ timeout: 120_000 });
    const text = (await frame.locator('.no-galaxies').textContent())!.replace(/\s+/g, ' ');
    assert.match(text, /3 files of kinds that are not read: .*2 TIFF \(a\.tif, …\)/);
    assert.match(text, /1 HDF5 \(c\.h5\)/);
    assert.match(text, /FITS, PNG and JPEG files are read/);
    assert.doesNotMatch(text, /morphoscope\.include/);
    await vscode.workbench.screenshot('not read map');
    await vscode.workbench.runCommand('Morphoscope: Index Workspace');
    await vscode.workbench.waitForNotification('0 galaxies indexed, 0 of them new. 3 files of kinds that are not read');
  });
});
