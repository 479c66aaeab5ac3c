// Packages the extension for one platform: builds it, stages it with that platform's native modules, and has
// vsce write the .vsix. usage: npm run package -- [--target linux-x64]
import { createVSIX } from '@vscode/vsce';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { TARGETS, copyNativeModules } from './native-modules.mjs';
import { root, run } from './run.mjs';

const LARGEST = 40e6;

const { values } = parseArgs({
  options: { target: { type: 'string', default: `${process.platform}-${process.arch}` } },
});
const { target } = values;
if (!TARGETS.includes(target)) fail(`no native modules for ${target}; targets: ${TARGETS.join(', ')}`);

if ((await run('node', ['scripts/build.mjs', '--minify'])) !== 0) fail('the build failed');
const temporary = fs.mkdtempSync(path.join(os.tmpdir(), 'morphoscope-package-'));
const stage = path.join(temporary, 'extension');
try {
  const manifest = stageFiles();
  // vsce leaves out a node_modules folder at the top; in dist/ the modules lie beside the code that loads them.
  const modules = path.join(stage, 'dist/node_modules');
  copyNativeModules(path.join(root, 'node_modules'), modules, target);
  if (target === `${process.platform}-${process.arch}`) checkLoads(modules);

  const file = path.join(root, `${manifest.name}-${target}-${manifest.version}.vsix`);
  await createVSIX({
    cwd: stage,
    packagePath: file,
    target,
    dependencies: false,
    allowMissingRepository: true,
    rewriteRelativeLinks: false,
  });
  const { size } = fs.statSync(file);
  console.log(`${path.relative(root, file)}: ${(size / 1e6).toFixed(1)} MB`);
  if (size > LARGEST) throw new Error(`a package may be ${LARGEST / 1e6} MB at most`);
} finally {
  fs.rmSync(temporary, { recursive: true, force: true });
}

/** Copies the extension's own files; .vscodeignore then says what of them goes in. */
function stageFiles() {
  for (const name of ['.vscodeignore', 'README.md', 'CHANGELOG.md', 'LICENSE', 'dist', 'media'])
    fs.cpSync(path.join(root, name), path.join(stage, name), { recursive: true });
  const manifest = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8'));
  // Of use in the repository only.
  for (const key of ['private', 'scripts', 'dependencies', 'devDependencies']) delete manifest[key];
  fs.writeFileSync(path.join(stage, 'package.json'), JSON.stringify(manifest, null, 2));
  return manifest;
}

/** Loads the staged modules with nothing else in reach, so that a file left out shows here and not at users. */
function checkLoads(modules) {
  const code =
    "for (const name of ['onnxruntime-node', 'usearch', '@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasmjs']) require(name)";
  execFileSync('node', ['-e', code], { cwd: path.dirname(modules), stdio: 'inherit' });
}

function fail(reason) {
  console.error(`No package: ${reason}.`);
  process.exit(1);
}
