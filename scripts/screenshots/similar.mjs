// The similarity panel on the sample workspace, as VS Code shows it in its two common themes.
// usage: node --import tsx scripts/screenshots/similar.mjs FOLDER
import path from 'node:path';
import { writeSampleWorkspace } from '../../src/sample-sky/index.ts';
import { launchBrowser, windowsOf } from '../../test/harness/browser.ts';
import { VscodeServer } from '../../test/harness/server.ts';
import { SimilarPanel } from '../../test/harness/similar-panel.ts';
import { Workbench } from '../../test/harness/workbench.ts';
import { clearest } from './clearest.mjs';

const folder = path.resolve(process.argv[2]);
const sky = path.join(folder, 'morphoscope-sample');
const galaxies = await writeSampleWorkspace(sky);
const server = await VscodeServer.start({
  settings: { 'editor.minimap.enabled': false },
});
const browser = await launchBrowser();
try {
  const workbench = await Workbench.open(await windowsOf(browser), server, sky, { development: true });
  const panel = new SimilarPanel(() => workbench);

  // The code on the left, the galaxies on the right: one's analysis goes on beside them.
  await workbench.setTheme('dark');
  await workbench.openFile('analysis.py');
  await findSimilar('ring');
  await workbench.runCommand('Notifications: Clear All Notifications');
  await take('similar-dark');
  await workbench.setTheme('light');
  await take('similar-light');

  await workbench.setTheme('dark');
  await workbench.closeAllEditors();
  await findSimilar('spiral', { colormap: 'inferno', size: 144 });
  await take('similar-inferno');

  /** Asks for what is like the clearest galaxy of a class, in the explorer. */
  async function findSimilar(wanted, { colormap, size } = {}) {
    const query = path.basename(clearest(galaxies, wanted).file);
    await workbench.expandFolder('cutouts');
    await workbench.chooseFromContextMenu(query, 'Find Similar Galaxies');
    const frame = await panel.filled(query, galaxies.length, 120_000);
    if (colormap) {
      await frame.locator('vscode-dropdown.colormap').click();
      await frame.locator(`vscode-dropdown.colormap vscode-option[value="${colormap}"]`).click();
    }
    if (size) {
      await frame.locator('input[type=range]').focus();
      for (let at = 128; at < size; at += 16) await workbench.page.keyboard.press('ArrowRight');
    }
    await (await panel.tile(1)).click();
  }

  async function take(name) {
    await workbench.page.mouse.move(1388, 560); // beside the tiles, where nothing answers to it
    await workbench.page.waitForTimeout(1500); // fades of the scroll bars and of the theme
    await workbench.page.screenshot({ path: path.join(folder, `${name}.png`) });
  }
} finally {
  await browser.close();
  await server.stop();
}
