import type { CellReader } from './cell-reader';
import { tellOwnText, tellText } from './tell-cells';
import { decodeField, type Dialect } from './csv-row';
import type { Block } from './row-text';
import { codesOf } from './text-codes';

const QUOTE = 34;
const BLANK = 32;

/** Blocks all of whose rows have so many values. */
const even = new WeakMap<Block, number>();

/** Whether each row of a block is known to have so many values. */
export function isEven(block: Block, columns: number): boolean {
  return even.get(block) === columns;
}

/**
 * Tells readers of the cells of a block of separated values, the rows in their order.
 * @param readers of each column, undefined where nobody reads it
 */
export function readSeparated(block: Block, dialect: Dialect, readers: readonly (CellReader | undefined)[]): void {
  const { text, starts, ends } = block;
  const codes = codesOf(text);
  const delimiter = dialect.delimiter.charCodeAt(0);
  let isEvenBlock = true;
  for (let row = 0; row < starts.length; row++) {
    const [start, end] = [starts[row], ends[row]];
    let column = 0;
    for (let at = start; ; at++, column++) {
      if (dialect.padded && at > start) while (at < end && codes[at] === BLANK) at++;
      const from = at;
      const quoted = at < end && codes[at] === QUOTE;
      if (quoted) at = behindQuote(codes, at, end);
      while (at < end && codes[at] !== delimiter) at++;
      const reader = column < readers.length ? readers[column] : undefined;
      if (reader !== undefined) {
        if (quoted) tellQuoted(reader, codes, from, at, text);
        else tellText(reader, codes, from, at, text);
      }
      if (at >= end) break;
    }
    if (column + 1 !== readers.length) isEvenBlock = false;
  }
  if (isEvenBlock) even.set(block, readers.length);
}

/** Behind the quote that closes what is opened at `open`; `end` where none does. */
function behindQuote(codes: Uint16Array, open: number, end: number): number {
  for (let at = open + 1; at < end; at++) {
    if (codes[at] !== QUOTE) continue;
    if (at + 1 >= end || codes[at + 1] !== QUOTE) return at + 1;
    at++;
  }
  return end;
}

function tellQuoted(reader: CellReader, codes: Uint16Array, from: number, to: number, text: string): void {
  // Mostly a quote stands at either end and nowhere else.
  const close = to - 1;
  let inner = from + 1;
  while (inner < close && codes[inner] !== QUOTE) inner++;
  if (inner === close && codes[close] === QUOTE) tellText(reader, codes, from + 1, close, text);
  else tellOwnText(reader, decodeField(text.slice(from, to)));
}
