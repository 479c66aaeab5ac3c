import type { CellReader } from './cell-reader';
import { type CellValue, textOf } from './table';

const BLANK = 32;
/** What may be a blank behind ASCII: told by `trim`. */
const ASCII = 127;

/** Tells a reader of a text that may have blanks around it, or be empty. */
export function tellText(reader: CellReader, codes: Uint16Array, from: number, to: number, source: string): void {
  while (from < to && isBlank(codes[from])) from++;
  while (to > from && isBlank(codes[to - 1])) to--;
  if (from === to) return;
  if (codes[from] > ASCII || codes[to - 1] > ASCII) return tellOwnText(reader, source.slice(from, to));
  reader.text(codes, from, to, source);
}

/** Tells a reader of a text that stands nowhere as it is. */
export function tellOwnText(reader: CellReader, text: string): void {
  const trimmed = text.trim();
  if (trimmed === '') return;
  const codes = trimmed.length > short.length ? new Uint16Array(trimmed.length) : short;
  for (let i = 0; i < trimmed.length; i++) codes[i] = trimmed.charCodeAt(i);
  reader.text(codes, 0, trimmed.length, trimmed);
}

/** Most texts are no longer: for them no memory is asked for. */
const short = new Uint16Array(64);

/** Tells a reader of a cell of a table whose cells are values already. */
export function tellValue(reader: CellReader, value: CellValue): void {
  if (typeof value === 'number') reader.number(value);
  else if (typeof value === 'string') tellOwnText(reader, value);
  else if (Array.isArray(value)) reader.several(textOf(value));
  else if (value !== null) tellOwnText(reader, textOf(value));
}

function isBlank(code: number): boolean {
  return code === BLANK || (code >= 9 && code <= 13);
}
