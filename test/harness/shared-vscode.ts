import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import type { BrowserContext } from 'playwright-core';
import { type Graphics, launchBrowser, windowsOf } from './browser';
import { VSIX } from './paths';
import { VscodeServer } from './server';
import { until } from './until';

/**
 * The VS Code and the browsers that the suites of one process share: starting them takes longer than many a suite. A suite has a
 * window and a folder of its own, and finds settings and profile as they are at first.
 */
let server: Promise<VscodeServer> | undefined;
const browsers = new Map<Graphics, Promise<BrowserContext>>();

/** The server, without what the suite before has left in its profile. */
export async function sharedServer(settings: Record<string, unknown> = {}): Promise<VscodeServer> {
  server ??= VscodeServer.start({ vsix: VSIX });
  const shared = await server;
  const user = path.join(shared.folder, 'data/User');
  for (const name of fs.readdirSync(user)) {
    if (name !== 'settings.json') fs.rmSync(path.join(user, name), { recursive: true, force: true, maxRetries: 5 });
  }
  fs.rmSync(path.join(shared.folder, 'data/logs'), { recursive: true, force: true, maxRetries: 5 });
  shared.resetSettings(settings);
  return shared;
}

/** A browser in which VS Code's own files are loaded and compiled once, for all windows. What a window keeps is not there for the next. */
export function sharedBrowser(graphics: Graphics = 'software'): Promise<BrowserContext> {
  const browser = browsers.get(graphics) ?? launchBrowser(graphics).then(windowsOf);
  browsers.set(graphics, browser);
  return browser;
}

/** Waits until the processes of closed windows have ended: the next suite starts on a quiet machine. */
export async function windowsClosed(of: VscodeServer): Promise<void> {
  await until('the extension hosts end', async () => {
    const left = [...(await of.processes('--type=extensionHost')), ...(await of.processes('engine.js'))];
    assert.deepEqual(left, []);
  });
}

/** Ends what is shared; for the end of the process. */
export async function stopShared(): Promise<void> {
  const open = [...browsers.values()];
  const started = server;
  browsers.clear();
  server = undefined;
  for (const browser of open) await (await browser).browser()?.close();
  await (await started)?.stop();
}
