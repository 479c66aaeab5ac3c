// Runs the bundled tests of test/inhost/ with mocha inside VS Code's extension host, where the `vscode` module
// is the real one. Exits 0 when all passed. usage: node --import tsx test/harness/inhost.ts
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { format } from 'node:util';
import { launchBrowser } from './browser';
import { engineHasEnded, severalFolders } from './inhost-workspace';
import { MARK } from './marked-output';
import { ROOT } from './paths';
import { VscodeServer } from './server';

const TIMEOUT = 10 * 60_000;

async function main(): Promise<number> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'morphoscope-inhost-'));
  const workspace = await severalFolders(folder);
  const server = await VscodeServer.start();
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage();
    // These two functions are how VS Code's test host talks to the page that drives it.
    await page.exposeFunction('codeAutomationLog', (_type: string, args: unknown[]) => {
      const line = format(...args);
      if (line.startsWith(MARK)) console.log(line.slice(MARK.length));
    });
    const exit = new Promise<number>((resolve) => void page.exposeFunction('codeAutomationExit', resolve));
    await page.goto(server.url(workspace, { development: true, tests: path.join(ROOT, 'dist/test/inhost/index.js') }));
    const code = await Promise.race([exit, sleep(TIMEOUT, undefined, { ref: false })]);
    if (code === undefined) console.error(`The extension host did not finish its tests in time.\n${server.logs()}`);
    await page.close();
    return (await engineHasEnded(folder)) ? (code ?? 1) : 1;
  } finally {
    await browser.close();
    await server.stop();
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

void main().then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  },
);
