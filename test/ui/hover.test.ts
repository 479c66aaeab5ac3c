import assert from 'node:assert/strict';
import path from 'node:path';
import { generateSampleSky } from '../../src/sample-sky';
import { SimilarPanel } from '../harness/similar-panel';
import { themesToShow } from '../harness/themes';
import { until } from '../harness/until';
import { useVscode } from '../harness/vscode';
import { temporaryWorkspace } from '../harness/workspace';

const COUNT = 40;

/** A small synthetic sky, with code and a table that name galaxies of it. */
function workspace(): { folder: string; names: string[] } {
  const sky = [...generateSampleSky({ count: COUNT, size: 64, seed: 4 })].filter(({ name }) => name.endsWith('.fits'));
  const names = sky.map(({ name }) => name);
  const files: Record<string, string | Uint8Array> = Object.fromEntries(sky.map(({ name, bytes }) => [name, bytes]));
  files['look.py'] = `import this\n\nfirst = "${names[0]}"\nsecond = "nothing.fits"\n`;
  return { folder: temporaryWorkspace(files), names };
}

describe('a galaxy’s name in code', function () {
  this.bail(true); // each step builds on those before it
  const { folder, names } = workspace();
  const vscode = useVscode({ workspace: () => folder });
  const hover = () => vscode.workbench.page.locator('.monaco-hover:not(.hidden)').filter({ hasText: 'Find similar' });

  /** Points at a piece of the document's text until its hover is there. */
  async function pointAt(text: string): Promise<void> {
    const piece = vscode.workbench.page.locator('.view-line span').filter({ hasText: text }).last();
    await until(`the hover of ${text}`, async () => {
      await vscode.workbench.page.mouse.move(5, 5);
      await piece.hover({ timeout: 2000 });
      await hover().locator('img').waitFor({ timeout: 3000 });
    });
  }

  it('shows the galaxy when the pointer is on it', async () => {
    await vscode.workbench.runCommand('Morphoscope: Index Workspace');
    await vscode.workbench.waitForNotification('galaxies indexed');
    await vscode.workbench.page.keyboard.press('Escape');
    await vscode.workbench.openFile('look.py');
    await pointAt(names[0]);
    assert.ok((await hover().textContent())?.includes(names[0]));
    const picture = hover().locator('img');
    await until('the picture is drawn', async () => {
      const size = await picture.evaluate((image) => {
        const { naturalWidth, complete } = image as HTMLImageElement;
        return complete ? naturalWidth : 0;
      });
      assert.equal(size, 64);
    });
    await vscode.workbench.screenshot('hover light');
  });

  for (const theme of themesToShow('dark', 'high contrast')) {
    it(`follows the ${theme} theme`, async () => {
      await vscode.workbench.setTheme(theme);
      await pointAt(names[0]);
      await vscode.workbench.screenshot(`hover ${theme}`);
    });
  }

  it('leads to the galaxies like it', async () => {
    await pointAt(names[0]);
    await hover().getByText('Find similar').click();
    await vscode.workbench.tab(`Similar to ${path.basename(names[0])}`).waitFor({ timeout: 120_000 });
    await new SimilarPanel(() => vscode.workbench).filled(names[0], names.length);
  });
});
