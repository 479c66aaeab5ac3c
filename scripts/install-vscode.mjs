// Installs the VS Code that the tests drive, from the npm registry alone: code-server is VS Code's whole
// workbench, served to a browser, with a Node extension host.
// usage: node scripts/install-vscode.mjs
import fs from 'node:fs';
import path from 'node:path';
import { isMain, root, runQuietly } from './run.mjs';

const CODE_SERVER = '4.139.1'; // VS Code 1.139
const NODE = '24'; // what this VS Code's extension host runs on; its native modules must be built for it

const folder = path.join(root, '.vscode-test', 'code-server');
const modules = path.join(folder, 'node_modules');
const node = path.join(modules, `node-${process.platform}-${process.arch}`);

/** What the stamp says: the versions installed, and for the tests, how to start this VS Code. */
const installed = {
  codeServer: CODE_SERVER,
  node: NODE,
  command: path.relative(folder, path.join(node, 'bin', 'node')),
  entry: path.relative(folder, path.join(modules, 'code-server', 'out', 'node', 'entry.js')),
};

export async function installVscode() {
  if (process.platform === 'win32') throw new Error('code-server does not run on Windows');
  const stamp = path.join(folder, 'installed.json');
  const content = JSON.stringify(installed);
  if (fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === content) return;

  console.log(`Installing VS Code (code-server ${CODE_SERVER}) for the tests, some 450 MB …`);
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(path.join(folder, 'package.json'), '{ "private": true }\n');
  await npm(
    folder,
    'install',
    '--no-save',
    '--ignore-scripts',
    `${path.basename(node)}@${NODE}`,
    `code-server@${CODE_SERVER}`,
  );

  // What code-server's own install script does, less the compilation of modules that ship their binaries or
  // that VS Code does without: the file logger and the watchdog are the two it needs.
  const workbench = path.join(modules, 'code-server', 'lib', 'vscode');
  await npm(workbench, 'install', '--omit=dev', '--ignore-scripts');
  // Whatever this project's own npm settings say.
  await npm(workbench, 'rebuild', '--ignore-scripts=false', '@vscode/spdlog', '@vscode/native-watchdog');
  trim(workbench);

  await runQuietly(path.join(folder, installed.command), [path.join(folder, installed.entry), '--version']);
  fs.writeFileSync(stamp, content);
}

/** npm on the installed Node, whose own headers serve node-gyp: none are fetched, and no other Node's are used. */
function npm(cwd, ...args) {
  const env = { ...process.env, PATH: `${path.join(node, 'bin')}:${process.env.PATH}`, npm_config_nodedir: node };
  return runQuietly('npm', [...args, '--no-audit', '--no-fund', '--loglevel=error'], { cwd, env });
}

/** Chat, its sandbox, headers and object files are 300 MB that no test looks at. */
function trim(workbench) {
  const unused = ['node_modules/@github', 'node_modules/@microsoft/mxc-sdk', 'extensions/copilot'];
  for (const name of unused) fs.rmSync(path.join(workbench, name), { recursive: true, force: true });
  fs.rmSync(path.join(node, 'include'), { recursive: true, force: true });
  for (const entry of fs.readdirSync(workbench, { recursive: true }))
    if (path.basename(entry) === 'obj.target') fs.rmSync(path.join(workbench, entry), { recursive: true, force: true });
}

if (isMain(import.meta.url)) await installVscode();
