import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parquetReadObjects } from 'hyparquet';
import Papa from 'papaparse';
import { cutoutTable, exportTable, type ExportTable, plainText, tableFormatOf, writeTable } from '../../../src/exports';
import { toCsv } from '../../../src/exports/csv';
import { toRegions } from '../../../src/exports/region';
import { toVotable } from '../../../src/exports/votable';
import { bind, openTextTable } from '../../../src/labels';
import { tables } from './tables';

const galaxies = cutoutTable([
  { path: 'a.fits', hdu: 0, similarity: 0.5, ra: 12.25, dec: -3.5 },
  { path: 'b "{c}", d.fits', hdu: 2, similarity: 0.25 },
]);

/** What a table says, no value as null. */
const cellsOf = ({ columns, rows }: ExportTable) =>
  Array.from({ length: rows }, (_, row) =>
    columns.map(({ values }) => (Number.isNaN(values[row]) ? null : values[row])),
  );

describe('tables of any list', () => {
  it('are named and typed columns of one length', () => {
    const numbers = { type: 'number', values: [1, 2] } as const;
    for (const columns of [
      [{ ...numbers, name: '' }],
      [{ ...numbers, name: 'a' }, { ...numbers, name: 'a' }], // prettier-ignore
      [{ ...numbers, name: 'a' }, { ...numbers, name: 'b', values: [1] }], // prettier-ignore
      [{ name: 'a', type: 'integer', values: [1, 1.5] } as const],
      [{ name: 'a', type: 'integer', values: [2 ** 53] } as const],
    ]) {
      assert.throws(() => exportTable(columns), RangeError);
    }
  });

  it('of cutouts have their similarity where there is one', () => {
    assert.deepEqual(
      galaxies.columns.map(({ name }) => name),
      ['path', 'hdu', 'similarity', 'ra', 'dec'],
    );
    const plain = cutoutTable([{ path: 'a.fits', hdu: 0 }], [{ name: 'class', type: 'text', values: ['ring'] }]);
    assert.deepEqual(
      plain.columns.map(({ name }) => name),
      ['path', 'hdu', 'ra', 'dec', 'class'],
    );
  });

  it('go to the format that a file is named for', () => {
    const of = ['x.csv', 'a.b/x.VOT', 'x.xml', 'x.parquet', 'x.reg', 'x.txt', 'csv', 'x.csv/y', ''];
    assert.deepEqual(of.map(tableFormatOf), [
      'csv',
      'votable',
      'votable',
      'parquet',
      'region',
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe('CSV', () => {
  it('is lines ending in CR LF with quotes where RFC 4180 wants them', () => {
    assert.equal(
      toCsv(galaxies),
      'path,hdu,similarity,ra,dec\r\na.fits,0,0.5,12.25,-3.5\r\n"b ""{c}"", d.fits",2,0.25,,\r\n',
    );
  });

  it('is read again with every cell as it was', () => {
    fc.assert(
      fc.property(tables, (table) => {
        const { data, errors } = Papa.parse<string[]>(toCsv(table, { rawCells: true }), {
          delimiter: ',',
          newline: '\r\n',
        });
        // What follows the last line break is no record.
        assert.deepEqual(data.pop(), ['']);
        assert.deepEqual(errors, []);
        assert.deepEqual(data.shift(), table.columns.map(({ name }) => name)); // prettier-ignore
        const read = data.map((line) =>
          line.map((field, i) => {
            if (table.columns[i].type === 'text') return field;
            return field === '' ? null : Number(field.replace('inf', 'Infinity'));
          }),
        );
        const written = cellsOf(table).map((line) =>
          line.map((value, i) => (table.columns[i].type === 'text' ? (value ?? '') : value === 0 ? 0 : value)),
        );
        assert.deepEqual(read, written);
      }),
    );
  });
});

describe('CSV for spreadsheets', () => {
  const fields = (csv: string) => Papa.parse<string[]>(csv, { delimiter: ',', newline: '\r\n' }).data;

  it('has no text that begins like a formula, and every text can be had as it was', () => {
    fc.assert(
      fc.property(tables, fc.constantFrom('', '=', '+', '-', '@', '\t', '\r', "'=", "''-", "'"), (table, before) => {
        const columns = table.columns.map((column) =>
          column.type === 'text' ? { ...column, values: column.values.map((text) => text && before + text) } : column,
        );
        const [names, ...rows] = fields(toCsv({ ...table, columns }));
        const isText = (c: number) => table.columns[c].type === 'text';
        const texts = [...names, ...rows.flatMap((row) => row.filter((_, c) => isText(c)))];
        for (const text of texts) assert.ok(!/^[=+\-@\t\r]/.test(text) || Number.isFinite(Number(text)), text);
        assert.deepEqual(names.map(plainText), table.columns.map(({ name }) => name)); // prettier-ignore
        columns.forEach(({ type, values }, c) => {
          if (type === 'text') assert.deepEqual(rows.slice(0, table.rows).map((row) => plainText(row[c])), values.map((text) => text ?? '')); // prettier-ignore
        });
      }),
    );
  });

  it('leaves numbers as they are, and paths to their files', () => {
    const paths = ['=x.fits', '-1.fits', '+a/b.fits', '@c.fits', '\td.fits', 'e=.fits', '/-f.fits'];
    const table = cutoutTable(
      paths.map((path) => ({ path, hdu: 0, dec: -5, ra: 1 })),
      [{ name: '=cmd', type: 'text', values: ['-5', '+1.5e3', '-x', '-', '=1+1', 'a=b', "it's"] }],
    );
    const [names, ...rows] = fields(toCsv(table));
    assert.deepEqual(names, ['path', 'hdu', 'ra', 'dec', "'=cmd"]);
    assert.deepEqual(rows.slice(0, 7).map((row) => row[0]), ['./=x.fits', './-1.fits', './+a/b.fits', './@c.fits', './\td.fits', 'e=.fits', '/-f.fits']); // prettier-ignore
    assert.deepEqual(rows.slice(0, 7).map((row) => row[3]), Array(7).fill('-5')); // prettier-ignore
    assert.deepEqual(rows.slice(0, 7).map((row) => row[4]), ['-5', '+1.5e3', "'-x", "'-", "'=1+1", 'a=b', "it's"]); // prettier-ignore
    const { best } = bind(openTextTable('t.csv', toCsv(table)), paths.map((path) => ({ path }))); // prettier-ignore
    assert.equal(best?.by, 'path');
    assert.equal(best.matched, paths.length);
    assert.deepEqual([...best.cutouts], [...paths.keys()]);
  });

  it('is a matter of CSV alone, and of whoever wants it', () => {
    const table = cutoutTable([{ path: '=x.fits', hdu: 0 }]);
    assert.match(toCsv(table, { rawCells: true }), /\r\n=x\.fits,/);
    const text = (format: 'csv' | 'votable') => new TextDecoder().decode(writeTable(table, format).bytes);
    assert.match(text('csv'), /\r\n\.\/=x\.fits,/);
    assert.match(text('votable'), /<TD>=x\.fits</);
  });
});

describe('Parquet', () => {
  it('is read again with every cell as it was', async () => {
    await fc.assert(
      fc.asyncProperty(tables, async (table) => {
        // The reader gives objects, in which a column of this name is no property.
        fc.pre(table.columns.every(({ name }) => name !== '__proto__'));
        const { bytes } = writeTable(table, 'parquet');
        const read = await parquetReadObjects({ file: bytes.slice().buffer });
        const rows = read.map((row: Record<string, unknown>) =>
          table.columns.map(({ name }) => (typeof row[name] === 'bigint' ? Number(row[name]) : row[name])),
        );
        assert.deepEqual(rows, cellsOf(table));
      }),
    );
  });
});

describe('VOTable', () => {
  it('says what positions are', () => {
    const text = toVotable(galaxies);
    assert.match(text, /<COOSYS ID="icrs" system="ICRS"\/>/);
    assert.match(text, /<FIELD name="ra" datatype="double" unit="deg" ucd="pos\.eq\.ra;meta\.main" ref="icrs">/);
    assert.match(text, /<FIELD name="dec" datatype="double" unit="deg" ucd="pos\.eq\.dec;meta\.main" ref="icrs">/);
    assert.match(text, /<FIELD name="hdu" datatype="int"><DESCRIPTION>/);
    assert.match(text, /<TR><TD>b &quot;\{c\}&quot;, d\.fits<\/TD><TD>2<\/TD><TD>0\.25<\/TD><TD\/><TD\/><\/TR>/);
  });

  it('has larger types where values need them', () => {
    const text = toVotable(
      exportTable([
        { name: 'id', type: 'integer', values: [2 ** 31] },
        { name: 'name', type: 'text', values: ['é'] },
      ]),
    );
    assert.match(text, /name="id" datatype="long"/);
    assert.match(text, /name="name" datatype="unicodeChar" arraysize="\*"/);
  });
});

describe('regions of DS9', () => {
  it('are circles on the sky with their names', () => {
    const { text, written, leftOut } = toRegions(galaxies, { radius: 2.5 });
    assert.deepEqual([written, leftOut], [1, 1]);
    assert.equal(
      text,
      '# Region file format: DS9 version 4.1\nicrs\ncircle(12.2500000000,-3.5000000000,2.5") # text={a.fits}\n',
    );
  });

  it('leave out what is no position, and refuse what is no radius', () => {
    const at = (ra: number, dec: number) => ({ path: 'a', hdu: 0, ra, dec });
    const table = cutoutTable([at(0, -90), at(360, 90), at(-1, 0), at(0, 91), at(NaN, 0), at(10, Infinity)]);
    assert.deepEqual([toRegions(table, { radius: 1 }).written, writeTable(table, 'region').leftOut], [2, 4]);
    for (const radius of [0, -1, NaN, Infinity]) assert.throws(() => toRegions(table, { radius }), RangeError);
    const without = exportTable([{ name: 'path', type: 'text', values: [] }]);
    assert.throws(() => toRegions(without, { radius: 1 }), /no column of numbers called ra/);
  });

  it('have texts that end where they are said to, one a line', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.double({ min: 0, max: 360, noNaN: true }), (path, ra) => {
        const lines = toRegions(cutoutTable([{ path, hdu: 0, ra, dec: 1 }]), { radius: 1 }).text.split(/\r?\n|\u2028/);
        assert.equal(lines.length, 4);
        const [, position, open, inside, close] = /^circle\(([\d.]+),1\.0{10},1"\) # text=(.)(.*)(.)$/su.exec(
          lines[2],
        )!;
        assert.ok(Math.abs(Number(position) - ra) < 1e-9);
        assert.equal(close, { '{': '}', '"': '"', "'": "'" }[open]);
        assert.ok(!inside.includes(open) && !inside.includes(close), lines[2]);
      }),
    );
  });
});
