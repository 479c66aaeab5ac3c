import path from 'node:path';
import type { Command } from 'commander';
// By its file: the room's index would load the native libraries.
import { diskFaultOf, writeAtomically } from '../files';
import type { Neighbour, RankResult } from '../engine';
import {
  type CsvOptions,
  cutoutTable,
  type ExportTable,
  rankingTable,
  TABLE_FORMATS,
  type TableFormat,
  tableFormatOf,
  writeTable,
} from '../exports';
import { printable } from './engine';

/** The extensions of tables, as help and errors name them. */
export const TABLE_EXTENSIONS = TABLE_FORMATS.map(
  ({ label, extensions: [extension] }) => `.${extension} (${label})`,
).join(', ');

/** The option of commands that write CSV, which `CsvOptions` has, too. */
export function withCsvOptions(command: Command): Command {
  return command.option(
    '--raw-cells',
    'in CSV, write texts as they are, even those that a spreadsheet would run as formulas (docs/labels.md)',
  );
}

/** The format that a file's extension names. @throws Error, with those that there are, where it names none */
export function knownFormat(out: string): TableFormat {
  const format = tableFormatOf(out);
  if (!format) throw new Error(`--out ${out}: its extension is one of ${TABLE_EXTENSIONS}`);
  return format;
}

/** Writes neighbours, as `saveTable`. */
export function saveNeighbours(out: string, neighbours: readonly Neighbour[], options: CsvOptions): Promise<void> {
  return saveTable(out, cutoutTable(neighbours), 'neighbours', options);
}

/** Writes a ranking with the ratings that it came from, as `saveTable`. */
export function saveRanking(out: string, { cutouts, rated }: RankResult, options: CsvOptions): Promise<void> {
  return saveTable(out, rankingTable(cutouts, rated), 'galaxies, the rated included,', options);
}

function reasonOfSaving(error: unknown): string {
  const fault = diskFaultOf(error);
  if (fault)
    return fault === 'full' ? 'the disk is full; free some space' : 'it cannot be written to; choose another place';
  const { code, message } = error as NodeJS.ErrnoException;
  switch (code) {
    case 'ENOENT':
      return 'its folder is not there; make it first';
    case 'ENOTDIR':
      return 'what it lies in is no folder';
    case 'EISDIR':
      return 'it is a folder; name a file';
    default:
      return message;
  }
}

/**
 * Writes a table in the format that the file's extension names, whole or not at all, and says on stderr how many of `what` it has.
 * @throws Error where the extension names none, or the file cannot be written
 */
export async function saveTable(out: string, table: ExportTable, what: string, options: CsvOptions): Promise<void> {
  const { bytes, written, leftOut } = writeTable(table, knownFormat(out), options);
  try {
    await writeAtomically(path.resolve(out), [bytes]);
  } catch (error) {
    throw new Error(`--out ${out}: ${reasonOfSaving(error)}`, { cause: error });
  }
  const without = leftOut > 0 ? `, ${leftOut} without a position left out` : '';
  process.stderr.write(`morphoscope: ${written} ${what} in ${printable(out)}${without}\n`);
}
