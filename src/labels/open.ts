import { openAscii } from './ascii';
import { CsvTable } from './csv-table';
import { isGzip } from '../fits';
import { openEcsv } from './ecsv';
import { LabelError } from './error';
import { extensionOf } from './file-names';
import { openFitsTable } from './fits-table';
import { JsonLinesTable } from './json-lines';
import { openParquet } from './parquet';
import type { LabelFormat, LabelTable } from './table';
import type { TextTable } from './text-table';
import { gunzippedStart, requireNoXml, requireTable } from './other-formats';
import { decodeUtf8 } from './utf8';
import { openGzippedVotable, openVotable, rootOf } from './votable';

type TextFormat = Exclude<LabelFormat, 'fits' | 'parquet' | 'votable' | 'ascii'>;

const BY_EXTENSION: ReadonlyMap<string, TextFormat> = new Map<string, TextFormat>(
  Object.entries({
    csv: 'csv',
    tsv: 'tsv',
    tab: 'tsv',
    jsonl: 'jsonl',
    ndjson: 'jsonl',
    ecsv: 'ecsv',
  } as const),
);

/** The format of a label file that is text: by its first line, its extension, and its first character, in this order. */
export function textFormat(name: string, text: string): TextFormat {
  const start = text.startsWith('\uFEFF') ? 1 : 0;
  if (/^# %ECSV /.test(text.slice(start, start + 8))) return 'ecsv';
  const known = BY_EXTENSION.get(extensionOf(name));
  if (known) return known;
  const first = /\S/.exec(text.slice(start))?.[0];
  if (first === '[') {
    throw new LabelError(name, 'a JSON array cannot be edited row by row; write JSON Lines, one object a line');
  }
  return first === '{' ? 'jsonl' : 'csv';
}

/** Whether a table is written to: a text file of unknown kind is read as one, but it may be anything. */
export function isWritable(name: string): boolean {
  const format = BY_EXTENSION.get(extensionOf(name));
  return format !== undefined && format !== 'ecsv';
}

/** @throws LabelError where one of the names, a link's and where it leads, is none of a table that is written to */
export function requireWritable(file: string, ...real: readonly string[]): void {
  const other = [file, ...real].find((name) => !isWritable(name));
  if (other === undefined) return;
  const what = other === file ? 'its name' : `it leads to ${other}, whose name`;
  throw new LabelError(
    file,
    `${what} does not end in .csv, .tsv, .tab, .jsonl or .ndjson, and nothing else is written to`,
  );
}

/**
 * Opens a label file that can be edited: CSV, TSV or JSON Lines.
 * @param name its path: the extension tells the format, and errors name it
 * @param text its text, a byte order mark and line ends as they are
 * @throws LabelError where the text is no such table, with the line and what to do
 */
export function openTextTable(name: string, text: string): TextTable {
  const format = textFormat(name, text);
  if (format === 'ecsv') throw new LabelError(name, 'an ECSV file is read, not edited');
  if (rootOf(text) === 'VOTABLE') throw new LabelError(name, 'a VOTable is read, not edited');
  return format === 'jsonl' ? JsonLinesTable.open(name, text) : CsvTable.open(name, format, text);
}

const FITS_EXTENSION = /\.(?:fits?|fts)(?:\.(?:gz|z|bz2))?$/i;

/**
 * Opens a label file of any format: CSV, TSV and JSON Lines to be edited (a TextTable), ECSV, FITS, Parquet,
 * VOTable and text in aligned columns to be read. Parquet, FITS, ECSV and VOTable are known by their first bytes, the others by the extension
 * and their first lines.
 * @param name its path: errors name it
 * @param content its bytes, or the text of an editor
 * @throws LabelError where it is no table of a format that is read, with what to do
 */
export async function openLabels(name: string, content: Uint8Array | string): Promise<LabelTable> {
  if (typeof content === 'string') return openText(name, content);
  if (startsWith(content, 'PAR1')) return openParquet(name, content);
  if (startsWith(content, 'SIMPLE') || FITS_EXTENSION.test(name)) return openFitsTable(name, content);
  requireTable(name, content);
  if (rootOf(content) === 'VOTABLE') return openVotable(name, content);
  if (isGzip(content)) return openGzipped(name, content);
  if (extensionOf(name) === 'parquet')
    throw new LabelError(name, 'the file is no Parquet file: it does not start with PAR1');
  return openText(name, decodeUtf8(name, content));
}

/** A VOTable is read, not edited, and so it may be compressed as it often is. */
function openGzipped(name: string, content: Uint8Array): LabelTable {
  if (rootOf(gunzippedStart(content)) === 'VOTABLE') return openGzippedVotable(name, content);
  throw new LabelError(name, 'the file is compressed with gzip; decompress it, so that it can be edited');
}

function openText(name: string, text: string): LabelTable {
  if (rootOf(text) === 'VOTABLE') return openVotable(name, text);
  requireNoXml(name, text);
  const format = textFormat(name, text);
  if (format === 'ecsv') return openEcsv(name, text);
  return (format === 'jsonl' ? undefined : openAscii(name, text)) ?? openTextTable(name, text);
}

function startsWith(bytes: Uint8Array, word: string): boolean {
  return [...word].every((char, i) => bytes[i] === char.charCodeAt(0));
}
