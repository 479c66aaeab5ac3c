// Takes the pictures of README.md and docs/ anew, into docs/images/: the similarity panel, the map, labels and the FITS viewer in VS
// Code on the sample workspace, and the demo's contact sheet. All they show is the synthetic sky. usage: npm run screenshots [-- NAME...]
// Names are those of scripts/screenshots/; without any, all are taken.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { installChromium } from './install-chromium.mjs';
import { installDependencies } from './install-dependencies.mjs';
import { installVscode } from './install-vscode.mjs';
import { root, run } from './run.mjs';

const LARGEST = 400_000;
const SCRIPTS = ['similar', 'map', 'labels', 'anomalies', 'finetune', 'viewer'];
const wanted = process.argv.slice(2);
const images = path.join(root, 'docs/images');
const raw = fs.mkdtempSync(path.join(os.tmpdir(), 'morphoscope-screenshots-'));

try {
  await installDependencies();
  await installVscode();
  process.env.CHROMIUM = await installChromium();
  await step('scripts/build.mjs');
  for (const name of SCRIPTS) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    await step('--import', 'tsx', `scripts/screenshots/${name}.mjs`, raw);
    if (name !== 'similar') continue;
    // Of the same sample sky.
    const sky = path.join(raw, 'morphoscope-sample');
    await step('--import', 'tsx', 'scripts/demo/neighbours.mjs', sky, path.join(raw, 'contact-sheet.png'));
  }
  fs.mkdirSync(images, { recursive: true });
  for (const name of fs.readdirSync(raw).filter((file) => file.endsWith('.png'))) await optimise(name);
} finally {
  fs.rmSync(raw, { recursive: true, force: true });
}

async function step(...args) {
  const code = await run('node', args);
  if (code !== 0) throw new Error(`node ${args.join(' ')} failed`);
}

/** Writes a picture in 256 colours, and as finely as its size allows. */
async function optimise(name) {
  const file = path.join(images, name);
  for (const quality of [100, 90, 80, 70]) {
    await sharp(path.join(raw, name)).png({ palette: true, quality, effort: 10, dither: 0.6 }).toFile(file);
    if (fs.statSync(file).size <= LARGEST) break;
  }
  const { size } = fs.statSync(file);
  console.log(`${path.relative(root, file)}: ${Math.round(size / 1000)} kB`);
  if (size > LARGEST) throw new Error(`a picture may be ${LARGEST / 1000} kB at most`);
}
