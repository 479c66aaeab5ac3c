import assert from 'node:assert/strict';
import fc from 'fast-check';
import { BoundTable } from '../../../src/engine/tables/bound-table';
import { bind, openTextTable } from '../../../src/labels';
import { CsvTable } from '../../../src/labels/csv-table';
import { identifiersIn, stem } from '../../../src/labels/file-names';
import { IdentifierIndex } from '../../../src/labels/identifier-index';
import { JsonLinesTable } from '../../../src/labels/json-lines';
import { NameSieve } from '../../../src/labels/name-sieve';

const COLUMNS = 50;
const cell = fc.oneof(
  fc.constantFrom('', 'spiral', ' a', '"', 'x,y', 'line\nbreak', '#', '0.5'),
  fc.string({ maxLength: 4 }),
);
/** Rows of which some are too short and some too long. */
const rows = fc.array(fc.array(cell, { minLength: 1, maxLength: COLUMNS + 3 }), { minLength: 1, maxLength: 12 });
const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
const names = Array.from({ length: COLUMNS }, (_, i) => `c${i}`);

describe('a table of many columns', () => {
  it('of separated values has the cells of one that is read from the left', () => {
    fc.assert(
      fc.property(rows, fc.integer({ min: 20, max: 400 }), (cells, block) => {
        const lines = [names.join(','), ...cells.map((row) => row.map(quoted).join(','))];
        const table = CsvTable.open('t.csv', 'csv', `${lines.join('\n')}\n`, block);
        const wanted = cells.map((row) => names.map((_, column) => row[column] ?? null));
        names.forEach((_, column) => {
          assert.deepEqual(
            table.column(column),
            wanted.map((row) => row[column]),
          );
        });
        wanted.forEach((row, r) => assert.deepEqual(names.map((_, column) => table.cell(r, column)), row)); // prettier-ignore
        const changed = table.apply(table.setCells([{ row: 0, column: 40, value: 'new' }]));
        assert.equal(changed.cell(0, 40), 'new');
        assert.deepEqual(changed.column(41).slice(1), table.column(41).slice(1));
      }),
    );
  });

  it('with blanks behind its delimiters has them nowhere else', () => {
    const lines = [names.join(', '), names.map((name) => ` ${name}!`).join(', ')];
    const table = openTextTable('t.csv', lines.join('\n'));
    for (const [i, name] of names.entries()) assert.equal(table.cell(0, i), i === 0 ? ` ${name}!` : `${name}!`);
  });

  it('of JSON Lines has the cells that JSON.parse gives, the last of a name that is there twice', () => {
    const name = fc.constantFrom('__proto__', 'constructor', 'a"b', ...names);
    const row = fc.array(fc.tuple(name, fc.oneof(cell, fc.integer(), fc.constant(null))), { maxLength: 60 });
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 8 }), fc.integer({ min: 20, max: 400 }), (all, block) => {
        const full = [...all, names.map((one) => [one, 1] as const)];
        const lines = full.map((members) => `{${members.map(([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value)}`).join(', ')}}`); // prettier-ignore
        const table = JsonLinesTable.open('t.jsonl', lines.join('\n'), block);
        assert.ok(table.columns.length > 16);
        table.columns.forEach((key, column) => {
          const wanted = full.map((members) => members.findLast(([one]) => one === key)?.[1] ?? null);
          assert.deepEqual(table.column(column), wanted);
          assert.equal(table.cell(0, column), wanted[0]);
        });
      }),
    );
  });

  for (const [format, kind] of [
    ['csv', 'ten thousand columns'],
    ['jsonl', 'thousands of names'],
  ] as const) {
    it(`is opened, matched and understood in a moment: ${kind}`, function () {
      this.timeout(60_000);
      const columns = format === 'csv' ? 10_000 : 4000;
      const line = (row: number) =>
        Array.from({ length: columns }, (_, c) => `${(row * 7919 + c * 31) % 9973}.${c % 7}`);
      const titles = Array.from({ length: columns }, (_, c) => `m${c}`);
      const lines = Array.from({ length: 30 }, (_, row) => line(row));
      const text =
        format === 'csv'
          ? [titles, ...lines].map((cells) => cells.join(',')).join('\n')
          : lines
              .map((cells) => JSON.stringify(Object.fromEntries(cells.map((one, c) => [titles[c], one]))))
              .join('\n');
      const cutouts = Array.from({ length: 5000 }, (_, i) => ({ path: `cutouts/${i % 9}/g_${i}.fits`, hdus: [0] }));
      const before = process.cpuUsage();
      const bound = new BoundTable('t', openTextTable(`t.${format}`, text), undefined);
      bound.bind(cutouts);
      assert.equal(bound.state.columns.length, columns);
      const { user, system } = process.cpuUsage(before);
      assert.ok((user + system) / 1e6 < 6, `it took ${(user + system) / 1e6} s`);
    });
  }
});

describe('what is known of names before they are compared', () => {
  const part = fc.constantFrom('a', 'B', '17', 'ngc', 'É', 'É', '_', '-', '.', ' ', '%20', 'x.fits');
  const name = fc.array(part, { minLength: 1, maxLength: 5 }).map((parts) => parts.join(''));
  const path = fc.array(name, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/'));

  it('leaves out no cell that names a cutout', () => {
    fc.assert(
      fc.property(fc.array(path, { minLength: 1, maxLength: 5 }), path, (paths, text) => {
        const table = openTextTable('t.csv', `n\n${quoted(text)}\n`);
        const { best } = bind(table, paths.map((one) => ({ path: `${one}.fits` }))); // prettier-ignore
        if (!best) return;
        if (best.by === 'id') assert.ok(new IdentifierIndex(paths.map((one) => `${one}.fits`)).has(text.trim()));
        else assert.ok(new NameSieve(paths.map((one) => `${one}.fits`)).mayName(text.trim()));
      }),
      { numRuns: 500 },
    );
    for (const [cutout, cell] of [
      ['d/x.fits', 'x'],
      ['d/x.fits', 'X.FITS'],
      ['d/x.fits', '/data/d/x.fits'],
      ['d/x y.fits', 'x%20y.fits'],
      ['d/\u00e9.fits', 'e\u0301.fits'],
      ['d/x.fits', 'file:///d/x.fits'],
      ['d/x.fits', '.\\x.fits'],
    ]) {
      assert.ok(new NameSieve([cutout]).mayName(cell), cell);
    }
    assert.equal(new NameSieve(['d/xy.fits']).mayName('0.25'), false);
  });

  it('finds the cutouts that have an identifier in their names', () => {
    fc.assert(
      fc.property(fc.array(path, { maxLength: 8 }), name, (paths, text) => {
        const wanted = paths.flatMap((one, i) => identifiersIn(stem(one).toLowerCase(), true).has(text.toLowerCase()) ? [i] : []); // prettier-ignore
        assert.deepEqual([...new IdentifierIndex(paths).find(text)], wanted);
      }),
    );
  });
});
