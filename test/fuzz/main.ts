import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { Told } from './child';
import type { Format } from './format';
import { FORMATS, formatOf } from './formats';
import { missing } from './inputs';
import { type Outcome, runFormat } from './run-format';
import { SCRATCH } from './scratch';

const { values } = parseArgs({
  options: {
    format: { type: 'string', multiple: true },
    seed: { type: 'string', default: '1' },
    count: { type: 'string' },
    processes: { type: 'string', default: String(os.availableParallelism()) },
    markdown: { type: 'boolean', default: false },
  },
});

/** Failures of a format that are listed again at the end. */
const LISTED = 20;
const PROGRESS_MS = 10_000;

async function main(): Promise<void> {
  const formats = values.format?.map(formatOf) ?? FORMATS;
  const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'morphoscope-fuzz-'));
  process.env[SCRATCH] = scratch;
  const outcomes = new Map<Format, Outcome>();
  try {
    for (const format of formats) {
      const inputs = (await format.seeds()).length;
      for (const folder of missing) console.log(`${format.name}: ../shared/${folder} is not there, and is left out`);
      missing.clear();
      if (inputs === 0) console.log(`${format.name}: there is nothing to damage`);
      else outcomes.set(format, await run(format));
    }
  } finally {
    fs.rmSync(scratch, { recursive: true, force: true });
  }
  report(outcomes);
}

async function run(format: Format): Promise<Outcome> {
  const count = Number(values.count ?? format.count);
  const started = performance.now();
  let told = started;
  return runFormat({
    format: format.name,
    seed: Number(values.seed),
    count,
    processes: Number(values.processes),
    onFailure: ({ seed, name, failures }: Told) =>
      console.log(`\n${format.name}, seed ${seed}, of ${name}:\n    ${failures.join('\n    ')}`),
    onProgress: (done) => {
      const now = performance.now();
      if (now - told < PROGRESS_MS || done === count) return;
      told = now;
      const rate = (1000 * done) / (now - started);
      console.log(
        `${format.name}: ${done} of ${count}, ${rate.toFixed(0)}/s, ${Math.ceil((count - done) / rate)} s left`,
      );
    },
  });
}

function report(outcomes: ReadonlyMap<Format, Outcome>): void {
  const rows = [...outcomes].map(([{ name }, { mutants, seconds, failed }]) => [
    name,
    mutants.toLocaleString('en'),
    seconds.toFixed(0),
    failed.length.toLocaleString('en'),
  ]);
  console.log(`\n${table([['format', 'mutants', 'seconds', 'failures'], ...rows], values.markdown)}`);
  for (const [{ name }, { failed }] of outcomes) {
    for (const { seed } of failed.slice(0, LISTED))
      console.log(`    npm run fuzz -- --format ${name} --seed ${seed} --count 1`);
    if (failed.length > LISTED) console.log(`    and ${failed.length - LISTED} more of ${name}`);
  }
  process.exitCode = [...outcomes.values()].some(({ failed }) => failed.length > 0) ? 1 : 0;
}

/** Columns side by side, the numbers to the right. */
function table(rows: readonly (readonly string[])[], markdown: boolean): string {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  const lines = rows.map((row) =>
    row.map((text, column) => (column === 0 ? text.padEnd(widths[0]) : text.padStart(widths[column]))),
  );
  if (!markdown) return lines.map((cells) => cells.join('  ')).join('\n');
  const rule = widths.map((width, column) => (column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`));
  return [lines[0], rule, ...lines.slice(1)].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

void main();
