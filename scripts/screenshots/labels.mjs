// Labels of the sample workspace on the tiles of the similarity panel, with a filter, beside the label file in its editor.
// usage: node --import tsx scripts/screenshots/labels.mjs FOLDER
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { generateSampleSky } from '../../src/sample-sky/index.ts';
import { launchBrowser, windowsOf } from '../../test/harness/browser.ts';
import { VscodeServer } from '../../test/harness/server.ts';
import { SimilarPanel } from '../../test/harness/similar-panel.ts';
import { until } from '../../test/harness/until.ts';
import { Workbench } from '../../test/harness/workbench.ts';

const COUNT = 240;
const folder = path.resolve(process.argv[2]);
const sky = path.join(folder, 'galaxies-with-labels');
fs.mkdirSync(sky, { recursive: true });
const rows = ['file,class,tags,z'];
let ring;
let number = 0;
for (const { name, bytes, labels } of generateSampleSky({ count: COUNT, size: 96, seed: 2 })) {
  fs.writeFileSync(path.join(sky, name), bytes);
  const isRing = labels.class === 'ring';
  if (isRing) ring ??= name;
  // A person has looked at two thirds of them.
  if (++number % 3 > 0)
    rows.push(
      `${name},${labels.class},${isRing ? (number % 2 ? 'blue;clear' : 'clear') : ''},${(0.02 + (number % 40) / 400).toFixed(3)}`,
    );
}
fs.writeFileSync(path.join(sky, 'labels.csv'), `${rows.join('\n')}\n`);
const server = await VscodeServer.start();
const browser = await launchBrowser();
try {
  const workbench = await Workbench.open(await windowsOf(browser), server, sky, { development: true });
  const panel = new SimilarPanel(() => workbench);
  await workbench.setTheme('dark');
  await workbench.openFile('labels.csv');
  await workbench.chooseFromContextMenu('labels.csv', 'Use as Label File');
  await workbench.chooseFromContextMenu(ring, 'Find Similar Galaxies');
  const frame = await panel.filled(ring, COUNT, 120_000);
  await until('the rows are matched', async () =>
    assert.match(await frame.locator('filter-line .file').textContent(), /160 of 160/),
  );
  const input = frame.locator('filter-line input');
  await input.fill('class != "elliptical" and z < 0.09');
  await input.press('Enter');
  await until('the filter holds', async () =>
    assert.match(await frame.locator('.searched').textContent(), /filter lets through/),
  );
  await frame.locator('tile-grid .tile .tile-label').first().waitFor();
  await workbench.runCommand('View: Close Primary Side Bar');
  await workbench.runCommand('Notifications: Clear All Notifications');
  await workbench.page.mouse.move(1388, 560); // beside the tiles, where nothing answers to it
  await workbench.page.waitForTimeout(1500);
  await workbench.page.screenshot({ path: path.join(folder, 'labels-dark.png') });
} finally {
  await browser.close();
  await server.stop();
}
