import { openAscii } from './ascii';
import { CsvTable } from './csv-table';
import { isGzip } from '../fits';
import { openEcsv } from './ecsv';
import { LabelError } from './error';
import { openFitsTable } from './fits-table';
import { JsonLinesTable } from './json-lines';
import { openParquet } from './parquet';
import type { LabelFormat, LabelTable } from './table';
import type { TextTable } from './text-table';
import { decodeUtf8 } from './utf8';

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

/** Lower case, without the dot; '' where there is none. */
export function extensionOf(name: string): string {
  return /\.([^./\\]+)$/.exec(name)?.[1].toLowerCase() ?? '';
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
  return format === 'jsonl' ? JsonLinesTable.open(name, text) : CsvTable.open(name, format, text);
}

const FITS_EXTENSION = /\.(?:fits?|fts)(?:\.(?:gz|z|bz2))?$/i;

/**
 * Opens a label file of any format: CSV, TSV and JSON Lines to be edited (a TextTable), ECSV, FITS and Parquet to be read.
 * Parquet, FITS and ECSV are known by their first bytes, the others by the extension.
 * @param name its path: errors name it
 * @param content its bytes, or the text of an editor
 * @throws LabelError where it is no table of a format that is read, with what to do
 */
export async function openLabels(name: string, content: Uint8Array | string): Promise<LabelTable> {
  if (typeof content === 'string') return openText(name, content);
  if (startsWith(content, 'PAR1')) return openParquet(name, content);
  if (startsWith(content, 'SIMPLE') || FITS_EXTENSION.test(name)) return openFitsTable(name, content);
  const other = otherFormat(content);
  if (other !== undefined) throw new LabelError(name, other);
  if (isGzip(content))
    throw new LabelError(name, 'the file is compressed with gzip; decompress it, so that it can be edited');
  if (extensionOf(name) === 'parquet')
    throw new LabelError(name, 'the file is no Parquet file: it does not start with PAR1');
  return openText(name, decodeUtf8(name, content));
}

/** Formats that are no tables that are read, by their first bytes, each with what to do. */
const OTHERS: readonly (readonly [bytes: readonly number[], reason: string])[] = [
  [
    [0x89, 0x48, 0x44, 0x46],
    'it is an HDF5 file, which is not read as a table; save its table as CSV, FITS or Parquet',
  ],
  [[0x50, 0x4b, 3, 4], 'it is a spreadsheet (xlsx, ods) or another zip archive; save its sheet as CSV'],
  [[0xd0, 0xcf, 0x11, 0xe0], 'it is an old spreadsheet (xls); save its sheet as CSV'],
  [[0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59], 'it is a NumPy array, without names of columns; save it as CSV with a header'],
];

/** Why a file is no table that is read; undefined where it may be one. */
function otherFormat(content: Uint8Array): string | undefined {
  const start = new TextDecoder('latin1').decode(content.subarray(0, 512));
  if (/^[^<]{0,3}\s*<(?:\?xml|VOTABLE|!DOCTYPE)/i.test(start)) {
    return /<VOTABLE/i.test(start)
      ? 'it is a VOTable, which is not read yet; save it as CSV, FITS or Parquet, with TOPCAT or astropy'
      : 'it is XML or HTML, no table; save it as CSV';
  }
  return OTHERS.find(([bytes]) => bytes.every((byte, i) => content[i] === byte))?.[1];
}

function openText(name: string, text: string): LabelTable {
  const format = textFormat(name, text);
  if (format === 'ecsv') return openEcsv(name, text);
  return (format === 'jsonl' ? undefined : openAscii(name, text)) ?? openTextTable(name, text);
}

function startsWith(bytes: Uint8Array, word: string): boolean {
  return [...word].every((char, i) => bytes[i] === char.charCodeAt(0));
}
