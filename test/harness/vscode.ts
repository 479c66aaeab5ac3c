import type { Browser } from 'playwright-core';
import { type Graphics, launchBrowser } from './browser';
import { VSIX } from './paths';
import { VscodeServer } from './server';
import { Workbench } from './workbench';

export interface Vscode {
  /** The window, open on the suite's workspace. */
  readonly workbench: Workbench;
  readonly server: VscodeServer;
}

export interface VscodeOptions {
  /** The folder to open, made once before the suite's tests; undefined for a window without one. */
  workspace: () => string | undefined | Promise<string | undefined>;
  settings?: Record<string, unknown>;
  machineSettings?: Record<string, unknown>;
  env?: NodeJS.ProcessEnv;
  trust?: 'ask';
  graphics?: Graphics;
}

/**
 * Gives the enclosing suite a VS Code of its own, with the extension in it: the checkout's, or the packaged
 * .vsix where MORPHOSCOPE_TEST_VSIX names one. A failing test leaves a picture in test/ui/screenshots/.
 *
 *     const vscode = useVscode({ workspace: () => temporaryWorkspace({ 'a.txt': 'a' }) });
 *     it('…', () => vscode.workbench.runCommand('…'));
 */
export function useVscode(options: VscodeOptions): Vscode {
  let browser: Browser | undefined;
  let server: VscodeServer | undefined;
  let workbench: Workbench | undefined;

  before('start VS Code', async function () {
    this.timeout(180_000);
    const { settings, machineSettings, env, trust } = options;
    server = await VscodeServer.start({ vsix: VSIX, settings, machineSettings, env, trust });
    browser = await launchBrowser(options.graphics);
    workbench = await Workbench.open(browser, server, await options.workspace(), { development: VSIX === undefined });
  });

  afterEach('picture of a failure', async function () {
    if (this.currentTest?.isFailed()) await workbench?.screenshot(`failed ${this.currentTest.fullTitle()}`);
  });

  after('stop VS Code', async () => {
    await browser?.close();
    await server?.stop();
  });

  return {
    get workbench() {
      if (!workbench) throw new Error('VS Code starts in a before hook: use it in tests and hooks only');
      return workbench;
    },
    get server() {
      if (!server) throw new Error('VS Code starts in a before hook: use it in tests and hooks only');
      return server;
    },
  };
}
