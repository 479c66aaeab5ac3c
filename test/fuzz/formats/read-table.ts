import assert from 'node:assert/strict';
import {
  bind,
  bindBy,
  type CellValue,
  LabelError,
  type LabelTable,
  synonyms,
  UNMATCHED,
  understand,
  vocabulary,
  voteGroups,
} from '../../../src/labels';
import { textOf } from '../../../src/labels/table';
import type { Step } from '../format';
import type { Random } from '../random';
import { refusing, type RightAnswers } from '../refusals';

/** Rows that are read cell by cell, beside the columns. */
const ROWS = 20;
/** Columns that are understood, and rows that are bound: what a hurried test has time for. */
const COLUMNS = 12;
const CUTOUTS = 40;

export const answersOf = (file: string): RightAnswers => ({ errors: [LabelError], file });

/**
 * Reads all that can be read of a table: cells, columns, what they are, their votes and tags, and which rows are about which
 * cutouts.
 * @throws AssertionError where that is not one and the same, however it is asked
 */
export async function readTable(table: LabelTable, random: Random, step: Step): Promise<void> {
  const answers = answersOf(table.name);
  await step('cells', () =>
    refusing(() => {
      assert.equal(new Set(table.columns).size, table.columns.length, 'two columns of one name');
      table.columns.forEach((name, column) => {
        assert.equal(table.indexOf(name), column);
        const cells = table.column(column);
        assert.equal(cells.length, table.rows);
        cells.forEach(checkCell);
        for (let row = 0; row < Math.min(ROWS, table.rows); row++) assert.deepEqual(table.cell(row, name), cells[row]);
      });
    }, answers).then(() => undefined),
  );
  const columns = table.columns.slice(0, COLUMNS);
  await step('understand', () =>
    refusing(() => {
      for (const column of columns) {
        const { filled, empty } = understand(table, column);
        assert.equal(filled + empty, table.rows);
        const tags = vocabulary(table, column);
        assert.ok(tags.every(({ tag, count }) => tag !== '' && count > 0 && count <= table.rows));
        synonyms(tags.slice(0, 200));
      }
      voteGroups(table);
    }, answers).then(() => undefined),
  );
  await step('bind', () => refusing(() => bindTable(table, random), answers).then(() => undefined));
}

function checkCell(cell: CellValue): void {
  const scalars: readonly unknown[] = Array.isArray(cell) ? cell : [cell];
  for (const one of scalars) {
    const kind = one === null ? 'null' : typeof one;
    assert.ok(['null', 'string', 'number', 'boolean'].includes(kind), `a cell of ${kind}`);
    assert.ok(!Number.isNaN(one), 'a cell of NaN');
  }
}

/** Binds the table to cutouts that are called as some of its cells are. */
function bindTable(table: LabelTable, random: Random): void {
  const cutouts = Array.from({ length: Math.min(CUTOUTS, table.columns.length * table.rows) }, (_, i) => {
    const cell = table.cell(random.below(table.rows), random.below(table.columns.length));
    return { path: `${textOf(cell)}${random.of(['', '.fits', '.jpg', '.fits.gz'])}`, ra: 360 * random.next(), dec: i };
  });
  const { best, candidates } = bind(table, cutouts);
  for (const { matched, unmatched, ambiguous } of [...candidates, ...(best ? [best] : [])])
    assert.equal(matched + unmatched + ambiguous, table.rows);
  if (!best) return;
  assert.ok(best.cutouts.every((cutout) => cutout < cutouts.length));
  assert.equal(best.cutouts.filter((cutout) => cutout === UNMATCHED).length, best.unmatched);
  const again = bindBy(table, cutouts, best.by, best.columns, { caseless: best.caseless });
  assert.deepEqual(again.cutouts, best.cutouts);
}
