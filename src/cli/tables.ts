import path from 'node:path';
import { Option, type Command } from 'commander';
import {
  type EngineClient,
  type Filter,
  matchSentences,
  OpenTable,
  problemLines,
  type RowChoice,
  type TableState,
  type TagRef,
} from '../engine';

/** Which rows of the labels are used, and how several rows of one galaxy are combined. */
export interface RowOptions {
  readonly rows?: string;
  readonly several?: 'agree' | 'combine';
}

/** Options of commands that take tables and filters. */
export interface TableOptions extends RowOptions {
  readonly labels?: string;
  readonly catalog?: string;
  readonly where?: string;
  readonly within?: string;
  readonly tag?: string;
}

/** Options that choose rows of the labels. */
export function withRowOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--rows <expression>',
        'only these rows of the labels, as in \'rater == "A"\': an expression about their columns',
      ),
    )
    .addOption(
      new Option(
        '--several <how>',
        'several rows of one galaxy in the labels: what they agree on, or the mean of numbers and what most rows say',
      ).choices(['agree', 'combine']),
    );
}

export function withTableOptions(command: Command): Command {
  return withRowOptions(command)
    .addOption(
      new Option(
        '--labels <file>',
        'a table of labels: CSV, TSV, JSON Lines, ECSV, FITS, Parquet, VOTable, IPAC or aligned text',
      ),
    )
    .addOption(new Option('--catalog <file>', 'a catalogue of the same formats, matched by name or position'))
    .addOption(
      new Option(
        '--where <expression>',
        'only those of which it is true, as in "z < 0.1 and mag_r < 17" (docs/expressions.md)',
      ),
    )
    .addOption(new Option('--within <subfolder>', 'only those of this subfolder'));
}

/** The tables that a command names, opened: the labels before the catalogue. Says on stderr what they match. */
export async function openTables(
  engine: EngineClient,
  folder: string,
  { labels, catalog, rows: where, several }: TableOptions,
): Promise<{ labels?: TableState; files: string[] }> {
  const open = async (file: string, rows?: RowChoice) => {
    const state = await engine.request(OpenTable, { folder, file: path.resolve(file), rows });
    for (const sentence of matchSentences(state)) process.stderr.write(`morphoscope: ${file}: ${sentence}\n`);
    if (rows && state.binding?.several && several === undefined && where === undefined)
      process.stderr.write(`morphoscope: ${file}: ${HOW_TO_CHOOSE}\n`);
    for (const line of problemLines(state, file)) process.stderr.write(`morphoscope: ${line}\n`);
    return state;
  };
  if (labels === undefined && (where !== undefined || several !== undefined))
    throw new Error('--rows and --several choose rows of the labels: name these, --labels FILE');
  const states = [
    ...(labels === undefined ? [] : [await open(labels, { where, several })]),
    ...(catalog === undefined ? [] : [await open(catalog)]),
  ];
  return { labels: labels === undefined ? undefined : states[0], files: states.map(({ file }) => file) };
}

/** Where a galaxy has several rows. */
const HOW_TO_CHOOSE =
  'choose rows by --rows, as in \'rater == "A"\', or take the mean and the majority by --several combine';

/**
 * Makes the filter that the options describe.
 * @throws Error where an option needs another one
 */
export function filterOf(options: TableOptions, files: readonly string[]): Filter | undefined {
  const { where, within } = options;
  if (where === undefined && within === undefined) return undefined;
  return { where, within, tables: files };
}

/** @throws Error where there are no labels to find the tag in */
export function tagOf({ tag, labels }: TableOptions): TagRef | undefined {
  if (tag === undefined) return undefined;
  if (labels === undefined) throw new Error(`--tag ${tag}: name the file that has it: --labels FILE`);
  return { file: path.resolve(labels), tag: tag.replace(/^#/, '') };
}
