import path from 'node:path';
import { Command, Option } from 'commander';
import { HIDDEN_FLAGS, type HiddenFlag, QUALITY_FLAGS, type QualityFlag } from '../collection/quality-flags';
import { RankAnomalies, type RankedCutout, type RankResult, type RankSort, type Ratings } from '../engine';
import type { CsvOptions } from '../exports';
import { type FolderOptions, positive, print, printable, withCollection, withFolderOptions } from './engine';
import { knownFormat, saveRanking, TABLE_EXTENSIONS, withCsvOptions } from './save-table';
import { filterOf, openTables, withTableOptions, type TableOptions } from './tables';

interface AnomaliesOptions extends FolderOptions, TableOptions, CsvOptions {
  readonly column?: string[];
  readonly map?: string[];
  readonly sort?: RankSort;
  readonly n: number;
  readonly seed: number;
  readonly tradeOff?: number;
  readonly unusualBy: 'neighbour' | 'forest';
  readonly unrated?: boolean;
  readonly hide?: HiddenFlag[];
  readonly seek?: QualityFlag[];
  readonly json?: boolean;
  readonly out?: string;
}

export function anomaliesCommand(): Command {
  const command = new Command('anomalies')
    .description(
      'The galaxies of an indexed folder that are likely to interest whoever rated some, or are unlike the rest.',
    )
    .argument('<folder>')
    .addOption(new Option('--column <name...>', 'columns of --labels with ratings from 0 to 5, one a rater'))
    .addOption(
      new Option('--map <class=rating...>', 'what a class or tag of the column is worth, *=0 for all others').argParser(
        (text: string, before: string[] | undefined) => [...(before ?? []), checkedWorth(text)],
      ),
    )
    .addOption(
      new Option('--sort <by>', 'interest: the rating to be expected; next: what to rate now; unusual: without ratings')
        .choices(['interest', 'next', 'unusual'])
        .default(undefined, 'interest with --column, unusual without'),
    )
    .addOption(new Option('-n <n>', 'how many').argParser(positive).default(100))
    .addOption(new Option('--seed <n>', 'of what is drawn by lot').argParser(whole).default(1))
    .addOption(
      new Option('--trade-off <ratings>', 'how much better than the best next is to be: more looks farther').argParser(
        amount,
      ),
    )
    .addOption(
      new Option('--unusual-by <method>', 'distance to the 10th neighbour, or an isolation forest')
        .choices(['neighbour', 'forest'])
        .default('neighbour'),
    )
    .addOption(new Option('--unrated', 'leave out what has been rated'))
    .addOption(new Option('--hide <flag...>', 'leave out cutouts with a quality flag').choices(HIDDEN_FLAGS))
    .addOption(new Option('--seek <flag...>', 'only cutouts with a quality flag').choices(QUALITY_FLAGS))
    .option('--json', 'print [{path, hdu, score, mean, sd, acquisition, unusual, rated, flags}]')
    .option(
      '--out <file>',
      `write the ranking with the ratings it came from; its extension is the format: ${TABLE_EXTENSIONS}`,
    )
    .action(run);
  return withFolderOptions(withTableOptions(withCsvOptions(command)));
}

async function run(folder: string, options: AnomaliesOptions): Promise<void> {
  const { sort = options.column ? 'interest' : 'unusual' } = options;
  const ratings = ratingsOf(options);
  // Before the search, which may take a while.
  if (options.out !== undefined) knownFormat(options.out);
  const result = await withCollection(folder, options, async (engine, absolute, state) => {
    if (state.cutouts === 0) throw new Error(`${folder} has no index yet; make it with: morphoscope index ${folder}`);
    const { files } = await openTables(engine, absolute, options);
    return engine.request(RankAnomalies, {
      folder: absolute,
      ratings,
      sort,
      filter: filterOf(options, files),
      hide: options.hide,
      seek: options.seek,
      unratedOnly: options.unrated,
      count: options.n,
      seed: options.seed,
      tradeOff: options.tradeOff,
      unusualBy: options.unusualBy,
    });
  });
  if (!result) return;
  process.stderr.write(`morphoscope: ${summary(result, sort)}\n`);
  if (options.out !== undefined) await saveRanking(options.out, result, options);
  if (options.json) await print(`${JSON.stringify(result.cutouts.map(asJson))}\n`);
  else if (options.out === undefined) for (const cutout of result.cutouts) await print(`${line(cutout)}\n`);
}

/** @throws Error where an option needs another */
function ratingsOf({ labels, column, map }: AnomaliesOptions): Ratings | undefined {
  if (column === undefined) {
    if (map !== undefined) throw new Error('--map: name the column whose values it is about: --column NAME');
    return undefined;
  }
  if (labels === undefined) throw new Error(`--column ${column.join(' ')}: name the file that has it: --labels FILE`);
  const interest = map && Object.fromEntries(map.map(worthOf));
  return { columns: column.map((name) => ({ file: path.resolve(labels), column: name, interest })) };
}

function summary({ ranked, basis, learned }: RankResult, sort: RankSort): string {
  const { rated, missing, contradictory, nothing, kernel, holdOut } = learned;
  const parts = [
    `${ranked} galaxies by ${basis === 'ratings' ? sort : basis === 'spread' ? 'an even spread' : 'how unusual they are'}`,
    `${rated} rated`,
    ...(missing ? [`${missing} ratings of galaxies that are not in the index`] : []),
    ...(contradictory ? [`${contradictory} rated differently more than once: their means count`] : []),
    ...(nothing && sort !== 'unusual' ? [`nothing could be learned: ${nothing}`] : []),
    ...(holdOut
      ? [`a rating left out is missed by ${holdOut.error.toFixed(2)}, blindly by ${holdOut.blind.toFixed(2)}`]
      : []),
    ...(kernel && !kernel.fitted ? ['too few ratings to fit the kernel'] : []),
  ];
  return parts.join(', ');
}

function asJson({ path: file, hdu, score, mean, deviation, acquisition, unusual, rated, flags }: RankedCutout): object {
  return {
    path: file,
    hdu,
    score: rounded(score),
    mean: rounded(mean),
    sd: rounded(deviation),
    acquisition: rounded(acquisition),
    unusual: rounded(unusual),
    rated: rated ?? null,
    flags: flags ?? null,
  };
}

function line({ path: file, hdu, score, mean, deviation, rated, flags = [] }: RankedCutout): string {
  const learned = mean === undefined || deviation === undefined ? [] : [`${mean.toFixed(2)} ± ${deviation.toFixed(2)}`];
  const rest = [...(rated === undefined ? [] : [`rated ${Number(rated.toFixed(2))}`]), ...flags];
  return [score.toFixed(4), ...learned, `${printable(file)}${hdu ? `[${hdu}]` : ''}`, rest.join(', ')]
    .join('\t')
    .trimEnd();
}

/** Six significant digits: what follows depends on the machine. */
function rounded(value: number | undefined): number | null {
  return value === undefined || !Number.isFinite(value) ? null : Number(value.toPrecision(6));
}

function checkedWorth(text: string): string {
  const [name, worth] = worthOf(text);
  if (name === '' || !(worth >= 0 && worth <= 5)) throw new Error(`--map ${text}: it is CLASS=RATING, from 0 to 5`);
  return text;
}

/** A class may have equals signs in its name. */
function worthOf(text: string): [name: string, worth: number] {
  const at = text.lastIndexOf('=');
  return [text.slice(0, Math.max(0, at)), text.slice(at + 1).trim() === '' ? NaN : Number(text.slice(at + 1))];
}

function whole(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 0) throw new Error(`${text} is not a whole number of 0 or more`);
  return number;
}

function amount(text: string): number {
  const number = Number(text);
  if (text.trim() === '' || !(number >= 0 && number < Infinity))
    throw new Error(`${text} is not a number of 0 or more`);
  return number;
}
