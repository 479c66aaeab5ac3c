import path from 'node:path';
import { Command, Option } from 'commander';
import { MeasureQuality } from '../engine';
import type { NeighbourQuality } from '../similarity/label-precision';
import { columns } from './columns';
import { type FolderOptions, positive, print, printable, withCollection, withFolderOptions } from './engine';
import { openTables, type RowOptions, withRowOptions } from './tables';

interface QualityOptions extends Omit<FolderOptions, 'encoder'>, RowOptions {
  readonly encoder?: readonly string[];
  readonly labels: string;
  readonly column: string;
  readonly k: number;
  readonly json?: boolean;
}

export function qualityCommand(): Command {
  const command = new Command('quality')
    .description(
      "How often a galaxy's nearest neighbours carry its label, class by class, leave one out, beside chance.",
    )
    .argument('<folder>')
    .requiredOption(
      '--labels <file>',
      'a table of labels: CSV, TSV, JSON Lines, ECSV, FITS, Parquet, VOTable, IPAC or aligned text',
    )
    .requiredOption('--column <name>', 'its column of classes or tags')
    .addOption(new Option('-k <n>', 'neighbours').argParser(positive).default(10))
    .option(
      '--json',
      'print {k, labelled, classes: [{name, count, precision, low, high, chance}], all}; of several encoders a list of these, each with its encoder',
    )
    .action(run);
  const encoders = new Option('--encoder <id>', 'an encoder, by its id or folder; given again, they are compared');
  return withFolderOptions(
    withRowOptions(command),
    encoders.argParser((id: string, before: readonly string[] | undefined) => [...(before ?? []), id]),
  );
}

async function run(folder: string, options: QualityOptions): Promise<void> {
  const measured: Measured[] = [];
  // One after the other: an encoder takes all cores, and memory.
  for (const encoder of options.encoder ?? [undefined]) measured.push(await measure(folder, options, encoder));
  const { column, k } = options;
  if (options.json) {
    const all = measured.map((one) => ({ encoder: one.encoder, ...asJson(one, k) }));
    await print(`${JSON.stringify(all.length === 1 ? asJson(measured[0], k) : all)}\n`);
  } else if (measured.length === 1) await print(oneEncoder(measured[0], column, k));
  else await print(severalEncoders(measured, column, k));
}

interface Measured extends NeighbourQuality {
  readonly encoder: string;
}

async function measure(folder: string, options: QualityOptions, encoder?: string): Promise<Measured> {
  const { column, k } = options;
  return withCollection(folder, { ...options, encoder }, async (engine, absolute, state) => {
    if (state.cutouts === 0) {
      const [by, how] = encoder === undefined ? ['', ''] : [` by ${encoder}`, ` --encoder ${encoder}`];
      throw new Error(`${folder} has no index${by} yet; make it with: morphoscope index ${folder}${how}`);
    }
    await openTables(engine, absolute, options);
    const quality = await engine.request(MeasureQuality, {
      folder: absolute,
      file: path.resolve(options.labels),
      column,
      k,
    });
    return { ...quality, encoder: state.encoder };
  });
}

function asJson({ labelled, labels, all, chance }: Measured, k: number) {
  const numbers = ({ mean, low, high }: NeighbourQuality['all'], blind: number) => ({
    precision: rounded(mean),
    low: rounded(low),
    high: rounded(high),
    chance: rounded(blind),
  });
  const classes = labels.map((one) => ({
    name: one.name,
    count: one.count,
    ...numbers(one.precision, one.chance),
  }));
  return { k, labelled, classes, all: numbers(all, chance) };
}

interface Row {
  readonly name: string;
  readonly count: number;
  readonly precision: NeighbourQuality['all'];
  readonly chance: number;
}

/** Its classes, and all of them together. */
function rowsOf({ labelled, labels, all, chance }: Measured): Row[] {
  return [...labels, { name: 'all', count: labelled, precision: all, chance }];
}

const interval = ({ low, high }: NeighbourQuality['all']) => `${fixed(low)}-${fixed(high)}`;

function oneEncoder(measured: Measured, column: string, k: number): string {
  const rows = rowsOf(measured).map(({ name, count, precision, chance }) => [
    printable(name),
    String(count),
    fixed(precision.mean),
    interval(precision),
    fixed(chance),
  ]);
  return columns([[column, 'galaxies', `precision@${k}`, '95 %', 'chance'], ...rows], ALIGNED);
}

/** Each encoder has a column of precisions and one of their intervals. Counts and chance are of what each has indexed. */
function severalEncoders(measured: readonly Measured[], column: string, k: number): string {
  const tables = measured.map(rowsOf);
  const names = [...new Set(tables.flatMap((rows) => rows.slice(0, -1).map(({ name }) => name)))];
  const line = (pick: (rows: readonly Row[]) => Row | undefined): string[] => {
    const found = tables.map(pick);
    const first = found.find((row) => row !== undefined)!;
    const cells = found.flatMap((row) => (row ? [fixed(row.precision.mean), interval(row.precision)] : ['-', '-']));
    const counts = [...new Set(found.map((row) => row?.count ?? 0))];
    return [printable(first.name), counts.join(' / '), ...cells, fixed(first.chance)];
  };
  const header = [column, 'galaxies', ...measured.flatMap(({ encoder }) => [printable(encoder), '95 %']), 'chance'];
  const rows = [...names.map((name) => line((of) => of.slice(0, -1).find((row) => row.name === name))), line((of) => of.at(-1))]; // prettier-ignore
  return `precision@${k}\n${columns([header, ...rows], ALIGNED)}`;
}

/** Names to the left, numbers to the right, however many there are. */
const ALIGNED = ['left', ...Array.from({ length: 64 }, () => 'right' as const)] as const;

const rounded = (value: number) => Number(value.toFixed(4));
const fixed = (value: number) => value.toFixed(3);
