// Finds the browser that the tests drive, or installs it where apt can.
// usage: node scripts/install-chromium.mjs
import fs from 'node:fs';
import path from 'node:path';
import { isMain, runQuietly } from './run.mjs';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const MAC = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** The path of a Chromium or Chrome, installed now where there was none; throws with the reason where it cannot be. */
export async function installChromium() {
  const found = findChromium();
  if (found) return found;
  if (!fs.existsSync('/usr/bin/apt-get')) throw new Error('no Chromium or Chrome found; set CHROMIUM to its path');
  console.log('Installing Chromium with apt-get …');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const apt = (...args) =>
    process.getuid?.() === 0
      ? runQuietly('apt-get', args, { env })
      : runQuietly('sudo', ['-n', 'apt-get', ...args], { env });
  await apt('update');
  await apt('install', '-y', '--no-install-recommends', 'chromium');
  const installed = findChromium();
  if (!installed) throw new Error('apt-get installed no Chromium that can be started');
  return installed;
}

function findChromium() {
  if (process.env.CHROMIUM) return process.env.CHROMIUM;
  const folders = (process.env.PATH ?? '').split(path.delimiter);
  const candidates = [...NAMES.flatMap((name) => folders.map((folder) => path.join(folder, name))), ...MAC];
  return candidates.find((file) => fs.existsSync(file));
}

if (isMain(import.meta.url)) console.log(await installChromium());
