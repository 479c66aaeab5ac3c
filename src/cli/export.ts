import path from 'node:path';
import { Command } from 'commander';
import { ExportRepresentations } from '../engine';
import type { CsvOptions } from '../exports';
import { type FolderOptions, print, withCollection, withFolderOptions } from './engine';
import { withCsvOptions } from './save-table';

export function exportCommand(): Command {
  const command = new Command('export')
    .description('Write embeddings and measures of shape for analysis code: float32, sorted by path and HDU.')
    .argument('<folder>')
    .requiredOption(
      '--out <file>',
      'X.csv (path,hdu,concentration,...,e0,e1,...), X.parquet (the same columns, representation a list) or X.npy (the matrix)',
    )
    .action(run);
  return withFolderOptions(withCsvOptions(command));
}

async function run(folder: string, options: FolderOptions & CsvOptions & { readonly out: string }): Promise<void> {
  const rows = await withCollection(folder, options, async (engine, absolute, state) => {
    if (state.cutouts === 0) throw new Error(`${folder} has no index yet; make it with: morphoscope index ${folder}`);
    return engine.request(ExportRepresentations, {
      folder: absolute,
      out: path.resolve(options.out),
      rawCells: options.rawCells,
    });
  });
  await print(`${rows} embeddings in ${options.out}\n`);
}
