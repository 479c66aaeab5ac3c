import type { Graphics } from './browser';
import { VSIX } from './paths';
import { VscodeServer } from './server';
import { sharedBrowser, sharedServer, windowsClosed } from './shared-vscode';
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
 * Gives the enclosing suite a window of VS Code, with the extension in it: the checkout's, or the packaged .vsix where
 * MORPHOSCOPE_TEST_VSIX names one. The server is shared with the other suites of the process, unless the suite asks for
 * settings of the machine, variables of the environment, or a workspace that is not trusted. A failing test leaves a picture in test/ui/screenshots/.
 *
 *     const vscode = useVscode({ workspace: () => temporaryWorkspace({ 'a.txt': 'a' }) });
 *     it('…', () => vscode.workbench.runCommand('…'));
 */
export function useVscode(options: VscodeOptions): Vscode {
  const { settings, machineSettings, env, trust, graphics } = options;
  const isOwn = [machineSettings, env, trust].some((one) => one !== undefined);
  let server: VscodeServer | undefined;
  let workbench: Workbench | undefined;

  before('open VS Code', async function () {
    this.timeout(400_000);
    server = isOwn
      ? await VscodeServer.start({ vsix: VSIX, settings, machineSettings, env, trust })
      : await sharedServer(settings);
    const browser = await sharedBrowser(graphics);
    workbench = await Workbench.open(browser, server, await options.workspace(), { development: VSIX === undefined });
  });

  afterEach('picture of a failure', async function () {
    if (this.currentTest?.isFailed()) await workbench?.screenshot(`failed ${this.currentTest.fullTitle()}`);
  });

  after('close VS Code', async function () {
    this.timeout(400_000);
    await workbench?.close();
    if (isOwn) await server?.stop();
    else if (server) await windowsClosed(server);
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
