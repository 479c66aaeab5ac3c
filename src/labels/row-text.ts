import { applyEdits, type TextEdit } from './edit';

const LF = 10;
const CR = 13;

/** Rows that follow one another, and the text they lie in. Offsets are of that text. */
export interface Block {
  readonly text: string;
  /** Offset of each row's first character. */
  readonly starts: Uint32Array;
  /** Behind each row's last character; its line end is not the row's. */
  readonly ends: Uint32Array;
  /** Keys of the rows in the order in which they are first seen, of formats whose rows have keys. */
  readonly keys: readonly string[];
}

/** Result of scanning a text from the start of a row. */
export interface Scan {
  /** Its text goes to `end`. */
  readonly block: Block;
  readonly end: number;
  /** Whether a row may start at `end`; false where the text, which is not the file's last, ends inside a row. */
  readonly whole: boolean;
  /** Where a quote was opened that is not closed before `end`; -1 where there is none. */
  readonly open: number;
}

/** Says that the text is no table: `offset` is of the text that is being scanned. */
export type Fail = (offset: number, reason: string) => never;

/** How a format's rows are found. */
export interface Scanner {
  /**
   * Scans rows from `from`, where a row must start, until about `size` characters are passed or the text ends.
   * @param last whether the file ends where the text does: a row may then do without a line end
   */
  scan(text: string, from: number, size: number, last: boolean, fail: Fail): Scan;
  /** The message for a quote that is never closed. */
  readonly unclosed: string;
}

/** Says that a text is no table, at which 1-based line of it. */
export type FailAt = (line: number, reason: string) => never;

/** So large that a million rows are a few hundred blocks, so small that scanning one again takes no time to notice. */
export const BLOCK = 65_536;

/**
 * The rows of a text, in blocks that are never changed: after an edit the blocks it does not touch are the same
 * objects, so that the price of an edit is that of scanning one block, whatever the number of rows.
 */
export class RowText {
  readonly rows: number;
  /** Characters. */
  readonly length: number;
  /** First row of each block, with one entry more at the end. */
  private readonly firstRow: Int32Array;
  private readonly offset: Float64Array;
  private joined: string | undefined;
  /** The block that was asked for last: rows are mostly asked for in order. */
  private recent = 0;

  /** @param head what comes before the rows; it ends with a line end unless there are no rows */
  private constructor(
    readonly head: string,
    readonly blocks: readonly Block[],
    private readonly scanner: Scanner,
    /** About how many characters a block has. */
    readonly size: number,
  ) {
    this.firstRow = new Int32Array(blocks.length + 1);
    this.offset = new Float64Array(blocks.length + 1);
    this.offset[0] = head.length;
    blocks.forEach(({ text, starts }, b) => {
      this.firstRow[b + 1] = this.firstRow[b] + starts.length;
      this.offset[b + 1] = this.offset[b] + text.length;
    });
    this.rows = this.firstRow[blocks.length];
    this.length = this.offset[blocks.length];
  }

  /** The rows of `text` from `headEnd` on. */
  static of(text: string, headEnd: number, scanner: Scanner, failAt: FailAt, size = BLOCK): RowText {
    const blocks: Block[] = [];
    const fail: Fail = (offset, reason) => failAt(1 + lineEnds(text, offset), reason);
    for (let at = headEnd; at < text.length;) {
      const { block, end, open } = scanner.scan(text, at, size, true, fail);
      if (open >= 0) fail(open, scanner.unclosed);
      blocks.push(block);
      at = end;
    }
    const made = new RowText(text.slice(0, headEnd), blocks, scanner, size);
    made.joined = text;
    return made;
  }

  get text(): string {
    return (this.joined ??= this.head + this.blocks.map(({ text }) => text).join(''));
  }

  /** The text from `from` to `to` (exclusive). */
  slice(from: number, to: number): string {
    if (this.joined !== undefined) return this.joined.slice(from, to);
    if (to <= this.head.length) return this.head.slice(from, to);
    let out = from < this.head.length ? this.head.slice(from) : '';
    for (let b = this.blockAt(from); b < this.blocks.length && this.offset[b] < to; b++) {
      out += this.blocks[b].text.slice(Math.max(0, from - this.offset[b]), to - this.offset[b]);
    }
    return out;
  }

  /** Where a row lies: its block, its place in it, and the offset of the block's text. */
  place(row: number): { block: Block; at: number; offset: number } {
    if (!(Number.isInteger(row) && row >= 0 && row < this.rows)) {
      throw new RangeError(`row ${row} is asked of a table of ${this.rows}`);
    }
    let b = this.recent;
    if (!(row >= this.firstRow[b] && row < this.firstRow[b + 1])) b = this.recent = lastNotAbove(this.firstRow, row);
    return { block: this.blocks[b], at: row - this.firstRow[b], offset: this.offset[b] };
  }

  /** Offsets of a row's first character and of its end, without its line end. */
  span(row: number): { from: number; to: number } {
    const { block, at, offset } = this.place(row);
    return { from: offset + block.starts[at], to: offset + block.ends[at] };
  }

  /** The row that starts at the offset; -1 where none does. */
  rowAt(offset: number): number {
    const b = this.blockAt(offset);
    if (offset < this.head.length || b >= this.blocks.length) return -1;
    const at = lastNotAbove(this.blocks[b].starts, offset - this.offset[b]);
    return at >= 0 && this.blocks[b].starts[at] === offset - this.offset[b] ? this.firstRow[b] + at : -1;
  }

  /** The last row that starts at the offset or before it; -1 where all start behind it. */
  rowBefore(offset: number): number {
    if (offset < this.head.length) return -1;
    const b = Math.min(this.blockAt(offset), this.blocks.length - 1);
    if (b < 0) return -1;
    return this.firstRow[b] + lastNotAbove(this.blocks[b].starts, offset - this.offset[b]);
  }

  /** The 1-based line of an offset. */
  lineOf(offset: number): number {
    return 1 + lineEnds(this.text, offset);
  }

  /** Whether an edit changes what comes before the rows, or could. */
  touchesHead({ from }: TextEdit): boolean {
    return from < this.head.length || (this.blocks.length === 0 && from === this.head.length);
  }

  /**
   * The rows after edits of which none touches the head. Blocks are scanned again from the first that an edit touches
   * to the next old block at whose start a row starts: from there on the old rows are the new ones, since a scan knows
   * nothing but where it is. That a carriage return and a line feed may come together where two blocks meet is nothing to
   * look after: whether an empty line or none is between them, the rows are the same.
   * @param edits in order
   * @param head the new head; it, too, ends where a row may start
   */
  apply(edits: readonly TextEdit[], failAt: FailAt, head = this.head): RowText {
    const { offset, blocks: old } = this;
    const blocks: Block[] = [];
    let edit = 0;
    for (let b = 0; b < old.length;) {
      if (edit === edits.length || (edits[edit].from > offset[b + 1] && b + 1 < old.length)) {
        blocks.push(old[b++]);
        continue;
      }
      let end = b + 1;
      for (let more = 1; ; more *= 2) {
        let behind = edit;
        // An insertion between two blocks belongs to the former, behind whose last row it stands.
        while (behind < edits.length && (end === old.length || edits[behind].from <= offset[end])) {
          while (offset[end] < edits[behind].to) end++;
          behind++;
        }
        const text = this.replaced(b, end, edits.slice(edit, behind));
        const last = end === old.length;
        const scanned = this.scanAll(text, last, () => head + blocks.map((one) => one.text).join(''), failAt);
        if (scanned) {
          blocks.push(...scanned);
          edit = behind;
          b = end;
          break;
        }
        // A quote is open or a row has no end yet. Each time twice as much is taken in: one by one would be quadratic.
        end = Math.min(old.length, end + more);
      }
    }
    return new RowText(head, blocks, this.scanner, this.size);
  }

  /**
   * Which rows may have come otherwise since `before`, of which this is the outcome of edits: rows `from` to `to`
   * (exclusive) stand in the place of its rows `from` to `toBefore`.
   */
  changedSince(before: RowText): { from: number; to: number; toBefore: number } {
    const [now, then] = [this.blocks, before.blocks];
    const fewer = Math.min(now.length, then.length);
    // A text that was read anew has blocks of its own.
    const same = (a: Block, b: Block) => a === b || a.text === b.text;
    let first = 0;
    while (first < fewer && same(now[first], then[first])) first++;
    let last = 0;
    while (last < fewer - first && same(now[now.length - 1 - last], then[then.length - 1 - last])) last++;
    return {
      from: this.firstRow[first],
      to: this.firstRow[now.length - last],
      toBefore: before.firstRow[then.length - last],
    };
  }

  /** The text of old blocks `b` to `end` (exclusive) after edits that lie in them. */
  private replaced(b: number, end: number, edits: readonly TextEdit[]): string {
    const start = this.offset[b];
    const text = this.blocks.slice(b, end).map((one) => one.text).join(''); // prettier-ignore
    const shifted = edits.map(({ from, to, text }) => ({ from: from - start, to: to - start, text }));
    return applyEdits(text, shifted);
  }

  /** The blocks of a text; undefined where it ends inside a row though it is not the last. */
  private scanAll(text: string, last: boolean, before: () => string, failAt: FailAt): Block[] | undefined {
    const fail: Fail = (offset, reason) => {
      const all = before() + text;
      return failAt(1 + lineEnds(all, all.length - text.length + offset), reason);
    };
    const found: Block[] = [];
    for (let at = 0; at < text.length;) {
      const { block, end, whole, open } = this.scanner.scan(text, at, this.size, last, fail);
      if (!last && !whole) return undefined;
      if (open >= 0) fail(open, this.scanner.unclosed);
      found.push(block);
      at = end;
    }
    return found;
  }

  /** The block that holds the character at the offset; behind the last character, how many blocks there are. */
  private blockAt(offset: number): number {
    return offset >= this.length ? this.blocks.length : Math.max(0, lastNotAbove(this.offset, offset));
  }
}

/** The index of the last value that is `x` or less, of ascending values; -1 where all are more. */
function lastNotAbove(ascending: Uint32Array | Int32Array | Float64Array, x: number): number {
  let [low, high] = [0, ascending.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle] <= x) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** How many lines end before the offset: by CRLF, LF or CR. */
export function lineEnds(text: string, offset = text.length): number {
  let count = 0;
  for (let at = 0; at < offset; at++) {
    const code = text.charCodeAt(at);
    if (code === LF || (code === CR && text.charCodeAt(at + 1) !== LF)) count++;
  }
  return count;
}
