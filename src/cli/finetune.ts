import path from 'node:path';
import { Command, Option } from 'commander';
import { CancellationTokenSource } from 'vscode-jsonrpc';
import { ControlFinetune, type FinetuneResult, RunFinetune } from '../engine';
// By their files: the room's index would load the native libraries.
import { readRegularSync } from '../files';
import { plainPath, plainText } from '../exports';
import { openTextTable } from '../labels/open';
import type { CellValue } from '../labels/table';
import type { FinetuneOptions } from '../training/finetune/options';
import type { FinetuneReport } from '../training/finetune/report/report';
import { TASK_KINDS, type TaskKind } from '../training/finetune/task';
import { type FolderOptions, positive, print, printable, withCollection, withFolderOptions } from './engine';
import { FinetuneLine } from './finetune-line';
import { openTables, type RowOptions, withRowOptions } from './tables';

interface FinetuneCliOptions extends FolderOptions, RowOptions {
  readonly labels: string;
  readonly column: string;
  readonly task?: TaskKind;
  readonly blocks?: FinetuneOptions['depth'];
  readonly hidden?: number;
  readonly epochs?: number;
  readonly groupedGradients?: number;
  readonly augment?: boolean;
  readonly scratch?: boolean;
  readonly resume?: boolean;
  readonly folds?: number;
  readonly seed?: number;
  readonly classWeights?: FinetuneOptions['classWeights'];
  readonly pixels: boolean;
  readonly learningCurve: boolean;
  readonly out: string;
  readonly json?: boolean;
}

export function finetuneCommand(): Command {
  const command = new Command('finetune')
    .description('Learn a class, labels, a number or votes from a label file, test what was learned, and save it.')
    .argument('<folder>')
    .requiredOption(
      '--labels <file>',
      'a table of labels: CSV, TSV, JSON Lines, ECSV, FITS, Parquet, VOTable, IPAC or aligned text',
    )
    .requiredOption('--column <name>', 'the column to learn')
    .addOption(new Option('--task <task>', 'what it is, where the column does not say').choices([...TASK_KINDS]))
    .addOption(
      new Option(
        '--blocks <n>',
        'train so many blocks of the encoder, counted from its output, or all; without it the head alone',
      ).argParser(depth),
    )
    .addOption(new Option('--hidden <units>', 'a head with a hidden layer of so many units').argParser(positive))
    .addOption(new Option('--epochs <n>', 'at most so many').argParser(positive))
    .addOption(
      new Option(
        '--grouped-gradients <n>',
        'with --blocks: neurons that respond alike share one gradient, n of them on average; compared with none',
      ).argParser(positive),
    )
    .option('--augment', 'flip, turn, zoom and add noise to training pictures: the encoder then runs on each anew')
    .option('--scratch', 'compare with the same network trained from random weights')
    .option('--resume', 'go on with the interrupted run of the same --out')
    .addOption(
      new Option(
        '--folds <k>',
        'parts of the cross-validation; 0 for one test part (default: by the number of labels)',
      ).argParser(natural),
    ) // prettier-ignore
    .addOption(new Option('--seed <n>', 'of splits and of training').argParser(natural).default(1))
    .addOption(
      new Option('--class-weights <how>', 'whether rare classes count as much as frequent ones').choices([
        'balanced',
        'none',
      ]),
    )
    .option('--no-pixels', 'without the baseline of raw pixels, for which every labelled file is read again')
    .option('--no-learning-curve', 'without the curve of labels against score')
    .requiredOption('--out <folder>', 'where the model is written: models/NAME')
    .option('--json', 'print the metrics of each fold and overall, and the predictions for tested galaxies, as JSON')
    .action(run);
  return withFolderOptions(withRowOptions(command));
}

async function run(folder: string, options: FinetuneCliOptions): Promise<void> {
  const out = path.resolve(options.out);
  const result = await withCollection(folder, options, async (engine, absolute, state) => {
    if (state.cutouts === 0) throw new Error(`${folder} has no index yet; make it with: morphoscope index ${folder}`);
    await openTables(engine, absolute, options);
    const cancel = new CancellationTokenSource();
    const line = new FinetuneLine(process.stderr);
    // The first Ctrl+C keeps the best so far; the second drops the run.
    const interrupt = () => {
      line.clear();
      process.stderr.write('morphoscope: stopping; the best so far is kept (Ctrl+C again to drop the run)\n');
      void engine.request(ControlFinetune, { out, action: 'stop' });
      process.once('SIGINT', () => cancel.cancel());
    };
    process.once('SIGINT', interrupt);
    try {
      return await engine.request(
        RunFinetune,
        {
          folder: absolute,
          file: path.resolve(options.labels),
          column: options.column,
          task: options.task,
          options: chosen(options),
          out,
          resume: options.resume,
        },
        { onProgress: (progress) => line.show(progress), token: cancel.token },
      );
    } finally {
      process.off('SIGINT', interrupt);
      line.clear();
    }
  });
  if (!result) throw new Error('cancelled; what is done is kept: --resume goes on with it');
  for (const warning of result.report.warnings) process.stderr.write(`morphoscope: ${printable(warning)}\n`);
  await print(options.json ? `${JSON.stringify(asJson(result))}\n` : asText(result));
}

function chosen(options: FinetuneCliOptions): Partial<FinetuneOptions> {
  const {
    blocks,
    hidden,
    epochs,
    groupedGradients,
    augment,
    scratch,
    folds,
    seed,
    classWeights,
    pixels,
    learningCurve,
  } = options;
  return {
    ...(blocks === undefined ? {} : { depth: blocks }),
    ...(hidden === undefined ? {} : { hiddenUnits: hidden }),
    ...(epochs === undefined ? {} : { epochs }),
    ...(groupedGradients === undefined ? {} : { neuronsPerGroup: groupedGradients }),
    ...(augment ? { augment: { flips: true, rotations: 'any', zoom: 0.1, noise: 0.01 } } : {}),
    baselines: { pixels, scratch: scratch ?? false },
    ...(folds === undefined ? {} : { folds }),
    ...(seed === undefined ? {} : { seed }),
    ...(classWeights === undefined ? {} : { classWeights }),
    learningCurve,
  };
}

/** `metrics.json` without its curves, and the predictions for tested galaxies. */
function asJson({ out, report }: FinetuneResult): object {
  const { task, galaxies, groups, counts, folds, overall, classes, confusion, calibration, baselines, learningCurve } =
    report;
  return {
    out,
    task,
    galaxies,
    groups,
    counts,
    options: report.options,
    seconds: report.seconds,
    warnings: report.warnings,
    folds,
    overall,
    classes,
    confusion,
    calibration,
    learning_curve: learningCurve,
    baselines,
    test_predictions: testPredictions(path.join(out, 'test-predictions.csv')),
  };
}

/** The rows of a model's table of tested galaxies, numbers as numbers, and texts as they were before no spreadsheet ran them. */
function testPredictions(file: string): object[] {
  const table = openTextTable(file, readRegularSync(file).toString());
  const valueOf = (name: string, cell: CellValue) => {
    if (name === 'path') return plainPath(String(cell));
    return name === 'label' || name === 'prediction' ? plainText(String(cell)) : Number(cell);
  };
  return Array.from({ length: table.rows }, (_, row) =>
    Object.fromEntries(
      table.columns.flatMap((name, column) => {
        const cell = table.cell(row, column);
        return cell === null || cell === '' ? [] : [[plainText(name), valueOf(name, cell)]];
      }),
    ),
  );
}

function asText({ out, report }: FinetuneResult): string {
  const { overall, galaxies, seconds, baselines } = report;
  const rows = Object.entries(overall).map(([name, { mean, low, high }]) => [
    name,
    `${fixed(mean)} (${fixed(low)}-${fixed(high)})`,
    ...baselines.map((baseline) => fixed(baseline.overall[name]?.mean ?? NaN)),
  ]);
  const header = [tested(report), 'this model, 95 %', ...baselines.map(({ name }) => name)];
  const table = [header, ...rows];
  const widths = header.map((_, i) => Math.max(...table.map((row) => row[i].length)));
  const lines = table.map((row) => row.map((cell, i) => cell.padEnd(widths[i])).join('  ').trimEnd()); // prettier-ignore
  return [...lines, `${galaxies} galaxies, ${seconds.toFixed(1)} s; the report is ${path.join(out, 'report.md')}`, ''].join('\n'); // prettier-ignore
}

function tested({ folds, options }: FinetuneReport): string {
  return options.folds > 0 ? `${folds.length} folds` : `${folds[0].test} tested`;
}

function depth(text: string): FinetuneOptions['depth'] {
  return text === 'all' ? 'all' : text === '0' ? 'head' : positive(text);
}

function natural(text: string): number {
  return text === '0' ? 0 : positive(text);
}

const fixed = (value: number) => (Number.isFinite(value) ? value.toFixed(3) : '-');
