import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { bind, LabelError, openLabels, openTextTable, type LabelTable } from '../../../src/labels';
import { sharedData } from '../../shared-data';

const lines = (...all: string[]) => all.join('\n') + '\n'; // prettier-ignore
const everything = (table: LabelTable) => table.columns.map((name) => [name, ...table.column(name)]);
const open = async (text: string, name = 't.txt') => {
  const table = await openLabels(name, text);
  assert.deepEqual([table.format, table.editable], ['ascii', false], text);
  return table;
};
const said = (table: LabelTable) => table.problems().map(({ line, reason }) => `${line}: ${reason}`).join('\n'); // prettier-ignore
const refused = (text: string, reason: RegExp, line?: number) =>
  assert.rejects(openLabels('t.txt', text), (error) => {
    assert.ok(error instanceof LabelError, String(error));
    assert.match(error.reason, reason);
    assert.equal(error.line, line);
    return true;
  });

describe('tables whose columns are parted by blanks', () => {
  const cells = [['objid', '1237648720693755900', '2'], ['name', 'NGC 1', null], ['z', '0.5', '-1e-3']]; // prettier-ignore

  it('are read with their names in the first line or in the comment above it, quotes as astropy and TOPCAT write them', async () => {
    for (const text of [
      lines('objid name z', '1237648720693755900 "NGC 1" 0.5', '2 "" -1e-3'),
      lines(
        '  objid   name  z',
        '',
        '  1237648720693755900 "NGC 1"   0.5',
        '# a comment',
        "  2 ''  -1e-3  # of this row",
      ),
      lines('# made by TOPCAT', '# objid  name   z', '  1237648720693755900  "NGC 1" 0.5', '  2 "" -1e-3'),
      lines('#objid, name, z', "1237648720693755900 'NGC 1' 0.5", '2\t""\t -1e-3').replace('\t""\t', ' "" '),
      '\uFEFF# objid name z\r\n1237648720693755900 "NGC 1" 0.5\r\n2 "" -1e-3',
    ]) {
      const table = await open(text);
      assert.deepEqual(everything(table), cells, text);
      assert.match(
        said(table),
        /its 3 columns are parted by blanks: it is read, not edited; save it as CSV to write labels/,
      );
    }
    assert.deepEqual(
      everything(await open(lines('a b', '"say ""hi""" 1', '"C:\\\\x \\"y\\"" 2', "it's 3", 'a,b 4'))),
      [['a', 'say "hi"', 'C:\\x "y"', "it's", 'a,b'], ['b', '1', '2', '3', '4']],
    ); // prettier-ignore
  });

  it('lose no row where nothing names their columns', async () => {
    const table = await open(lines('1 0.5 NaN', '2 0.25 3'));
    assert.deepEqual(everything(table), [['col1', '1', '2'], ['col2', '0.5', '0.25'], ['col3', 'NaN', '3']]); // prettier-ignore
    assert.match(said(table), /^1: no line names the columns: they are called col1 to col3/);
    assert.deepEqual((await open(lines('# of May 2024', '1 0.5', '2 0.25'))).columns, ['col1', 'col2']);
  });

  it('are no tables of several columns where the rows have not as many values', async () => {
    await refused(
      lines('a b', '1 2', '3 4', '5 6', '7 8 9'),
      /parted by blanks, and the row has 3 values, not 2; write ""/,
      5,
    );
    const one = await openLabels('t.csv', lines('my notes here', 'a ring', 'nothing to see, really'));
    assert.deepEqual([one.format, one.columns, one.rows], ['csv', ['my notes here'], 2]);
    assert.match(said(one), /^1: there is one column, "my notes here"/);
    for (const text of [
      'a,b c\n1,2 3\n',
      'a\tb c\n1\t2 3\n',
      'a b;c\n1 2;3\n',
      'a b|c\n1 2|3\n',
      'path\na.fits\n',
      'a b\n',
    ])
      assert.equal((await openLabels('t.csv', text)).format, 'csv', text);
    assert.throws(() => openTextTable('t.csv', lines('a b', '1 2', '3 4')), /parted by blanks\? Part them by commas/);
  });

  it('of SExtractor have the names of its header, vectors a column an element', async () => {
    const head = [
      '#   1 NUMBER                 Running object number',
      '#   2 FLUX_APER  Fluxes  [count]',
      '#   5 X_IMAGE   Position [pixel]',
      '#   6 VIGNET',
    ];
    const table = await open(lines(...head, '  1  10.0 11.0 12.0  5.5 1 2', '  2  20.0 21.0 22.0  6.5 3 4'), 't.cat');
    assert.deepEqual(table.columns, [
      'NUMBER',
      'FLUX_APER',
      'FLUX_APER_1',
      'FLUX_APER_2',
      'X_IMAGE',
      'VIGNET',
      'VIGNET_1',
    ]);
    assert.deepEqual(table.column('FLUX_APER_2'), ['12.0', '22.0']);
    assert.deepEqual(table.column('VIGNET_1'), ['2', '4']);
    assert.deepEqual([(await open(lines(...head))).rows, (await open(lines(...head))).columns.length], [0, 6]);
    await refused(lines(...head, '1 2 3'), /says that there are 6 columns, the row has 3/, 5);
    await refused(lines(...head, '1 2 3 4 5 6', '1 2'), /other than 6 values/, 5);
  });
});

describe('tables whose columns stand at fixed places', () => {
  it('show them by a rule under the header: of astropy, of VizieR, of reStructuredText', async () => {
    const astropy = await open(
      lines('  objid name       z', '------- ------- ----', '      1 NGC   1  0.5', '      2         0.25'),
    );
    assert.deepEqual(everything(astropy), [['objid', '1', '2'], ['name', 'NGC   1', null], ['z', '0.5', '0.25']]); // prettier-ignore
    assert.match(said(astropy), /^2: its columns stand where the dashes are/);
    const vizier = await open(lines('#', '#   VizieR Astronomical Server', '_RAJ2000  Name', 'deg', '--------- ------', ' 10.68458 M 31', ' 23.46204 M 33, the other', '#END#')); // prettier-ignore
    assert.deepEqual(everything(vizier), [
      ['_RAJ2000', '10.68458', '23.46204'],
      ['Name', 'M 31', 'M 33, the other'],
    ]);
    const rst = await open(lines('===== ===', 'a b    c', '===== ===', 'x y     1', '      "2"', '===== ==='));
    assert.deepEqual(everything(rst), [
      ['a b', 'x y', null],
      ['c', '1', '"2"'],
    ]);
    const slipped = await open(lines('a    b', '---- ----', '1 2'));
    assert.deepEqual(
      everything(slipped),
      [
        ['a', '1 2'],
        ['b', null],
      ],
      'what stands under the dashes counts',
    );
    assert.deepEqual(everything(await open(lines('a    b', '---- ----', '1  123'))), [['a', '1'], ['b', '123']]); // prettier-ignore
    await refused(lines('a    b', '---- ----', '1    2', '123456 7 8'), /does not stand under the dashes of line 2/, 4);
  });

  it('show them by bars: of astropy, Markdown and databases', async () => {
    const expected = [['objid', '1', '2'], ['name', 'NGC 1', null]]; // prettier-ignore
    for (const text of [
      lines('| objid |  name |', '|     1 | NGC 1 |', '|     2 |       |'),
      lines('| objid | name |', '|:---|---:|', '| 1 | NGC 1 |', '|2||'),
      lines(
        '+-------+-------+',
        '| objid | name  |',
        '+-------+-------+',
        '| 1     | NGC 1 |',
        '| 2     |       |',
        '+-------+-------+',
      ),
      lines('| objid | name  |', '|-------|-------|', '|     1 | NGC 1 |', '|     2 |       |'),
    ]) {
      assert.deepEqual(everything(await open(text)), expected, text);
    }
    assert.deepEqual(everything(await open(lines('| a | b   |', '| 1 | x|y |'))), [['col1', 'a', '1'], ['col2', 'b', 'x|y']].map(([, name, value]) => [name, value])); // prettier-ignore
    const more = await open(lines('| a | b |', '|---|---|', '| r | c |', '', '1 row', 'more'));
    assert.deepEqual(everything(more), [
      ['a', 'r'],
      ['b', 'c'],
    ]);
    assert.match(said(more), /^5: 2 lines do not stand between bars/);
    const headless = await open(lines('| 1 | x |', '| 2 | y |'));
    assert.deepEqual(everything(headless), [
      ['col1', '1', '2'],
      ['col2', 'x', 'y'],
    ]);
    await refused(lines('| a | b |', '|---|---|', '| 1 |'), /1 values between its bars, the header 2/, 3);
  });

  it('show them by the bars of an IPAC header', async () => {
    const head = ['\\catalog = WISE', '\\ a comment', '|   objid            |  ra     |name   |flag|', '|   long             | double  |char   |int |', '|                    | deg     |       |    |', '|   null             | -99     |null   |null|']; // prettier-ignore
    const rows = [
      ' 1237648720693755900  10.68458  M 31    1   ',
      ' null                 -99       null    null',
      '                      -1.5      a|b c   3',
    ];
    const table = await open(lines(...head, ...rows), 't.tbl');
    assert.deepEqual(everything(table), [
      ['objid', '1237648720693755900', null, null],
      ['ra', '10.68458', null, '-1.5'],
      ['name', 'M 31', null, 'a|b c'],
      ['flag', '1', null, '3'],
    ]);
    assert.match(said(table), /^3: it is an IPAC table: it is read, not edited/);
    const { best } = bind(table, [{ path: 'x/1237648720693755900.fits' }]);
    assert.equal(best?.matched, 1);
    // Characters under a bar belong to the value that they touch; in the last column to what goes on.
    const under = await open(lines('|  a |  b |  c|', ' 12345 6   78', '  1   234   9000'), 't.tbl');
    assert.deepEqual(everything(under), [['a', '12345', '1'], ['b', '6', '234'], ['c', '78', '9000']]); // prettier-ignore
    await refused(lines('|  a |  b |', ' 1234567 8'), /a value crosses the bar at character 6/, 2);
    assert.match(
      said(await open(lines('|  a |  b |', '  1    2     left', '  1    2'), 't.tbl')),
      /^2: a row has something outside/,
    );
    assert.deepEqual([(await open(lines('|  a |  b |', '|int |char|'), 't.tbl')).rows, (await open(lines(...head))).rows], [0, 0]); // prettier-ignore
  });
});

describe('texts that are tables of other kinds', () => {
  it('say how they are converted', async () => {
    await refused(lines('Title: Galaxies', 'Authors: A. Nother', 'Table: 1', '='.repeat(80), 'Byte-by-byte Description of file: t.txt', '-'.repeat(80)), /format="ascii.mrt"\)\.write\("table.csv"\)/, 5); // prettier-ignore
  });

  it('are read where people have them', async function () {
    const folder = sharedData(this, '.');
    for (const [file, rows, columns] of [
      ['containers/mosaics/kids-pixels/sextractor.cat', 19, 5],
      ['detection/sep/image.cat', 65, 21],
      ['detection/deepsource/image1.txt', 52, 10],
      ['reported/34-columns-parted-by-blanks/labels.txt', 24, 3],
    ] as const) {
      const table = await openLabels(file, fs.readFileSync(path.join(folder, file)));
      assert.deepEqual([table.format, table.rows, table.columns.length], ['ascii', rows, columns], file);
    }
  });
});
