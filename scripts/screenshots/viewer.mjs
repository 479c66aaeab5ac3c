// The FITS viewer on galaxies of the sample workspace: a measured spiral, and two galaxies side by side.
// usage: node --import tsx scripts/screenshots/viewer.mjs FOLDER
import path from 'node:path';
import { writeSampleWorkspace } from '../../src/sample-sky/index.ts';
import { launchBrowser, windowsOf } from '../../test/harness/browser.ts';
import { VscodeServer } from '../../test/harness/server.ts';
import { Viewer } from '../../test/harness/viewer.ts';
import { Workbench } from '../../test/harness/workbench.ts';
import { clearest } from './clearest.mjs';

const folder = path.resolve(process.argv[2]);
const sky = path.join(folder, 'galaxies');
const galaxies = await writeSampleWorkspace(sky);
const server = await VscodeServer.start();
const browser = await launchBrowser();
try {
  const workbench = await Workbench.open(await windowsOf(browser), server, sky, { development: true });
  await workbench.extensionIsKnown();
  await workbench.setTheme('dark');
  await workbench.expandFolder('cutouts');

  const spiral = await Viewer.open(workbench, cutout('spiral'));
  await spiral.frame.locator('button.tool-circle').click();
  const centre = await middle(spiral);
  await spiral.drag(centre, { x: centre.x + 0.3 * centre.x, y: centre.y });
  await spiral.frame.locator('profile-plot canvas').waitFor();
  await take('viewer-dark');

  await workbench.setTheme('light');
  await spiral.image.locator('canvas').focus();
  await workbench.page.keyboard.press('Escape');
  await spiral.choose('colormap', 'inferno');
  await spiral.frame.locator('button.compare').click();
  await workbench.answerInput(cutout('ring'));
  await spiral.frame.locator('image-view.other[complete]').waitFor();
  await take('viewer-compare');

  function cutout(kind) {
    return path.basename(clearest(galaxies, kind).file);
  }

  function middle(viewer) {
    return viewer.image.evaluate((element) => ({ x: element.layer.width / 2, y: element.layer.height / 2 }));
  }

  async function take(name) {
    await workbench.page.mouse.move(1388, 560); // beside the image, where nothing answers to it
    await workbench.page.waitForTimeout(1500); // fades of the scroll bars and of the theme
    await workbench.page.screenshot({ path: path.join(folder, `${name}.png`) });
  }
} finally {
  await browser.close();
  await server.stop();
}
