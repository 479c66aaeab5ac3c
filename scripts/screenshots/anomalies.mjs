// The anomalies of the sample sky to somebody who looks for edge-on galaxies, after thirty ratings.
// usage: node --import tsx scripts/screenshots/anomalies.mjs FOLDER
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { generateSampleSky } from '../../src/sample-sky/index.ts';
import { AnomaliesPanel } from '../../test/harness/anomalies-panel.ts';
import { launchBrowser, windowsOf } from '../../test/harness/browser.ts';
import { VscodeServer } from '../../test/harness/server.ts';
import { until } from '../../test/harness/until.ts';
import { Workbench } from '../../test/harness/workbench.ts';

const COUNT = 480;
const folder = path.resolve(process.argv[2]);
const sky = path.join(folder, 'galaxies-to-rate');
fs.mkdirSync(path.join(sky, '.vscode'), { recursive: true });
const classOf = new Map();
for (const { name, bytes, labels } of generateSampleSky({ count: COUNT, size: 96, seed: 6 })) {
  fs.writeFileSync(path.join(sky, name), bytes);
  classOf.set(name, labels.class);
}
fs.writeFileSync(path.join(sky, 'ratings.csv'), 'path,interest\n');
fs.writeFileSync(path.join(sky, '.vscode/settings.json'), '{ "morphoscope.labelFile": "ratings.csv" }\n');
const server = await VscodeServer.start();
const browser = await launchBrowser();
try {
  const workbench = await Workbench.open(await windowsOf(browser), server, sky, { development: true });
  const panel = new AnomaliesPanel(() => workbench);
  await workbench.runCommand('Morphoscope: Inspect Anomalies');
  await (await panel.find('.empty .index')).click({ timeout: 30_000 });
  await panel.ranked(COUNT, 120_000);
  for (let batch = 0; batch < 3; batch++) {
    for (let i = 0; i < 10; i++) {
      const name = await panel.inspected();
      await workbench.page.keyboard.press(classOf.get(name) === 'edge-on' ? '5' : '0');
      await until('it is written', () =>
        assert.ok(fs.readFileSync(path.join(sky, 'ratings.csv'), 'utf8').includes(`${name},`)),
      );
      if (i < 9) await until('the next', async () => assert.notEqual(await panel.inspected(), name));
    }
    await workbench.page.keyboard.press('n');
    await until('the next ten', async () => assert.match(await panel.text('.left'), /^10 of 10 left/));
  }
  await (await panel.find('.unrated-only')).check();
  await panel.sort('interest');
  await (await panel.find('.why canvas')).first().waitFor();
  await (await panel.find('learning-line svg')).waitFor();
  await workbench.runCommand('View: Close Primary Side Bar');
  await workbench.runCommand('Notifications: Clear All Notifications');
  await workbench.setTheme('dark');
  await (await panel.find('.why canvas')).first().waitFor();
  await workbench.page.mouse.move(600, 700);
  await workbench.page.waitForTimeout(1500);
  await workbench.page.screenshot({ path: path.join(folder, 'anomalies-dark.png') });
} finally {
  await browser.close();
  await server.stop();
}
