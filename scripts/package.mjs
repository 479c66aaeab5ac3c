// Packages the extension for one platform, or for all: builds it, stages it with that platform's native modules, and has
// vsce write the .vsix. usage: npm run package -- [--target linux-x64|…|all]
// With --list it writes no .vsix and builds nothing anew: it prints as JSON which files each would hold, with their sizes.
import { createVSIX, listFiles, PackageManager } from '@vscode/vsce';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { TARGETS, copyNativeModules, modulesOf } from './native-modules.mjs';
import { addresses, forThePage } from './package-readme.mjs';
import { root, run } from './run.mjs';
import { MISSING, thirdPartyNotices } from './third-party.mjs';

const LARGEST = 40e6;

const HERE = `${process.platform}-${process.arch}`;

const { values } = parseArgs({
  options: { target: { type: 'string', default: HERE }, list: { type: 'boolean', default: false } },
});
const targets = values.target === 'all' ? TARGETS : [values.target];
for (const target of targets)
  if (!TARGETS.includes(target)) fail(`there is none for ${target}; targets: ${TARGETS.join(', ')}`);

if (!values.list && (await run('node', ['scripts/build.mjs', '--minify'])) !== 0) fail('the build failed');
const notices = await thirdPartyNotices();
if (!values.list)
  for (const { name, within } of MISSING) console.warn(`No text of the licence of ${name}, in ${within}.`);
const lists = {};
for (const target of targets) {
  if (values.list) lists[target] = await staged(target, list);
  else await staged(target, (stage, manifest) => pack(stage, manifest, target));
}
if (values.list) console.log(JSON.stringify(lists));

/** Does `work` with a folder that holds what may go into a package, and removes the folder. */
async function staged(target, work) {
  const temporary = fs.mkdtempSync(path.join(os.tmpdir(), 'morphoscope-package-'));
  const stage = path.join(temporary, 'extension');
  try {
    const manifest = stageFiles(stage);
    // vsce leaves out a node_modules folder at the top; in dist/ the modules lie beside the code that loads them.
    copyNativeModules(path.join(root, 'node_modules'), path.join(stage, 'dist/node_modules'), target);
    return await work(stage, manifest);
  } finally {
    fs.rmSync(temporary, { recursive: true, force: true });
  }
}

async function pack(stage, manifest, target) {
  if (target === HERE) checkLoads(path.join(stage, 'dist/node_modules'), target);
  const file = path.join(root, `${manifest.name}-${target}-${manifest.version}.vsix`);
  await createVSIX({
    cwd: stage,
    packagePath: file,
    target,
    dependencies: false,
    allowMissingRepository: true,
    // There are none left: vsce fails where one is.
    rewriteRelativeLinks: true,
    gitHubIssueLinking: false,
    gitLabIssueLinking: false,
  });
  const { size } = fs.statSync(file);
  console.log(`${path.relative(root, file)}: ${(size / 1e6).toFixed(1)} MB`);
  if (size > LARGEST) throw new Error(`a package may be ${LARGEST / 1e6} MB at most`);
}

/** @returns {Promise<Record<string, number>>} bytes of each file that vsce would pack */
async function list(stage) {
  const files = await listFiles({ cwd: stage, packageManager: PackageManager.None });
  return Object.fromEntries(files.map((file) => [file, fs.statSync(path.join(stage, file)).size]));
}

/** Copies the extension's own files; .vscodeignore then says what of them goes in. */
function stageFiles(stage) {
  for (const name of ['.vscodeignore', 'LICENSE', 'dist', 'media'])
    fs.cpSync(path.join(root, name), path.join(stage, name), { recursive: true });
  const manifest = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8'));
  const to = addresses(manifest);
  for (const name of ['README.md', 'CHANGELOG.md'])
    fs.writeFileSync(path.join(stage, name), forThePage(fs.readFileSync(path.join(root, name), 'utf8'), to));
  fs.writeFileSync(path.join(stage, 'ThirdPartyNotices.txt'), notices);
  if (to) Object.assign(manifest, { homepage: `${to.home}#readme`, bugs: { url: to.issues } });
  // Of use in the repository only.
  for (const key of ['private', 'scripts', 'dependencies', 'devDependencies']) delete manifest[key];
  fs.writeFileSync(path.join(stage, 'package.json'), JSON.stringify(manifest, null, 2));
  return manifest;
}

/** Loads the staged modules with nothing else in reach, so that a file left out shows here and not at users. */
function checkLoads(modules, target) {
  const code = `for (const name of ${JSON.stringify(modulesOf(target))}) require(name)`;
  execFileSync('node', ['-e', code], { cwd: path.dirname(modules), stdio: 'inherit' });
}

function fail(reason) {
  console.error(`No package: ${reason}.`);
  process.exit(1);
}
