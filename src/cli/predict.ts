import path from 'node:path';
import { Command } from 'commander';
import { CancellationTokenSource } from 'vscode-jsonrpc';
import { Predict } from '../engine';
import type { CsvOptions } from '../exports';
import { type FolderOptions, print, printable, withCollection, withFolderOptions } from './engine';
import { knownFormat, TABLE_EXTENSIONS, withCsvOptions } from './save-table';

interface PredictOptions extends FolderOptions, CsvOptions {
  readonly model: string;
  readonly out: string;
}

export function predictCommand(): Command {
  const command = new Command('predict')
    .description('What a fine-tuned model says of every cutout of an indexed folder, as a table.')
    .argument('<folder>')
    .requiredOption('--model <folder>', 'the model: models/NAME')
    .requiredOption(
      '--out <file>',
      `path, hdu, ra, dec, prediction, and p_<class>… or the value with its interval; ${TABLE_EXTENSIONS}`,
    )
    .action(run);
  return withFolderOptions(withCsvOptions(command));
}

async function run(folder: string, { model, out, rawCells, ...options }: PredictOptions): Promise<void> {
  knownFormat(out);
  const result = await withCollection(folder, options, async (engine, absolute, state) => {
    if (state.cutouts === 0) throw new Error(`${folder} has no index yet; make it with: morphoscope index ${folder}`);
    const cancel = new CancellationTokenSource();
    const interrupt = () => cancel.cancel();
    process.once('SIGINT', interrupt);
    try {
      const paths = { model: path.resolve(model), out: path.resolve(out) };
      return await engine.request(Predict, { folder: absolute, ...paths, rawCells }, { token: cancel.token });
    } finally {
      process.off('SIGINT', interrupt);
    }
  });
  if (!result) throw new Error('cancelled; nothing was written');
  for (const { path: file, hdu, reason } of result.failures)
    process.stderr.write(`${printable(file)}${hdu ? `[${hdu}]` : ''}: ${printable(reason)}\n`);
  await print(`${result.cutouts.length - result.failures.length} predictions in ${printable(out)}\n`);
  if (result.failures.length > 0) process.exitCode = 1;
}
