import type { TextEdit } from './edit';
import { type CellValue, textOf } from './table';
import type { CellChange, NewRow, TextTable } from './text-table';

/** Two parties changed the same: nothing of either is lost as long as nobody applies the edits. */
export interface Conflict {
  /** 0-based row of the old table; -1 where the conflict does not concern one of its rows. */
  readonly row: number;
  /** The name of the column; undefined where the conflict is about the row as a whole, or about none. */
  readonly column: string | undefined;
  /** The value that the edits would write. */
  readonly mine: CellValue;
  /** The value that the other party has written; null where the row or the column is gone. */
  readonly theirs: CellValue;
  readonly reason: string;
}

/** The edits moved, or all that stands in their way: never some of them. */
export type Rebased = { readonly edits: TextEdit[] } | { readonly conflicts: readonly Conflict[] };

/**
 * Moves edits of one text to another that grew from the same, such as a file that was changed on the disk while it was
 * edited. An edit in a row that is the same in both moves with it, wherever it is now; one in a row that the other party
 * changed is made again if the cells it touches are what they were; rows appended are appended again. Anything else is a
 * conflict. What both parties have changed alike is no conflict and no edit.
 * @param edits of the text of `before`, as a table's methods give them
 * @param before the table that they were made for
 * @param after the table of the text that is there now, of the same format
 * @throws RangeError where the edits are none of `before`'s text
 */
export function rebase(edits: readonly TextEdit[], before: TextTable, after: TextTable): Rebased {
  return new Rebase(edits, before, after).result();
}

/** Columns that say which row it is; without one of these the first does. */
const IDENTITY = /^(?:path|file|filename|file_?name|file_loc|image|name|id|.*_id|id_.*|objid|.*objid|iauname)$/i;

class Rebase {
  private readonly conflicts: Conflict[] = [];
  private readonly moved: TextEdit[] = [];
  private readonly changes: CellChange[] = [];
  /** The edits that append nothing. */
  private readonly inPlace: TextEdit[] = [];
  private readonly mine: TextTable;
  private readonly sameColumns: boolean;
  private identity: string | undefined;

  constructor(
    private readonly edits: readonly TextEdit[],
    private readonly before: TextTable,
    private readonly after: TextTable,
  ) {
    this.mine = before.apply(edits);
    // A row of JSON Lines says itself what its values are of.
    this.sameColumns = before.format === 'jsonl' || before.columns.join('\0') === after.columns.join('\0');
  }

  result(): Rebased {
    const { before, after, conflicts } = this;
    if (before.text === after.text) return { edits: [...this.edits] };
    this.identity = identityOf(before, after);
    const byRow = this.sorted();
    // Rows of both are told by their number below: that must not be another for what was put in or taken out between them.
    if (before.apply(this.inPlace).rows !== before.rows) this.refuse(-1, 'rows are put between others or taken out, and the file has changed since'); // prettier-ignore
    if (conflicts.length === 0) {
      this.moveRows(byRow);
      for (const edit of this.appended()) this.moved.push(edit);
    }
    if (conflicts.length > 0) return { conflicts };
    // A last cell comes before the rows that are put behind it at the same place.
    const edits = [...after.setCells(this.changes), ...this.moved];
    return { edits: edits.sort((a, b) => a.from - b.from || a.to - b.to) };
  }

  /** The edits of each row; those of the head are moved at once, those behind the last row are left to `appended`. */
  private sorted(): Map<number, TextEdit[]> {
    const { before, after } = this;
    const byRow = new Map<number, TextEdit[]>();
    const last = before.rows - 1;
    const end = last < 0 ? before.head.length : before.rowSpan(last).to;
    for (const edit of this.edits) {
      const insertion = edit.from === edit.to;
      if (insertion && edit.from >= end && (edit.from > end || /^[\r\n]/.test(edit.text) || last < 0)) continue;
      this.inPlace.push(edit);
      const row = before.rowAt(edit.from);
      if (row >= 0 && edit.to <= before.rowSpan(row).to) byRow.set(row, [...(byRow.get(row) ?? []), edit]);
      else if (edit.to > before.head.length)
        this.refuse(-1, 'what is changed is no cell, and the file has changed since');
      else if (before.head !== after.head) this.refuse(-1, 'both have changed the header line');
      else this.moved.push(edit);
    }
    return byRow;
  }

  private moveRows(byRow: ReadonlyMap<number, readonly TextEdit[]>): void {
    const { before, after } = this;
    const places = samePlaces(before, after, byRow.keys());
    for (const [row, edits] of byRow) {
      const same = places.get(row);
      if (same !== undefined && this.sameColumns) {
        const shift = after.rowSpan(same).from - before.rowSpan(row).from;
        for (const { from, to, text } of edits) this.moved.push({ from: from + shift, to: to + shift, text });
      } else this.changeAgain(row, same ?? this.byIdentity(row));
    }
  }

  /** Changes the cells of a row of the new table that the edits change in the old. */
  private changeAgain(row: number, there: number | undefined): void {
    const { before, after, mine } = this;
    if (there === undefined) return this.refuse(row, 'the row is gone, or cannot be told from others');
    for (const [index, name] of mine.columns.entries()) {
      const value = mine.cell(row, index);
      const old = before.indexOf(name) < 0 ? undefined : before.cell(row, name);
      if (same(old, value)) continue;
      const theirs = after.indexOf(name) < 0 ? null : after.cell(there, name);
      const conflict = (reason: string) => this.conflicts.push({ row, column: name, mine: value, theirs, reason });
      if (old === undefined) conflict('the row has changed while the column was added');
      else if (after.indexOf(name) < 0) conflict('the column is gone');
      else if (same(theirs, value)) continue;
      else if (!same(theirs, old)) conflict('both have changed the cell');
      else this.changes.push({ row: there, column: name, value });
    }
    if (before.columns.some((name) => mine.indexOf(name) < 0))
      this.refuse(row, 'the row has changed while a column was removed');
  }

  /** The edits that append again the rows that are new; those that the other party has appended alike are there. */
  private appended(): TextEdit[] {
    const { before, after, mine, identity } = this;
    const fresh: number[] = [];
    const known = new Map<string, number>();
    if (identity !== undefined && mine.rows > before.rows) {
      after.column(identity).forEach((value, row) => known.set(textOf(value), row));
    }
    for (let row = before.rows; row < mine.rows; row++) {
      const id = identity === undefined || mine.indexOf(identity) < 0 ? '' : textOf(mine.cell(row, identity));
      const there = id === '' ? undefined : known.get(id);
      const names = [...mine.columns];
      const other =
        there === undefined
          ? undefined
          : names.find((name) => !same(mine.cell(row, name), after.indexOf(name) < 0 ? null : after.cell(there, name)));
      if (there === undefined) fresh.push(row);
      else if (other !== undefined) {
        const theirs = after.indexOf(other) < 0 ? null : after.cell(there, other);
        this.conflicts.push({
          row: -1,
          column: other,
          mine: mine.cell(row, other),
          theirs,
          reason: `both have a row for ${id}`,
        });
      }
    }
    if (fresh.length === 0) return [];
    const sameMine = mine.format === 'jsonl' || mine.columns.join('\0') === after.columns.join('\0');
    if (sameMine) {
      const lines = fresh.map((row) => mine.slice(mine.rowSpan(row).from, mine.rowSpan(row).to));
      return after.appendLines(lines);
    }
    const missing = mine.columns.find((name) => after.indexOf(name) < 0);
    if (missing !== undefined) {
      this.conflicts.push({ row: -1, column: missing, mine: mine.cell(fresh[0], missing), theirs: null, reason: 'the column of a new row is not there' }); // prettier-ignore
      return [];
    }
    return after.appendRows(fresh.map((row): NewRow => Object.fromEntries(mine.columns.map((name) => [name, mine.cell(row, name)])))); // prettier-ignore
  }

  private byIdentity(row: number): number | undefined {
    const { before, after, identity } = this;
    if (identity === undefined) return undefined;
    const id = textOf(before.cell(row, identity));
    const there = id === '' ? -1 : after.column(identity).findIndex((value) => textOf(value) === id);
    return there < 0 ? undefined : there;
  }

  private refuse(row: number, reason: string): void {
    this.conflicts.push({ row, column: undefined, mine: null, theirs: null, reason });
  }
}

function same(a: CellValue | undefined, b: CellValue): boolean {
  return JSON.stringify(a ?? null) === JSON.stringify(b) || (a === null && b === '') || (a === '' && b === null);
}

/** The column that tells the rows apart in both tables; undefined where none is sure to. */
function identityOf(before: TextTable, after: TextTable): string | undefined {
  const shared = before.columns.filter((name) => after.indexOf(name) >= 0);
  const candidates = [...shared.filter((name) => IDENTITY.test(name)), ...shared.filter((name) => name === before.columns[0])]; // prettier-ignore
  return candidates.find((name) => [before, after].every((table) => allDiffer(table.column(name).map(textOf))));
}

function allDiffer(texts: readonly string[]): boolean {
  const filled = texts.filter((text) => text !== '');
  return new Set(filled).size === filled.length;
}

/**
 * Finds the rows' places in the other table by their exact text. The n-th of several equal rows corresponds to the n-th
 * there; where the numbers of equal rows differ, none of them has a place.
 */
function samePlaces(before: TextTable, after: TextTable, rows: Iterable<number>): ReadonlyMap<number, number> {
  const textAt = (table: TextTable, row: number) => {
    const { from, to } = table.rowSpan(row);
    return table.slice(from, to);
  };
  const wanted = [...rows];
  const texts = new Map<string, { readonly old: number[]; readonly now: number[] }>();
  for (const row of wanted) texts.set(textAt(before, row), { old: [], now: [] });
  for (let row = 0; row < before.rows; row++) texts.get(textAt(before, row))?.old.push(row);
  for (let row = 0; row < after.rows; row++) texts.get(textAt(after, row))?.now.push(row);
  const places = new Map<number, number>();
  for (const row of wanted) {
    const { old, now } = texts.get(textAt(before, row))!;
    if (old.length === now.length) places.set(row, now[old.indexOf(row)]);
  }
  return places;
}
