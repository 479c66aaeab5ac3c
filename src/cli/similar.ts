import { Command, Option } from 'commander';
import { FindSimilar } from '../engine';
import type { ImageRegion } from '../collection/image-region';
import type { CsvOptions } from '../exports';
import { type FolderOptions, positive, print, printable, withCollection, withFolderOptions } from './engine';
import { resolveQuery } from './query-file';
import { knownFormat, saveNeighbours, TABLE_EXTENSIONS, withCsvOptions } from './save-table';
import { filterOf, openTables, tagOf, withTableOptions, type TableOptions } from './tables';

interface SimilarOptions extends FolderOptions, TableOptions, CsvOptions {
  readonly positive?: string[];
  readonly negative?: string[];
  readonly k: number;
  readonly json?: boolean;
  readonly out?: string;
  readonly region?: ImageRegion;
}

export function similarCommand(): Command {
  const command = new Command('similar')
    .description('The cutouts of an indexed folder that look most like one galaxy, or like several together.')
    .argument('<folder>')
    .argument('[file...]', 'the query; file.fits[2] or file.fits[SCI] names an HDU')
    .addOption(new Option('--positive <file...>', 'more of the query'))
    .addOption(new Option('--negative <file...>', 'what the neighbours are not to look like'))
    .addOption(
      new Option(
        '--region <x,y,width,height>',
        'a part of the one FITS image that is the query: first pixel (from 1,1), width and height in pixels',
      ).argParser(regionOf),
    )
    .addOption(new Option('-k <n>', 'how many').argParser(positive).default(20))
    .addOption(new Option('--tag <tag>', 'more of the query: everything that carries this tag or class in --labels'))
    .option('--json', 'print [{path, hdu, similarity, ra, dec}]')
    .option('--out <file>', `write the same columns to a file; its extension is the format: ${TABLE_EXTENSIONS}`)
    .action(run);
  return withFolderOptions(withTableOptions(withCsvOptions(command)));
}

async function run(folder: string, files: string[], options: SimilarOptions): Promise<void> {
  const positives = [...files, ...(options.positive ?? [])];
  const tag = tagOf(options);
  if (positives.length === 0 && !tag)
    throw new Error('name at least one file to look for: FILE, or --positive FILE, or --tag TAG --labels FILE');
  if (options.region && positives.length !== 1) throw new Error('--region is of one file: name one FITS image');
  // Before the search, which may take a while.
  if (options.out !== undefined) knownFormat(options.out);
  const { neighbours } = await withCollection(folder, options, async (engine, absolute, state) => {
    if (state.cutouts === 0) {
      throw new Error(`${folder} has no index yet; make it with: morphoscope index ${folder}`);
    }
    const { files: tables } = await openTables(engine, absolute, options);
    const refs = (names: readonly string[]) => names.map((file) => resolveQuery(absolute, file));
    return engine.request(FindSimilar, {
      folder: absolute,
      query: refs(positives).map((ref) => ({ ...ref, region: options.region })),
      negatives: refs(options.negative ?? []),
      tag,
      filter: filterOf(options, tables),
      count: options.k,
    });
  });
  if (options.out !== undefined) await saveNeighbours(options.out, neighbours, options);
  if (options.json) {
    const rows = neighbours.map(({ path: file, hdu, similarity, ra, dec }) => ({
      path: file,
      hdu,
      similarity: Number(similarity.toFixed(6)),
      ra: ra ?? null,
      dec: dec ?? null,
    }));
    await print(`${JSON.stringify(rows)}\n`);
    return;
  }
  if (options.out !== undefined) return;
  for (const { path: file, hdu, similarity, ra, dec } of neighbours) {
    const position = ra === undefined || dec === undefined ? '' : `\t${ra.toFixed(5)}\t${dec.toFixed(5)}`;
    await print(`${similarity.toFixed(4)}\t${printable(file)}${hdu ? `[${hdu}]` : ''}${position}\n`);
  }
}

function regionOf(text: string): ImageRegion {
  const numbers = text.split(',').map(Number);
  const [x, y, width, height] = numbers;
  if (numbers.length !== 4 || !numbers.every(Number.isSafeInteger) || width < 1 || height < 1) {
    throw new Error(`--region ${text}: write it as x,y,width,height in whole pixels, as in 101,201,64,64`);
  }
  return { x, y, width, height };
}
