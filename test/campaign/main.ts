import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { Random } from '../../src/random';
import { ensureBuilt } from '../built';
import { CAMPAIGNS } from './all';
import type { Campaign } from './campaign';

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    rounds: { type: 'string' },
    seed: { type: 'string', default: '1' },
  },
});

async function run(campaign: Campaign): Promise<string> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'morphoscope-campaign-'));
  const rounds = Number(values.rounds ?? campaign.rounds);
  const failed: string[] = [];
  const started = performance.now();
  const seconds = () => (performance.now() - started) / 1000;
  try {
    const round = await campaign.start(folder, new Random(Number(values.seed)));
    let told = seconds();
    for (let i = 0; i < rounds; i++) {
      try {
        await round(i);
      } catch (error) {
        failed.push((error as Error).message);
        console.log(`${campaign.name}, round ${i}: ${(error as Error).stack}`);
      }
      if (seconds() - told < 20) continue;
      told = seconds();
      const left = (told / (i + 1)) * (rounds - i - 1);
      console.log(`${campaign.name}: ${i + 1} of ${rounds}, ${failed.length} failed, ${left.toFixed(0)} s left`);
    }
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
  if (failed.length > 0) process.exitCode = 1;
  return `| ${campaign.name} | ${campaign.what} | ${rounds} | ${failed.length} | ${seconds().toFixed(0)} |`;
}

async function main(): Promise<void> {
  ensureBuilt();
  const wanted = CAMPAIGNS.filter(({ name }) => values.only === undefined || values.only.split(',').includes(name));
  if (wanted.length === 0) throw new Error(`there is ${CAMPAIGNS.map(({ name }) => name).join(', ')}`);
  const rows: string[] = [];
  for (const campaign of wanted) rows.push(await run(campaign));
  console.log(`\n| campaign | what | rounds | failed | seconds |\n| --- | --- | --- | --- | --- |\n${rows.join('\n')}`);
}

void main();
