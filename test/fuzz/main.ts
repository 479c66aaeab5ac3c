import { type ChildProcess, fork } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { SHARED_DATA } from '../shared-data';
import type { Told } from './child';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    count: { type: 'string', default: '20000' },
    processes: { type: 'string', default: String(os.availableParallelism()) },
  },
});

/** A child that has been silent for so long has hung; its processor time, which others' work does not stretch, is the real limit. */
const WATCHDOG = 15_000;

const folder = path.join(SHARED_DATA, 'fits');
const first = Number(values.seed);
const count = Number(values.count);
const failed: Told[] = [];
let next = first;
let done = 0;
const started = performance.now();

/** Reads mutants in a child of its own until there are none left; a child that hangs or crashes is replaced. */
function run(finished: () => void): void {
  if (next >= first + count) return finished();
  const child = fork(path.join(__dirname, 'child.ts'), [folder], {
    execArgv: ['--import', 'tsx', '--expose-gc', '--max-old-space-size=1024'],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let seed = -1;
  let timer: NodeJS.Timeout | undefined;
  let stderr = '';
  child.stderr?.on('data', (chunk) => (stderr = (stderr + String(chunk)).slice(-2000)));
  const ask = () => {
    if (next >= first + count) {
      seed = -1;
      child.disconnect();
      return;
    }
    seed = next++;
    timer = setTimeout(() => child.kill('SIGKILL'), WATCHDOG);
    child.send(seed);
  };
  child.on('message', (told: Told) => {
    clearTimeout(timer);
    record(told);
    ask();
  });
  child.on('exit', (code, signal) => {
    clearTimeout(timer);
    if (seed < 0) return finished();
    const why =
      signal === 'SIGKILL' ? `silent for ${WATCHDOG / 1000} s` : `crashed (${signal ?? code}): ${stderr.trim()}`;
    record({ seed, file: '?', failures: [why] });
    run(finished);
  });
  startAsking(child, ask);
}

/** A child is asked once it is there: what is sent before waits. */
function startAsking(child: ChildProcess, ask: () => void): void {
  child.once('spawn', ask);
}

function record(told: Told): void {
  done++;
  if (told.failures.length > 0) {
    failed.push(told);
    console.log(`\nseed ${told.seed}, of ${told.file}:\n    ${told.failures.join('\n    ')}`);
  }
  if (done % 500 === 0 && done < count) {
    const rate = (1000 * done) / (performance.now() - started);
    console.log(`${done} of ${count}, ${rate.toFixed(0)}/s, ${Math.ceil((count - done) / rate)} s left`);
  }
}

function report(): void {
  const seconds = (performance.now() - started) / 1000;
  console.log(`\n${done} mutants in ${seconds.toFixed(0)} s: ${failed.length} failures`);
  for (const { seed } of failed.slice(0, 50)) console.log(`    npm run fuzz -- --seed ${seed} --count 1`);
  process.exitCode = failed.length > 0 ? 1 : 0;
}

if (fs.existsSync(path.join(folder, 'expected.json'))) {
  let running = Math.min(Number(values.processes), count);
  for (let i = running; i > 0; i--) {
    run(() => {
      if (--running === 0) report();
    });
  }
} else console.log(`The FITS files are not in ${folder}: nothing to damage.`);
