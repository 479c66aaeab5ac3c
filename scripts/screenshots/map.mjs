// The map of the sample workspace beside the code, coloured by folder, with a galaxy that is pointed at.
// usage: node --import tsx scripts/screenshots/map.mjs FOLDER
import fs from 'node:fs';
import path from 'node:path';
import { generateSampleSky } from '../../src/sample-sky/index.ts';
import { launchBrowser, windowsOf } from '../../test/harness/browser.ts';
import { MapPanel } from '../../test/harness/map-panel.ts';
import { VscodeServer } from '../../test/harness/server.ts';
import { until } from '../../test/harness/until.ts';
import { Workbench } from '../../test/harness/workbench.ts';

const COUNT = 720;
const folder = path.resolve(process.argv[2]);
const sky = path.join(folder, 'galaxies-by-class');
for (const { name, bytes, labels } of generateSampleSky({ count: COUNT, size: 96, seed: 1 })) {
  const file = path.join(sky, labels.class, name);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, bytes);
}
const server = await VscodeServer.start();
const browser = await launchBrowser();
try {
  const workbench = await Workbench.open(await windowsOf(browser), server, sky, { development: true });
  const map = new MapPanel(() => workbench);
  await workbench.runCommand('Morphoscope: Show Map');
  const frame = await map.frame();
  await frame.locator('.empty .index').click({ timeout: 20_000 });
  await map.laidOut(COUNT, 180_000);
  await frame.locator('vscode-dropdown.colour-by').click();
  await frame.locator('vscode-dropdown.colour-by vscode-option[value="folder"]').click();
  await frame.locator('map-legend li').first().waitFor();
  await workbench.setTheme('dark');
  await workbench.runCommand('Notifications: Clear All Notifications');
  await until('a galaxy is pointed at', async () => {
    const { x, y } = await map.pointAt(COUNT / 2);
    await workbench.page.mouse.move(x + 9, y + 9);
    await workbench.page.mouse.move(x, y, { steps: 3 });
    await frame.locator('cutout-card canvas').waitFor({ timeout: 3000 });
  });
  await workbench.page.waitForTimeout(800);
  await workbench.page.screenshot({ path: path.join(folder, 'map-dark.png') });
} finally {
  await browser.close();
  await server.stop();
}
