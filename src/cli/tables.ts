import path from 'node:path';
import { Option, type Command } from 'commander';
import { type EngineClient, type Filter, problemLines, type TableState, type TagRef, whyUnmatched } from '../engine';

/** Options of commands that take tables and filters. */
export interface TableOptions {
  readonly labels?: string;
  readonly catalog?: string;
  readonly where?: string;
  readonly within?: string;
  readonly tag?: string;
}

export function withTableOptions(command: Command): Command {
  return command
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
  { labels, catalog }: TableOptions,
): Promise<{ labels?: TableState; files: string[] }> {
  const open = async (file: string) => {
    const state = await engine.openTable({ folder, file: path.resolve(file) });
    process.stderr.write(`morphoscope: ${file}: ${matches(state)}\n`);
    for (const line of problemLines(state, file)) process.stderr.write(`morphoscope: ${line}\n`);
    return state;
  };
  const states = [
    ...(labels === undefined ? [] : [await open(labels)]),
    ...(catalog === undefined ? [] : [await open(catalog)]),
  ];
  return { labels: labels === undefined ? undefined : states[0], files: states.map(({ file }) => file) };
}

function matches(state: TableState): string {
  const { rows, binding } = state;
  if (!binding) return whyUnmatched(state);
  const { by, columns, matched, unmatched, ambiguous } = binding;
  const rest = [
    ...(unmatched ? [`${unmatched} match none`] : []),
    ...(ambiguous ? [`${ambiguous} are ambiguous`] : []),
  ];
  return [`${matched} of ${rows} rows matched by ${by} (${columns.join(', ')})`, ...rest].join(', ');
}

/** What the options let through. @throws Error where an option needs another */
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
