import { execFile, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { ROOT } from './paths';
import { until } from './until';

/** Settings under which VS Code shows what a test asked for and nothing else. */
export const QUIET_SETTINGS = {
  'chat.disableAIFeatures': true,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'git.enabled': false,
  'security.workspace.trust.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'window.dialogStyle': 'custom',
  'workbench.enableExperiments': false,
  'workbench.reduceMotion': 'on',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
};

export interface ServerOptions {
  /** A packaged extension to install before the start. */
  vsix?: string;
  /** User settings over the quiet ones. */
  settings?: Record<string, unknown>;
  /** Settings of the machine that VS Code is served on: those of machine scope are read there. */
  machineSettings?: Record<string, unknown>;
  /** Environment variables over this process's; the extension host inherits them. */
  env?: NodeJS.ProcessEnv;
  /** Workspaces are not trusted until a person says so, as VS Code has it; the tests' own are trusted otherwise. */
  trust?: 'ask';
  /** The port to listen on; any free one unless said. */
  port?: number;
}

/** A VS Code served on loopback, with a profile of its own that ends with it. */
export class VscodeServer {
  private constructor(
    readonly authority: string,
    /** Holds profile and logs; removed by `stop`. */
    readonly folder: string,
    private readonly child: ChildProcess,
  ) {}

  static async start(options: ServerOptions = {}): Promise<VscodeServer> {
    const { command, entry } = installed();
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'morphoscope-vscode-'));
    const profile = ['--user-data-dir', path.join(folder, 'data'), '--extensions-dir', path.join(folder, 'extensions')];
    fs.mkdirSync(path.join(folder, 'data/User'), { recursive: true });
    fs.mkdirSync(path.join(folder, 'extensions'));
    fs.mkdirSync(path.join(folder, 'data/Machine'));
    fs.writeFileSync(path.join(folder, 'data/Machine/settings.json'), JSON.stringify(options.machineSettings ?? {}));
    fs.writeFileSync(path.join(folder, 'config.yaml'), 'auth: none\ncert: false\n');
    const config = ['--config', path.join(folder, 'config.yaml'), ...profile];
    // No gallery: nothing is looked up outside this machine.
    const env = { ...process.env, EXTENSIONS_GALLERY: '{}', ...options.env };

    if (options.vsix)
      await promisify(execFile)(command, [entry, ...config, '--install-extension', options.vsix], { env });

    const authority = `127.0.0.1:${options.port ?? (await freePort())}`;
    const log = fs.openSync(path.join(folder, 'server.log'), 'w');
    const child = spawn(
      command,
      [
        entry,
        ...config,
        ...['--auth', 'none', '--bind-addr', authority],
        ...['--disable-telemetry', '--disable-update-check'],
        ...(options.trust === 'ask' ? [] : ['--disable-workspace-trust']),
        ...['--disable-getting-started-override', '--disable-proxy'],
        // The extension host of a closed page ends at once instead of waiting for the page to come back.
        ...['--reconnection-grace-time', '1'],
        // Without it, VS Code ignores the development extension that the page's address names.
        ...['--vscode-option', 'enable-smoke-test-driver'],
      ],
      // A process group of its own, so that `stop` reaches the extension hosts and file watchers too.
      { detached: true, stdio: ['ignore', log, log], env },
    );
    fs.closeSync(log);
    const server = new VscodeServer(authority, folder, child);
    const trust =
      options.trust === 'ask'
        ? { 'security.workspace.trust.enabled': true, 'security.workspace.trust.startupPrompt': 'never' }
        : {};
    server.resetSettings({ ...trust, ...options.settings });
    try {
      await until('VS Code starts', async () => {
        if (child.exitCode !== null) throw new Error(fs.readFileSync(path.join(folder, 'server.log'), 'utf8'));
        await fetch(`http://${authority}/healthz`);
      });
    } catch (error) {
      await server.stop();
      throw error;
    }
    return server;
  }

  /** The page that shows a folder, a .code-workspace file or neither, with the checkout's extension where `development` says so. */
  url(workspace: string | undefined, options: { development?: boolean; tests?: string } = {}): string {
    const remote = (file: string) => `vscode-remote://${this.authority}${file}`;
    const payload: string[][] = [['skipWelcome', 'true']];
    if (options.development) payload.push(['extensionDevelopmentPath', remote(ROOT)]);
    if (options.tests) payload.push(['extensionTestsPath', remote(options.tests)]);
    const query = new URLSearchParams({ payload: JSON.stringify(payload) });
    if (!workspace)
      query.set('ew', 'true'); // an empty window
    else query.set(workspace.endsWith('.code-workspace') ? 'workspace' : 'folder', workspace);
    return `http://${this.authority}/?${query.toString()}`;
  }

  /** Writes the quiet settings, and some over them, in place of all that there are. */
  resetSettings(settings: Record<string, unknown>): void {
    fs.rmSync(path.join(this.folder, 'data/User/settings.json'), { force: true });
    this.changeSettings({ ...QUIET_SETTINGS, ...settings });
  }

  /** Writes user settings, which a workbench reads when it loads. `undefined` takes a setting back. */
  changeSettings(changes: Record<string, unknown>): void {
    const file = path.join(this.folder, 'data/User/settings.json');
    const before = fs.existsSync(file) ? (JSON.parse(fs.readFileSync(file, 'utf8')) as object) : {};
    fs.writeFileSync(file, JSON.stringify({ ...before, ...changes }, null, 2));
  }

  /** Ids of this server's processes, their own included, whose command line holds `text`. */
  async processes(text: string): Promise<number[]> {
    const { stdout } = await promisify(execFile)('ps', ['-A', '-ww', '-o', 'pid=,pgid=,args=']);
    const rows = stdout.split('\n').map((row) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(row));
    return rows.flatMap((row) =>
      row && Number(row[2]) === this.child.pid && row[3].includes(text) ? [Number(row[1])] : [],
    );
  }

  /** What the extension hosts have logged so far. */
  logs(): string {
    const folder = path.join(this.folder, 'data/logs');
    return fs
      .readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => /exthost.*\.log$/.test(file))
      .map((file) => `${file}\n${fs.readFileSync(path.join(folder, file), 'utf8')}`)
      .join('\n');
  }

  async stop(): Promise<void> {
    const running = () => this.child.exitCode === null && this.child.signalCode === null;
    if (running()) {
      const exit = once(this.child, 'exit');
      this.signal('SIGTERM');
      await Promise.race([exit, sleep(3000, undefined, { ref: false })]);
    }
    this.signal('SIGKILL');
    fs.rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }

  private signal(signal: NodeJS.Signals): void {
    try {
      if (this.child.pid) process.kill(-this.child.pid, signal);
    } catch {
      // The whole group has ended already.
    }
  }
}

/** How to start the VS Code that scripts/install-vscode.mjs installed. */
function installed(): { command: string; entry: string } {
  const folder = path.join(ROOT, '.vscode-test/code-server');
  const stamp = path.join(folder, 'installed.json');
  if (!fs.existsSync(stamp)) throw new Error('No VS Code to test with: run node scripts/install-vscode.mjs');
  const { command, entry } = JSON.parse(fs.readFileSync(stamp, 'utf8')) as { command: string; entry: string };
  return { command: path.join(folder, command), entry: path.join(folder, entry) };
}

async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as net.AddressInfo;
  server.close();
  return port;
}
