import assert from 'node:assert/strict';
import fc from 'fast-check';
import { BoundTable } from '../../../src/engine/tables/bound-table';
import { columnSummary } from '../../../src/engine/tables/column-summary';
import { columnValues } from '../../../src/engine/tables/column-values';
import { LabelHistory } from '../../../src/engine/tables/label-history';
import { cutoutTable, plainText, writeTable } from '../../../src/exports';
import { compileFilter } from '../../../src/expressions';
import { isWritable, openLabels, openTextTable, takeOver } from '../../../src/labels';
import { DuplicateDecisions } from '../../../src/similarity';

/** What every object has, and what JavaScript does something with: to a person names like others. */
const NAMES = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf', 'prototype', '__defineGetter__'];
const name = fc.constantFrom(...NAMES);

describe('names that objects have themselves', () => {
  it('are columns, tags, classes and files like others, a label file’s whole way', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(name, { minLength: 3, maxLength: 3 }),
        name,
        name,
        fc.constantFrom('csv', 'jsonl'),
        async ([file, column, other], tag, value, format) => {
          const paths = NAMES.map((one) => `d/${one}`);
          const rows = paths.slice(1).map((path) => [path, '', value] as const);
          const members = (row: readonly string[]) => [file, column, other].map((key, i) => `"${key}": "${row[i]}"`);
          const text =
            format === 'csv'
              ? [[file, column, other], ...rows].map((row) => row.join()).join('\n')
              : rows.map((row) => `{${members(row).join()}}`).join('\n');
          const bound = new BoundTable(`t.${format}`, openTextTable(`t.${format}`, text), undefined);
          bound.bind(paths.map((path) => ({ path, hdus: [0] })));
          const history = new LabelHistory(bound);
          const edit = async (what: Parameters<LabelHistory['change']>[0]['edit']) => {
            const { table } = bound;
            const { edits } = await history.change({ edit: what, save: false });
            if ('apply' in table) bound.take((table as ReturnType<typeof openTextTable>).apply(edits));
          };
          // Written: a tag on all, of which the first has no row yet, and a column that is new.
          await edit({ kind: 'add', paths, column, tag });
          await edit({ kind: 'set', paths: [paths[2]], column: 'new', value: tag });
          const { table } = bound;
          const places = paths.map((path) => bound.row(path)!);
          assert.deepEqual(places.map((row) => table.cell(row, column)), paths.map(() => tag)); // prettier-ignore
          assert.equal(table.cell(places[2], 'new'), tag);
          assert.deepEqual(bound.state.columns.map((one) => one.name), [file, column, other, 'new']); // prettier-ignore
          // Summarised, coloured by, filtered by.
          const index = table.indexOf(column);
          assert.deepEqual(columnSummary(bound, index, new Map()).labels, [{ name: tag, rows: paths.length, galaxies: 0, examples: [] }]); // prettier-ignore
          const codes = columnValues(bound, index, paths);
          assert.deepEqual(codes.kind === 'class' && codes.names, [tag]);
          const types = table.columns.map((one, i) => ({ name: one, type: bound.type(i) }));
          const filter = compileFilter(`\`${column}\` == "${tag}"`, types);
          assert.equal(places.filter((row) => filter.test((c) => bound.value(row, c))).length, paths.length);
          // Exported, and read again.
          const cells = places.map((row) => String(table.cell(row, column)));
          const csv = writeTable(cutoutTable(paths.map((path) => ({ path, hdu: 0 })), [{ name: column, type: 'text', values: cells }]), 'csv'); // prettier-ignore
          const again = await openLabels('out.csv', csv.bytes);
          assert.deepEqual(again.column(column).map((cell) => plainText(String(cell))), cells); // prettier-ignore
        },
      ),
    );
  });

  it('are cells that a row lacks or has, as others are', () => {
    const columns = NAMES.map((one) => ({ name: one, kind: 'class' as const }));
    assert.deepEqual(takeOver(columns, [], {}, {}), { cells: [], tags: [], conflicts: [] });
    const other = Object.fromEntries(NAMES.map((one) => [one, 'a']));
    assert.deepEqual(takeOver(columns, [], {}, other).cells.map(({ column }) => column), NAMES); // prettier-ignore
  });

  it('are no extensions of tables', () => {
    for (const one of NAMES) assert.equal(isWritable(`t.${one}`), false, one);
  });

  it('are files that were merged, and stay so', () => {
    let decisions = DuplicateDecisions.none;
    for (const one of NAMES) decisions = decisions.merge('kept.fits', one);
    assert.deepEqual([...DuplicateDecisions.parse(decisions.text).merged.keys()].sort(), [...NAMES].sort());
    assert.throws(() => DuplicateDecisions.parse('{"version": 1, "merged": {"a": 3}, "ignored": []}'), /merged\.a/);
    assert.throws(() => DuplicateDecisions.parse('{"version": 1, "merged": [], "ignored": []}'), /no object at merged/);
  });
});
