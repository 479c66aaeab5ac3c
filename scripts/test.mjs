// Runs every check: lint, types, build, unit tests, tests inside VS Code's extension host, tests of VS Code's
// window with the checkout's extension, and the last again with the packaged and installed .vsix.
// usage: npm test -- [--only unit|inhost|ui|vsix] [--grep PATTERN]
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { installChromium } from './install-chromium.mjs';
import { installDependencies } from './install-dependencies.mjs';
import { installVscode } from './install-vscode.mjs';
import { root, run, runAndShow } from './run.mjs';

const { values: options } = parseArgs({ options: { only: { type: 'string' }, grep: { type: 'string' } } });
const wanted = (stage) => options.only === undefined || options.only === stage;
const mochaArgs = options.grep ? ['--grep', options.grep] : [];

// What a package can lack is a bundle: one short suite opens every panel, and these need not be run again.
const NOT_WITH_PACKAGE = [
  'viewer',
  'viewer-files',
  'viewer-table',
  'viewer-compare',
  'viewer-canvas',
  'viewer-large',
  'labels',
  'map',
  'map-labels',
  'similar',
  'collections',
  'hover',
  'indexing',
  'duplicates',
  'anomalies',
  'tags',
  'regions',
  'finetune',
  'encoders',
  'sample-workspace',
  'hostile-workspace',
  'damaged-index',
  'first-focus',
  'viewer-menu',
  'panel-columns',
  'what-is-there',
  'little-room',
  'ratings-elsewhere',
];
/** Processes that run suites of VS Code's window at a time: window, server and engine of one keep more than a core busy. */
const UI_WORKERS = Math.max(1, Math.min(8, os.availableParallelism()));
/** On machines that check every change, what cannot run is a failure. */
const MUST_RUN = Boolean(process.env.CI);

const total = { passed: 0, failed: 0, skipped: 0 };
const summary = [];
/** Runs of tests so far. */
let runs = 0;

await installDependencies();

// Lint keeps one core busy for as long as these take together on another.
const lint = options.only ? undefined : check('lint', ['npm', 'run', '--silent', 'lint']);
if (!options.only) await check('types', ['npm', 'run', '--silent', 'typecheck']);
const obstacle = wanted('inhost') || wanted('ui') || wanted('vsix') ? await windowObstacle() : undefined;
if (wanted('inhost')) await inhostTests(obstacle);
await lint;
if (wanted('unit'))
  await tests('unit tests', ['npx', 'mocha', '--reporter', 'test/harness/reporter.cjs', ...mochaArgs]);
if (wanted('ui')) await uiTests('UI tests', obstacle);
if (wanted('vsix')) {
  const vsix = await packageExtension();
  const env = { MORPHOSCOPE_TEST_VSIX: vsix };
  await uiTests('UI tests of the installed package', vsix ? obstacle : 'there is no package', env, NOT_WITH_PACKAGE);
}

console.log(`\n${summary.join('\n')}`);
const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : '';
console.log(`${total.passed} passed, ${total.failed} failed${skipped}`);
process.exit(total.failed > 0 ? 1 : 0);

async function inhostTests(obstacle) {
  if (obstacle) return cannotRun('in-host tests', 'test/inhost', obstacle);
  const { bundleInhostTests } = await import('./bundle-inhost-tests.mjs');
  await bundleInhostTests();
  const env = options.grep ? { MORPHOSCOPE_TEST_GREP: options.grep } : {};
  await tests('in-host tests', ['node', '--import', 'tsx', 'test/harness/inhost.ts'], env, 'at its end');
}

/**
 * Suites in processes that each share one VS Code, a window and a folder for each suite. A suite ends at its first failure where its
 * steps build on each other; the others go on.
 */
async function uiTests(name, obstacle, env = {}, leftOut = []) {
  if (obstacle) return cannotRun(name, 'test/ui', obstacle);
  console.log(`\n=== ${name}`);
  const suites = fs
    .readdirSync(path.join(root, 'test/ui'))
    .filter((file) => file.endsWith('.test.ts') && !leftOut.includes(file.slice(0, -'.test.ts'.length)))
    // The long ones first: none is left running alone at the end.
    .sort((a, b) => sizeOf(b) - sizeOf(a));
  const all = nothing();
  const next = async () => {
    while (suites.length > 0) add(all, await runSuites(suites, env));
  };
  await Promise.all(Array.from({ length: UI_WORKERS }, next));
  summarise(name, all);
}

/** Runs suites in one process, as long as there are any, and gives what they report. A process that ends in the middle is a failure. */
function runSuites(suites, env) {
  const worker = spawn(process.execPath, ['--require', 'tsx/cjs', 'test/harness/ui-worker.ts'], {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const all = nothing();
  let running;
  let begun = false;
  let output = [];
  for (const stream of [worker.stdout, worker.stderr]) stream.on('data', (chunk) => output.push(chunk));
  const show = () => {
    process.stdout.write(Buffer.concat(output));
    output = [];
  };
  const begin = () => {
    begun = true;
    running = suites.shift();
    worker.send(running === undefined ? 'end' : { suite: path.join(root, 'test/ui', running), grep: options.grep });
  };
  worker.on('message', (message) => {
    if (message !== 'ready') {
      add(all, message);
      show();
    }
    begin();
  });
  return new Promise((resolve, reject) => {
    worker.once('error', reject);
    worker.once('close', (code) => {
      show();
      // A process that cannot start would be started for the same suite without end.
      if (!begun) running = suites.shift();
      if (running !== undefined || code !== 0) {
        all.failed += 1;
        const title = running ?? 'a process of suites, after its last one';
        all.failures.push({ title, message: `its process ended with exit code ${code}` });
      }
      resolve(all);
    });
  });
}

function sizeOf(suite) {
  return fs.statSync(path.join(root, 'test/ui', suite)).size;
}

/** Runs a check that is not made of tests: it counts where it fails. */
async function check(name, [command, ...args]) {
  console.log(`\n=== ${name}`);
  const passed = (await runAndShow(command, args)) === 0;
  if (!passed) total.failed += 1;
  summary.push(`${name}: ${passed ? 'passed' : 'FAILED'}`);
  return passed;
}

/** Runs tests, and adds up what they report. */
async function tests(name, command, env = {}, shown = 'at once') {
  console.log(`\n=== ${name}`);
  summarise(name, await reported(command, env, shown));
}

/** Runs tests and gives what they report; a run that ends without a report is a failure of its own. */
async function reported([command, ...args], env, shown) {
  const file = path.join(os.tmpdir(), `morphoscope-results-${process.pid}-${++runs}.json`);
  fs.rmSync(file, { force: true });
  const options = { env: { ...process.env, ...env, MORPHOSCOPE_TEST_RESULTS: file } };
  const code = await (shown === 'at once' ? run : runAndShow)(command, args, options);
  const results = fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, 'utf8')) : nothing();
  fs.rmSync(file, { force: true });
  if (code !== 0 && results.failed === 0) {
    results.failed = 1;
    results.failures.push({ title: args.at(-1), message: `it ended with exit code ${code}` });
  }
  return results;
}

function nothing() {
  return { passed: 0, failed: 0, skipped: 0, failures: [] };
}

function add(sum, results) {
  for (const key of ['passed', 'failed', 'skipped']) sum[key] += results[key];
  sum.failures.push(...results.failures);
}

function summarise(name, results) {
  for (const key of Object.keys(total)) total[key] += results[key];
  summary.push(`${name}: ${results.passed} passed, ${results.failed} failed, ${results.skipped} skipped`);
  summary.push(...results.failures.map((failure) => `    ${lineOf(failure)}`));
}

function lineOf({ title, message }) {
  return `${title}: ${message.split('\n')[0]}`;
}

/** Says why the tests of a folder cannot run here, and counts them as skipped; where every check must run, that is a failure. */
function cannotRun(name, folder, reason) {
  const files = fs.readdirSync(path.join(root, folder)).filter((file) => file.endsWith('.test.ts'));
  const sources = files.map((file) => fs.readFileSync(path.join(root, folder, file), 'utf8'));
  total.skipped += sources.join('\n').match(/^\s*it\(/gm)?.length ?? 0;
  if (MUST_RUN) total.failed += 1;
  summary.push(`${name}: ${MUST_RUN ? 'FAILED, could not run' : 'skipped'}, for ${reason}`);
}

/** Builds, and says why VS Code cannot be shown in a browser here; undefined where it can. Sets CHROMIUM for the harness. */
async function windowObstacle() {
  if (!(await check('build', ['node', 'scripts/build.mjs']))) return 'the build failed';
  try {
    await installVscode();
  } catch (error) {
    return `VS Code could not be installed (${error.message})`;
  }
  try {
    process.env.CHROMIUM = await installChromium();
  } catch (error) {
    return `Chromium could not be installed (${error.message})`;
  }
  return undefined;
}

/** Packages the extension for this platform and returns the path of the .vsix. */
async function packageExtension() {
  const { name, version } = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8'));
  const target = `${process.platform}-${process.arch}`;
  const packaged = await check('package', ['node', 'scripts/package.mjs', '--target', target]);
  return packaged ? path.join(root, `${name}-${target}-${version}.vsix`) : undefined;
}
