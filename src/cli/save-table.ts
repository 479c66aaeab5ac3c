import path from 'node:path';
import type { Command } from 'commander';
// By its file: the room's index would load the native libraries.
import { writeAtomically } from '../files';
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

/**
 * Writes neighbours as a table in the format that the file's extension names, whole or not at all, and says so on stderr.
 * @throws Error where the extension names none, or the file cannot be written
 */
export function saveNeighbours(out: string, neighbours: readonly Neighbour[], options: CsvOptions): Promise<void> {
  return save(out, cutoutTable(neighbours), 'neighbours', options);
}

/** Writes a ranking with the ratings that it came from, as `saveNeighbours`. */
export function saveRanking(out: string, { cutouts, rated }: RankResult, options: CsvOptions): Promise<void> {
  return save(out, rankingTable(cutouts, rated), 'galaxies, the rated included,', options);
}

function reasonOfSaving({ code, message }: NodeJS.ErrnoException): string {
  switch (code) {
    case 'ENOENT':
      return 'its folder is not there; make it first';
    case 'ENOTDIR':
      return 'what it lies in is no folder';
    case 'EISDIR':
      return 'it is a folder; name a file';
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return 'it cannot be written to; choose another place';
    case 'ENOSPC':
    case 'EDQUOT':
      return 'the disk is full; free some space';
    default:
      return message;
  }
}

async function save(out: string, table: ExportTable, what: string, options: CsvOptions): Promise<void> {
  const { bytes, written, leftOut } = writeTable(table, knownFormat(out), options);
  try {
    await writeAtomically(path.resolve(out), [bytes]);
  } catch (error) {
    throw new Error(`--out ${out}: ${reasonOfSaving(error as NodeJS.ErrnoException)}`, { cause: error });
  }
  const without = leftOut > 0 ? `, ${leftOut} without a position left out` : '';
  process.stderr.write(`morphoscope: ${written} ${what} in ${printable(out)}${without}\n`);
}
