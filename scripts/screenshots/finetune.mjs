// The report of a model of edge-on galaxies of the sample sky, some of them labelled in haste.
// usage: node --import tsx scripts/screenshots/finetune.mjs FOLDER
import fs from 'node:fs';
import path from 'node:path';
import { generateSampleSky } from '../../src/sample-sky/index.ts';
import { launchBrowser, windowsOf } from '../../test/harness/browser.ts';
import { FinetuneWizard } from '../../test/harness/finetune-panel.ts';
import { VscodeServer } from '../../test/harness/server.ts';
import { Workbench } from '../../test/harness/workbench.ts';

const COUNT = 240;
const LABELLED = 180;
const SHAPES = { 'edge-on': 'edge-on', elliptical: 'round', merger: 'merger' };
const folder = path.resolve(process.argv[2]);
const sky = path.join(folder, 'galaxies-to-learn');
fs.mkdirSync(path.join(sky, '.vscode'), { recursive: true });
const rows = [];
for (const { name, bytes, labels } of generateSampleSky({ count: COUNT, size: 96, seed: 6 })) {
  fs.writeFileSync(path.join(sky, name), bytes);
  const shape = rows.length % 23 === 7 ? 'round' : (SHAPES[labels.class] ?? 'disc');
  if (rows.length < LABELLED) rows.push(`${name},${shape}`);
}
fs.writeFileSync(path.join(sky, 'labels.csv'), `path,shape\n${rows.join('\n')}\n`);
fs.writeFileSync(path.join(sky, '.vscode/settings.json'), '{ "morphoscope.labelFile": "labels.csv" }\n');
const server = await VscodeServer.start();
const browser = await launchBrowser();
try {
  const workbench = await Workbench.open(await windowsOf(browser), server, sky, { development: true });
  const wizard = new FinetuneWizard(() => workbench);
  await workbench.setTheme('dark');
  await workbench.runCommand('Morphoscope: Fine-Tune on Labels…');
  await wizard.click('.index');
  await wizard.choose('shape', LABELLED, 120_000);
  await wizard.drawn('labels-page');
  await wizard.click('.next');
  await wizard.click('.start-run');
  await wizard.shows('report', 180_000);
  await workbench.runCommand('View: Close Primary Side Bar');
  await workbench.runCommand('Notifications: Clear All Notifications');
  await workbench.page.mouse.move(1200, 400);
  await workbench.page.waitForTimeout(1500);
  await workbench.page.screenshot({ path: path.join(folder, 'finetune-dark.png') });
} finally {
  await browser.close();
  await server.stop();
}
