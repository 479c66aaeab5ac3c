// Runs the bundled tests of test/inhost/ inside the extension host of a desktop VS Code, which is Electron's: the engine is forked
// under ELECTRON_RUN_AS_NODE there, and the native modules are loaded by Electron's Node. Exits 0 when all passed.
// usage: node --import tsx test/harness/desktop.ts [--vscode stable|oldest|VERSION]
import { runTests, TestRunFailedError } from '@vscode/test-electron';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import semver from 'semver';
import { engineHasEnded, severalFolders } from './inhost-workspace';
import { ROOT } from './paths';
import { QUIET_SETTINGS } from './server';

/**
 * The version of VS Code that a name means: `oldest` is the lowest one that `engines` of package.json admits.
 * @throws Error where it is neither a name nor a version
 */
export function vscodeVersion(name: string, engines: string): string {
  if (name === 'stable' || name === 'insiders') return name;
  const version = name === 'oldest' ? semver.minVersion(engines)?.version : semver.valid(name);
  if (!version) throw new Error(`no version of VS Code: "${name}"`);
  return version;
}

/**
 * Runs the tests in a window with a profile of its own.
 * @param executable a VS Code that is there already, instead of the one that `version` has downloaded
 * @returns the exit code for the run
 */
export async function runDesktop(version: string, executable?: string): Promise<number> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'morphoscope-desktop-'));
  try {
    const workspace = await severalFolders(folder);
    const profile = path.join(folder, 'profile');
    fs.mkdirSync(path.join(profile, 'User'), { recursive: true });
    fs.writeFileSync(path.join(profile, 'User/settings.json'), JSON.stringify(QUIET_SETTINGS));
    const code = await runTests({
      ...(executable === undefined ? { version } : { vscodeExecutablePath: executable }),
      extensionDevelopmentPath: ROOT,
      extensionTestsPath: path.join(ROOT, 'dist/test/inhost/index.js'),
      launchArgs: [
        workspace,
        `--user-data-dir=${profile}`,
        `--extensions-dir=${path.join(folder, 'extensions')}`,
        '--disable-workspace-trust',
        '--disable-updates',
        '--disable-telemetry',
        '--skip-welcome',
        '--skip-release-notes',
      ],
    }).catch((error: unknown) => {
      if (error instanceof TestRunFailedError) return error.code ?? 1;
      throw error;
    });
    return (await engineHasEnded(folder)) ? code : 1;
  } finally {
    // Windows lets go of a closed window's files a moment later.
    fs.rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 500 });
  }
}

async function main(): Promise<number> {
  const { values } = parseArgs({ options: { vscode: { type: 'string', default: 'stable' } } });
  const { engines } = JSON.parse(fs.readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as {
    engines: { vscode: string };
  };
  const version = vscodeVersion(values.vscode, engines.vscode);
  console.log(`VS Code ${version} on ${process.platform}-${process.arch}`);
  return runDesktop(version);
}

if (require.main === module)
  void main().then(
    (code) => (process.exitCode = code),
    (error: unknown) => {
      console.error(error);
      process.exitCode = 1;
    },
  );
