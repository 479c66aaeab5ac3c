import { SimilarPanel } from '../harness/similar-panel';
import { themesToShow } from '../harness/themes';
import { useVscode } from '../harness/vscode';
import { temporaryWorkspace } from '../harness/workspace';
import { galaxyFits } from '../galaxies';
import { openFits, readPhysical, writeFits } from '../../src/fits';

const COUNT = 4;

/** Files as space telescopes write them: a picture, its errors and its quality. */
function withPlanes(seed: number): Uint8Array {
  const data = Float32Array.from(readPhysical(openFits(galaxyFits(seed, 48), 'galaxy.fits')[0]));
  const plane = (name: string, of: Float32Array) => ({
    header: [['EXTNAME', name]] as [string, string][],
    data: of,
    shape: [48, 48],
  });
  const errors = data.map((value) => Math.sqrt(Math.abs(value) + 1));
  const quality = data.map((_, i) => (i % 97 === 0 ? 4 : 0));
  return writeFits([{}, plane('SCI', data), plane('ERR', errors), plane('DQ', quality)]);
}

describe('What was read of a folder', function () {
  this.bail(true); // each step builds on those before it
  const files = Object.fromEntries(Array.from({ length: COUNT }, (_, i) => [`g${i}.fits`, withPlanes(i + 1)]));
  const vscode = useVscode({
    workspace: () => temporaryWorkspace({ ...files, 'stack.h5': Uint8Array.of(1), 'plain.fits': galaxyFits(9, 48) }),
  });
  const panel = new SimilarPanel(() => vscode.workbench);
  const tree = (text: string) =>
    vscode.workbench.page.locator('.pane-body .monaco-list-row').filter({ hasText: text }).first();
  const row = (text: string) =>
    vscode.workbench.page.locator('.quick-input-list .monaco-list-row').filter({ hasText: text }).first();

  it('is a line in the view, and leaves out what is no galaxy', async () => {
    const { workbench } = vscode;
    await workbench.chooseFromContextMenu('plain.fits', 'Find Similar Galaxies');
    await panel.filled('plain.fits', COUNT + 1);
    await workbench.runCommand('View: Show Morphoscope');
    await tree(`${COUNT + 1} galaxies`).waitFor();
    await tree('What was read').filter({ hasText: '8 images left out, 1 file not read' }).waitFor();
  });

  it('lists what was left out and why, in every theme', async () => {
    const { workbench } = vscode;
    for (const theme of themesToShow('dark', 'high contrast', 'light')) {
      await workbench.setTheme(theme);
      await tree('What was read').click();
      await row('4 error images left out (by EXTNAME)').waitFor();
      await row('1 file of a kind that is not read yet, HDF5: stack.h5').waitFor();
      await workbench.screenshot(`what was read ${theme}`);
      await workbench.page.keyboard.press('Escape');
    }
  });

  it('is changed from there by keyboard, and changed back', async () => {
    const { workbench } = vscode;
    await workbench.runCommand('Morphoscope: Show What Was Read');
    await row('quality images left out').waitFor();
    await workbench.page.keyboard.type('quality');
    await row('Change: read these as galaxies').waitFor();
    await workbench.page.keyboard.press('Enter');
    await tree(`${2 * COUNT + 1} galaxies`).waitFor({ timeout: 120_000 });
    await workbench.runCommand('Morphoscope: Show What Was Read');
    await row('4 quality images read as galaxies').waitFor();
    await workbench.page.keyboard.type('quality');
    await row('Change: leave these out').waitFor();
    await workbench.page.keyboard.press('Enter');
    await tree(`${COUNT + 1} galaxies`).waitFor({ timeout: 120_000 });
  });

  it('is in the Problems view, with the first file', async () => {
    const { workbench } = vscode;
    await workbench.runCommand('Problems: Focus on Problems View');
    await workbench.page
      .locator('.markers-panel .monaco-list-row')
      .filter({ hasText: '4 error images left out (by EXTNAME)' })
      .first()
      .waitFor();
  });
});
