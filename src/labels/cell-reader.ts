import { type CellValue, textOf } from './table';
import { copyOf } from './text-codes';

/**
 * Is told of the cells of a column that are not empty, in the order of rows. Most tables have millions of them, so that
 * texts are told as the places where they stand: no string is made of one unless it is asked for.
 */
export interface CellReader {
  /**
   * A cell's text, without blanks around it: what stands in `source` from `from` to `to`, and the same in `codes`, which
   * hold it during the call alone.
   */
  text(codes: Uint16Array, from: number, to: number, source: string): void;
  /** A number, whose text is that which JavaScript writes. */
  number(value: number): void;
  /** Several values, as one text. */
  several(text: string): void;
}

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
  if (trimmed.length > short.length) return reader.text(copyOf(trimmed), 0, trimmed.length, trimmed);
  for (let i = 0; i < trimmed.length; i++) short[i] = trimmed.charCodeAt(i);
  reader.text(short, 0, trimmed.length, trimmed);
}

/** Most texts are no longer, and are copied in less time than memory is asked for. */
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
