import assert from 'node:assert/strict';
import {
  applyEdits,
  type CellValue,
  LabelError,
  openTextTable,
  type TextEdit,
  type TextTable,
} from '../../../src/labels';
import { PIECES } from '../damage/texts';
import type { Step } from '../format';
import type { Random } from '../random';
import { refusing } from '../refusals';
import { answersOf } from './read-table';

/** Tables of more cells are looked at row by row where they were changed. */
const ALL_CELLS = 1000;

/**
 * Changes a table in each of the ways that there are, one after the other.
 * @throws AssertionError where the text after a change does not read back as it was meant, or the change touched anything else
 */
export async function editTable(opened: TextTable, random: Random, step: Step): Promise<void> {
  let table = opened;
  for (const [what, change] of Object.entries(CHANGES)) {
    await step(what, async () => {
      const made = await refusing(() => change(table, random), answersOf(table.name));
      if (made) table = made;
    });
  }
}

/** @returns the table after a change; undefined where there is nothing to be changed */
type Change = (table: TextTable, random: Random) => TextTable | undefined;

const CHANGES: Readonly<Record<string, Change>> = { setCells, appendRows, addColumn, addTag, removeTag, renameTag };

function setCells(table: TextTable, random: Random): TextTable | undefined {
  if (table.rows === 0 || table.columns.length === 0) return undefined;
  const changes = Array.from({ length: 1 + random.below(4) }, () => ({
    row: random.below(table.rows),
    column: random.of(table.columns),
    value: valueOf(random),
  }));
  const after = applied(table, table.setCells(changes));
  const isMeant = (row: number, column: string) => changes.some((one) => one.row === row && one.column === column);
  requireOthersAsBefore(table, after, isMeant);
  for (const { row, column } of changes) {
    // Of two changes of one cell the last counts.
    const last = changes.findLast((one) => one.row === row && one.column === column)!.value;
    assert.deepEqual(filled(after, row, column), asRead(after, last), `row ${row}, column ${column}`);
  }
  return after;
}

function appendRows(table: TextTable, random: Random): TextTable | undefined {
  if (table.columns.length === 0) return undefined;
  const rows = Array.from({ length: 1 + random.below(2) }, () => {
    const row: Record<string, CellValue> = {};
    for (const name of table.columns.slice(0, 1 + random.below(4))) put(row, name, valueOf(random));
    return row;
  });
  const after = applied(table, table.appendRows(rows));
  assert.equal(after.rows, table.rows + rows.length);
  requireOthersAsBefore(table, after, () => false);
  rows.forEach((row, i) => {
    for (const [name, value] of Object.entries(row)) {
      assert.deepEqual(after.cell(table.rows + i, name), asRead(after, value), `appended row ${i}, column ${name}`);
    }
  });
  return after;
}

function addColumn(table: TextTable, random: Random): TextTable | undefined {
  const name = `${random.of(PIECES)}${random.of(PIECES)}`;
  const values = Array.from({ length: Math.min(table.rows, random.below(5)) }, () => valueOf(random));
  const after = applied(table, table.addColumn(name, values));
  assert.ok(after.indexOf(name.trim()) >= 0);
  requireOthersAsBefore(table, after, () => false);
  values.forEach((value, row) => assert.deepEqual(after.cell(row, name.trim()), asRead(after, value), `row ${row}`));
  return after;
}

function addTag(table: TextTable, random: Random): TextTable | undefined {
  if (table.rows === 0 || table.columns.length === 0) return undefined;
  const [rows, column, tag] = [rowsOf(table, random), random.of(table.columns), tagOf(random)];
  const after = applied(table, table.addTag(rows, column, tag));
  for (const row of rows) {
    assert.ok(after.tags(row, column).includes(tag.trim()), `row ${row} has not the tag ${JSON.stringify(tag)}`);
    assert.deepEqual(without(after.tags(row, column), tag), without(table.tags(row, column), tag));
  }
  requireOthersAsBefore(table, after, (row, name) => rows.includes(row) && name === column);
  return after;
}

function removeTag(table: TextTable, random: Random): TextTable | undefined {
  const found = aTag(table, random);
  if (!found) return undefined;
  const { row, column, tag } = found;
  const after = applied(table, table.removeTag(row, column, tag));
  // With the last separator of a column goes what says that it is one.
  if (after.tagStyle(column).separator === table.tagStyle(column).separator)
    assert.deepEqual(after.tags(row, column), without(table.tags(row, column), tag));
  requireOthersAsBefore(table, after, (at, name) => at === row && name === column);
  return after;
}

function renameTag(table: TextTable, random: Random): TextTable | undefined {
  const found = aTag(table, random);
  if (!found) return undefined;
  const { row, column, tag } = found;
  const to = tagOf(random);
  const after = applied(table, table.renameTag(row, column, tag, to));
  const tags = after.tags(row, column);
  assert.ok(tags.includes(to.trim()), `row ${row} has not the tag ${JSON.stringify(to)}`);
  if (to.trim() !== tag) assert.ok(!tags.includes(tag), `row ${row} still has the tag ${JSON.stringify(tag)}`);
  requireOthersAsBefore(table, after, (at, name) => at === row && name === column);
  return after;
}

/**
 * The table after edits, which must be what its new text is when it is opened anew; undone, they must leave the old text.
 * Edits of a table's own are never refused.
 */
function applied(table: TextTable, edits: readonly TextEdit[]): TextTable {
  const text = applyEdits(table.text, edits);
  try {
    const after = table.apply(edits);
    assert.equal(after.text, text);
    const afresh = openTextTable(table.name, text);
    assert.deepEqual(after.columns, afresh.columns);
    assert.equal(after.rows, afresh.rows);
    for (const [row, column] of someCells(after)) assert.deepEqual(after.cell(row, column), afresh.cell(row, column));
    assert.equal(applyEdits(text, table.inverse(edits)), table.text);
    after.columnsChangedSince(table);
    after.problems();
    return after;
  } catch (error) {
    if (error instanceof LabelError) throw new Error('a table that opened does not open any more', { cause: error });
    throw error;
  }
}

/** All cells that were there before and are not meant hold what they held. */
function requireOthersAsBefore(
  before: TextTable,
  after: TextTable,
  meant: (row: number, column: string) => boolean,
): void {
  // In JSON Lines columns are in the order in which rows have them.
  for (const name of before.columns) assert.ok(after.indexOf(name) >= 0, `the column "${name}" has gone`);
  assert.ok(after.rows >= before.rows, `${after.rows} rows of ${before.rows}`);
  for (const [row, column] of someCells(before)) {
    if (meant(row, column)) continue;
    assert.deepEqual(filled(after, row, column), filled(before, row, column), `row ${row}, column ${column}`);
  }
}

/** A cell; a row of separated values that was too short for it may have been filled up to it. */
function filled(table: TextTable, row: number, column: string): CellValue {
  const cell = table.cell(row, column);
  return cell === null && table.format !== 'jsonl' ? '' : cell;
}

/** All cells of a small table; of a larger one those at its beginning and end. */
function* someCells({ rows, columns }: TextTable): Generator<[row: number, column: string]> {
  const each = Math.max(2, Math.floor(ALL_CELLS / Math.max(1, columns.length)));
  for (let row = 0; row < rows; row++) {
    if (rows > each && row > each / 2 && row < rows - each / 2) continue;
    for (const name of columns) yield [row, name];
  }
}

/** A value as the format keeps it: separated values are texts, with nothing for what is missing. */
function asRead({ format }: TextTable, value: CellValue): CellValue {
  if (format === 'jsonl') return value;
  return value === null ? '' : String(value);
}

function valueOf(random: Random): CellValue {
  return random.of<CellValue>([
    null,
    '',
    random.below(1000) / 8,
    -0.5e-30,
    random.below(2) === 0,
    'spiral',
    random.of(PIECES),
    `${random.of(PIECES)}${random.of(PIECES)}${random.of(PIECES)}`,
    ' a ',
  ]);
}

function tagOf(random: Random): string {
  return random.of(['ring', 'edge on', ' bar ', random.of(PIECES), `${random.of(PIECES)}x${random.of(PIECES)}`]);
}

function rowsOf(table: TextTable, random: Random): number[] {
  return Array.from({ length: 1 + random.below(3) }, () => random.below(table.rows));
}

/** A tag that a cell has. */
function aTag(table: TextTable, random: Random): { row: number; column: string; tag: string } | undefined {
  if (table.rows === 0 || table.columns.length === 0) return undefined;
  const [row, column] = [random.below(table.rows), random.of(table.columns)];
  const tags = table.tags(row, column);
  return tags.length === 0 ? undefined : { row, column, tag: random.of(tags) };
}

function without(tags: readonly string[], tag: string): string[] {
  return tags.filter((one) => one !== tag.trim());
}

/** As a computed member of an object is: `__proto__` is a name like others. */
function put(row: Record<string, CellValue>, name: string, value: CellValue): void {
  Object.defineProperty(row, name, { value, enumerable: true, writable: true, configurable: true });
}
