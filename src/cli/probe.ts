import path from 'node:path';
import { Command, Option } from 'commander';
import { Probe } from '../engine';
import { TASK_KINDS, type TaskKind } from '../training/finetune/task';
import { type FolderOptions, positive, print, printable, withCollection, withFolderOptions } from './engine';
import { openTables, type RowOptions, withRowOptions } from './tables';

interface ProbeOptions extends FolderOptions, RowOptions {
  readonly labels: string;
  readonly column: string;
  readonly task?: TaskKind;
  readonly folds?: number;
  readonly seed: number;
  readonly json?: boolean;
}

export function probeCommand(): Command {
  const command = new Command('probe')
    .description(
      'Which depth of the encoder holds the answer: linear heads on each block, tested before anything is trained.',
    )
    .argument('<folder>')
    .requiredOption(
      '--labels <file>',
      'a table of labels: CSV, TSV, JSON Lines, ECSV, FITS, Parquet, VOTable, IPAC or aligned text',
    )
    .requiredOption('--column <name>', 'the column to learn')
    .addOption(new Option('--task <task>', 'what it is, where the column does not say').choices([...TASK_KINDS]))
    .addOption(new Option('--folds <k>', 'parts of the cross-validation').argParser(positive))
    .addOption(new Option('--seed <n>', 'of the splits').argParser(positive).default(1))
    .option('--json', 'print {score, galaxies, blocks: [{block, features, score, low, high}]}')
    .action(run);
  return withFolderOptions(withRowOptions(command));
}

async function run(folder: string, options: ProbeOptions): Promise<void> {
  const { column, task, folds, seed } = options;
  const result = await withCollection(folder, options, async (engine, absolute, state) => {
    if (state.cutouts === 0) throw new Error(`${folder} has no index yet; make it with: morphoscope index ${folder}`);
    await openTables(engine, absolute, options);
    return engine.request(Probe, { folder: absolute, file: path.resolve(options.labels), column, task, folds, seed });
  });
  if (!result) throw new Error('cancelled');
  const blocks = result.blocks.map(({ block, features, score: { mean, low, high } }) => ({
    block,
    features,
    score: rounded(mean),
    low: rounded(low),
    high: rounded(high),
  }));
  if (options.json) {
    await print(`${JSON.stringify({ score: result.score, galaxies: result.galaxies, blocks })}\n`);
    return;
  }
  const rows = blocks.map(({ block, features, score, low, high }) => [
    printable(block),
    String(features),
    score.toFixed(3),
    `${low.toFixed(3)}-${high.toFixed(3)}`,
  ]);
  const table = [['block', 'features', result.score, '95 %'], ...rows];
  const widths = table[0].map((_, i) => Math.max(...table.map((row) => row[i].length)));
  for (const row of table)
    await print(`${row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join('  ')}\n`);
}

const rounded = (value: number) => Number(value.toFixed(4));
