import type { CellReader } from './cell-reader';
import { applyEdits, type TextEdit } from './edit';
import { LabelError } from './error';
import { readJsonLines } from './json-cells';
import { decodeJson, encodeJson, type JsonSpan, jsonSpans, type JsonStyle } from './json-row';
import { jsonScanner } from './json-scanner';
import { MemberIndex } from './member-index';
import { type Block, BLOCK, type FailAt, RowText } from './row-text';
import { type CellValue, columnIndex, type ColumnRef, type LabelProblem, type Scalar, textOf } from './table';
import { withoutTag, withTag, withTagRenamed } from './tag-cell';
import { type CellChange, joined, type NewRow, TextTable } from './text-table';

/**
 * JSON Lines (jsonlines.org): a row is an object, a column a name that any of them has, in the order in which they come.
 * A row that has not the name, or null there, has null in the column. Of a name that an object has twice the last counts,
 * as for every reader of JSON.
 */
export class JsonLinesTable extends TextTable {
  readonly format = 'jsonl';
  /** A carriage return alone is a blank of JSON. */
  protected override readonly lineEnd = /\r?\n/;
  readonly columns: readonly string[];

  private constructor(name: string, body: RowText) {
    super(name, body);
    const keys = new Set<string>();
    for (const block of body.blocks) for (const key of block.keys) keys.add(key);
    this.columns = [...keys];
  }

  /**
   * @param block about how many characters are scanned again after an edit
   * @throws LabelError where a line is no JSON object
   */
  static open(name: string, text: string, block = BLOCK): JsonLinesTable {
    const start = text.startsWith('\uFEFF') ? 1 : 0;
    return new JsonLinesTable(name, RowText.of(text, start, jsonScanner, failAt(name), block));
  }

  protected override cellOf(block: Block, at: number, column: number): CellValue {
    const raw = this.rawOf(block, at, column);
    return raw === undefined ? null : decodeJson(raw);
  }

  protected override rawOf(block: Block, at: number, column: number): string | undefined {
    const { text, starts, ends } = block;
    if (this.isWide) {
      const place = MemberIndex.of(block).value(at, this.columns[column]);
      return place && text.slice(place.from, place.to);
    }
    const span = memberOf(jsonSpans(text, starts[at], ends[at]), this.columns[column]);
    return span && text.slice(span.value, span.to);
  }

  override rowCells(row: number): readonly CellValue[] {
    const { block, at } = this.body.place(row);
    const spans = jsonSpans(block.text, block.starts[at], block.ends[at]);
    const places = new Map(spans.map(({ key }, i) => [key, i]));
    return this.columns.map((column) => {
      const place = places.get(column);
      return place === undefined ? null : decodeJson(block.text.slice(spans[place].value, spans[place].to));
    });
  }

  override tellCells(readers: ReadonlyMap<number, CellReader>): void {
    const readerOf = (name: string) => readers.get(this.indexOf(name));
    readJsonLines(this.body.blocks, readerOf);
  }

  override setCells(changes: readonly CellChange[]): TextEdit[] {
    const seen = this.seen();
    const edits: TextEdit[] = [];
    for (const [row, cells] of this.byRow(changes)) {
      const { block, at, offset } = this.body.place(row);
      const style = styleOf(alsoSeen(seen, block.text.slice(block.starts[at], block.ends[at])));
      const spans = jsonSpans(block.text, block.starts[at], block.ends[at]);
      const mine: TextEdit[] = [];
      const added: [string, CellValue][] = [];
      for (const [column, value] of cells) {
        const span = memberOf(spans, this.columns[column]);
        if (span) {
          const text = encodeJson(value, style);
          if (encodeJson(decodeJson(block.text.slice(span.value, span.to)), style) === text) continue;
          mine.push({ from: offset + span.value, to: offset + span.to, text });
        } else if (value !== null) added.push([this.columns[column], value]);
      }
      mine.sort((a, b) => a.from - b.from);
      if (added.length > 0) mine.push(membersAdded(spans, offset, block.starts[at], added, style));
      edits.push(...mine);
    }
    return joined(edits);
  }

  /** Names that no row has yet become columns. */
  override appendRows(rows: readonly NewRow[]): TextEdit[] {
    const style = styleOf(this.seen());
    const order = [...new Set([...this.lastKeys(), ...this.columns])];
    return this.appendLines(
      rows.map((row) => {
        const known = order.filter((key) => Object.hasOwn(row, key));
        const keys = [...known, ...Object.keys(row).filter((key) => this.indexOf(key) < 0)];
        const members = keys.map((key) => member(key, row[key], style)).join(style.comma);
        return `{${style.open}${members}${style.close}}`;
      }),
    );
  }

  override addColumn(name: string, values: readonly CellValue[] = []): TextEdit[] {
    const wanted = this.checkedName(name);
    if (this.rows === 0)
      throw new LabelError(this.name, 'a file without rows has no columns; append rows that have it');
    if (values.length > this.rows) throw new RangeError(`${values.length} values for ${this.rows} rows`);
    const seen = this.seen();
    const edits: TextEdit[] = [];
    let offset = this.body.head.length;
    for (const { text, starts, ends } of this.body.blocks) {
      for (let i = 0; i < starts.length; i++) {
        const spans = jsonSpans(text, starts[i], ends[i]);
        const style = styleOf(alsoSeen(seen, text.slice(starts[i], ends[i])));
        edits.push(membersAdded(spans, offset, starts[i], [[wanted, values[edits.length] ?? null]], style));
      }
      offset += text.length;
    }
    return edits;
  }

  /**
   * A cell that is an array gets one more element, a string one more part; an empty one becomes what others are, and of a
   * number or a truth the first of its tags is made.
   */
  override addTag(rows: number | readonly number[], column: ColumnRef, tag: string): TextEdit[] {
    const seen = this.seen();
    const isText = this.tagsAreText(column);
    return this.changeTags(rows, column, ({ row, span, offset, text, line }) => {
      const value = span ? decodeJson(text.slice(span.value, span.to)) : null;
      if (span && Array.isArray(value)) {
        const wanted = this.checkedTag(tag, column, undefined);
        if (value.some((one: Scalar) => textOf(one) === wanted)) return [];
        const last = jsonSpans(text, span.value, span.to).at(-1);
        const style = styleOf(alsoSeen(seen, line));
        const at = offset + (last ? last.to : span.value + 1);
        return [{ from: at, to: at, text: (last ? style.element : '') + encodeJson(wanted, style) }];
      }
      const own = textOf(value);
      if (!isText && (own === '' || typeof value !== 'string')) {
        const wanted = this.checkedTag(tag, column, undefined);
        const kept = own === '' ? [] : [value as Scalar];
        return own === wanted ? [] : this.setCells([{ row, column, value: [...kept, wanted] }]);
      }
      const tags = this.tagStyle(column);
      const wanted = this.checkedTag(tag, column, tags.separator);
      const before = typeof value === 'string' ? value : own;
      return own === wanted ? [] : this.setCells([{ row, column, value: withTag(before, wanted, tags) }]);
    });
  }

  override removeTag(rows: number | readonly number[], column: ColumnRef, tag: string): TextEdit[] {
    const wanted = tag.trim();
    return this.changeTags(rows, column, ({ row, span, offset, text }) => {
      const value = span ? decodeJson(text.slice(span.value, span.to)) : null;
      if (typeof value === 'string') {
        return this.setCells([{ row, column, value: withoutTag(value, wanted, this.tagStyle(column).separator) }]);
      }
      if (!span || wanted === '') return [];
      if (!Array.isArray(value)) return textOf(value) === wanted ? this.setCells([{ row, column, value: null }]) : [];
      const elements = jsonSpans(text, span.value, span.to);
      const kept = elements.filter((_, i) => textOf(value[i] as Scalar) !== wanted);
      if (kept.length === elements.length) return [];
      const texts = kept.map(({ value: from, to }) => text.slice(from, to));
      // The first and last blanks of the array are its own; those between two elements go with the element removed.
      const [first, last] = [elements[0], elements[elements.length - 1]];
      const gap = elements.length > 1 ? text.slice(first.to, elements[1].from) : '';
      return [{ from: offset + first.from, to: offset + last.to, text: texts.join(gap) }];
    });
  }

  override renameTag(rows: number | readonly number[], column: ColumnRef, from: string, to: string): TextEdit[] {
    const [old, seen] = [from.trim(), this.seen()];
    return this.changeTags(rows, column, ({ row, span, offset, text, line }) => {
      const value = span ? decodeJson(text.slice(span.value, span.to)) : null;
      if (typeof value === 'string') {
        const { separator } = this.tagStyle(column);
        const wanted = this.checkedTag(to, column, separator);
        return this.setCells([{ row, column, value: withTagRenamed(value, old, wanted, separator) }]);
      }
      if (!span || old === '') return [];
      const { value: start, to: end } = span;
      const style = styleOf(alsoSeen(seen, line));
      if (!Array.isArray(value)) {
        const text = encodeJson(this.checkedTag(to, column, this.tagStyle(column).separator), style);
        return textOf(value) === old ? [{ from: offset + start, to: offset + end, text }] : [];
      }
      const wanted = this.checkedTag(to, column, undefined);
      if (old === wanted) return [];
      const tags = value.map((one: Scalar) => textOf(one));
      if (!tags.includes(old)) return [];
      if (tags.includes(wanted)) return this.removeTag(row, column, old);
      // One that is there twice is there once then; with that the array is written anew.
      if (tags.indexOf(old) !== tags.lastIndexOf(old)) {
        const kept = value.map((one: Scalar, i) => (tags[i] === old ? wanted : one));
        return this.setCells([
          { row, column, value: kept.filter((one, i) => one !== wanted || kept.indexOf(one) === i) },
        ]);
      }
      const element = jsonSpans(text, start, end)[tags.indexOf(old)];
      return [{ from: offset + element.value, to: offset + element.to, text: encodeJson(wanted, style) }];
    });
  }

  private changeTags(
    rows: number | readonly number[],
    column: ColumnRef,
    change: (cell: {
      row: number;
      span: JsonSpan | undefined;
      offset: number;
      text: string;
      line: string;
    }) => TextEdit[],
  ): TextEdit[] {
    const key = this.columns[columnIndex(this, column)];
    const all = [...new Set(typeof rows === 'number' ? [rows] : rows)].sort((a, b) => a - b);
    const edits = all.flatMap((row) => {
      const { block, at, offset } = this.body.place(row);
      const span = memberOf(jsonSpans(block.text, block.starts[at], block.ends[at]), key);
      const line = block.text.slice(block.starts[at], block.ends[at]);
      return change({ row, span, offset, text: block.text, line });
    });
    return this.keepingSeparator(column, edits);
  }

  /** Whether a column's tags stand in strings: where any cell near the end has one, and none an array. */
  private tagsAreText(column: ColumnRef): boolean {
    const index = columnIndex(this, column);
    let texts = 0;
    for (const { block, at } of this.examples()) {
      const cell = this.cellOf(block, at, index);
      if (Array.isArray(cell)) return false;
      if (typeof cell === 'string') texts++;
    }
    return texts > 0;
  }

  override apply(edits: readonly TextEdit[]): JsonLinesTable {
    const sorted = this.checkedEdits(edits);
    const afresh = () => JsonLinesTable.open(this.name, applyEdits(this.text, sorted), this.body.size);
    if (sorted.some((edit) => this.body.touchesHead(edit))) return afresh();
    // A byte order mark that has come to the start of the text is no part of a row.
    if (this.body.head === '' && sorted[0]?.from === 0) return afresh();
    return new JsonLinesTable(this.name, this.body.apply(sorted, failAt(this.name)));
  }

  /** None: a file with a line that is no object is not opened, and an object may have any names. */
  override problems(): LabelProblem[] {
    return [];
  }

  private lastKeys(): string[] {
    if (this.rows === 0) return [];
    const { block, at } = this.body.place(this.rows - 1);
    return jsonSpans(block.text, block.starts[at], block.ends[at]).map(({ key }) => key);
  }

  /** How the last rows are written. */
  private seen(): Seen {
    let seen: Seen = {};
    for (const { text, from, to } of this.examples()) seen = alsoSeen(seen, text.slice(from, to));
    return seen;
  }
}

/** The style of rows seen so far. */
type Seen = Partial<JsonStyle> & { readonly escapes?: boolean; readonly letters?: boolean };

/** Adds the style of one more row; where rows differ, the later one counts. */
function alsoSeen(seen: Seen, row: string): Seen {
  const escapes = (seen.escapes ?? false) || /\\u[0-9a-f]{4}/i.test(row);
  const letters = (seen.letters ?? false) || /[\u0080-\uffff]/.test(row);
  const spans = jsonSpans(row, 0, row.length);
  const [first, second] = spans;
  if (!first) return { ...seen, escapes, letters };
  const name = row.slice(first.from, first.value);
  let element = seen.element;
  for (const span of spans) {
    if (row[span.value] !== '[') continue;
    const [one, other] = jsonSpans(row, span.value, span.to);
    if (other) element = row.slice(one.to, other.from);
  }
  const colon = name.slice(name.lastIndexOf('"') + 1);
  return {
    // Other rows' commas say nothing of one that has none and puts blanks otherwise.
    comma: second ? row.slice(first.to, second.from) : colon === seen.colon ? seen.comma : undefined,
    colon,
    element,
    open: row.slice(1, first.from),
    close: row.slice(spans[spans.length - 1].to, -1),
    escapes,
    letters,
  };
}

/** A style of what has been seen, as Python's json.dumps writes where nothing has. */
function styleOf({ colon = ': ', open = '', close = '', escapes, letters, ...seen }: Seen): JsonStyle {
  const comma = seen.comma ?? (colon.endsWith(' ') ? ', ' : ',');
  const ascii = escapes === true && letters !== true;
  return { comma, colon, element: seen.element ?? comma, open, close, ascii };
}

function memberOf(spans: readonly JsonSpan[], key: string): JsonSpan | undefined {
  return spans.findLast((span) => span.key === key);
}

function member(key: string, value: CellValue, style: JsonStyle): string {
  return encodeJson(key, style) + style.colon + encodeJson(value, style);
}

/** The edit that puts members behind the last of an object. */
function membersAdded(
  spans: readonly JsonSpan[],
  offset: number,
  start: number,
  members: readonly (readonly [string, CellValue])[],
  style: JsonStyle,
): TextEdit {
  const last = spans.at(-1);
  const at = offset + (last ? last.to : start + 1);
  const text = members.map(([key, value]) => member(key, value, style)).join(style.comma);
  return { from: at, to: at, text: last ? style.comma + text : text };
}

function failAt(name: string): FailAt {
  return (line, reason) => {
    throw new LabelError(name, reason, { line });
  };
}
