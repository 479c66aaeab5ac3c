import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { bind, LabelError, openLabels, openTextTable, type LabelTable, understand } from '../../../src/labels';
import { toVotable } from '../../../src/exports/votable';
import { sharedData } from '../../shared-data';
import { binaryTable } from '../fits/table-file';

const utf8 = (text: string) => new TextEncoder().encode(text);
const document = (inside: string, prolog = '<?xml version="1.0"?>') =>
  `${prolog}<VOTABLE version="1.4" xmlns="http://www.ivoa.net/xml/VOTable/v1.3"><RESOURCE>${inside}</RESOURCE></VOTABLE>\n`;
const fields = (...all: string[]) => all.map((one) => `<FIELD ${one}/>`).join('');
const rows = (...all: string[][]) =>
  `<DATA><TABLEDATA>${all.map((row) => `<TR>${row.map((cell) => `<TD>${cell}</TD>`).join('')}</TR>`).join('\n')}</TABLEDATA></DATA>`; // prettier-ignore
const table = (columns: string, data: string, attributes = '') => `<TABLE ${attributes}>${columns}${data}</TABLE>`;
const stream = (kind: string, bytes: Uint8Array, attributes = 'encoding="base64"') =>
  `<DATA><${kind}><STREAM ${attributes}>\n${Buffer.from(bytes).toString('base64').replace(/.{60}/g, '$&\n')}\n</STREAM></${kind}></DATA>`; // prettier-ignore
const everything = (read: LabelTable) => read.columns.map((name) => [name, ...read.column(name)]);
const said = (read: LabelTable) => read.problems().map(({ line, reason }) => `${line ?? ''}: ${reason}`).join('\n'); // prettier-ignore
const open = async (content: string | Uint8Array, name = 't.vot') => {
  const read = await openLabels(name, content);
  assert.deepEqual([read.format, read.editable], ['votable', false]);
  return read;
};
const refused = (content: string | Uint8Array, reason: RegExp, name = 't.vot') =>
  assert.rejects(openLabels(name, content), (error) => {
    assert.ok(error instanceof LabelError, String(error));
    assert.match(error.reason, reason);
    return true;
  });

const KINDS = [
  'name="id" datatype="long"', 'name="name" datatype="char" arraysize="*"', 'name="star" datatype="unicodeChar" arraysize="8*"',
  'name="z" datatype="double"', 'name="f" datatype="float"', 'name="ok" datatype="boolean"', 'name="bits" datatype="bit" arraysize="3"',
  'name="u" datatype="unsignedByte"', 'name="votes" datatype="short" arraysize="2"', 'name="c" datatype="floatComplex"',
  'name="cs" datatype="doubleComplex" arraysize="*"', 'name="list" datatype="int" arraysize="*"', 'name="grid" datatype="int" arraysize="2x*"',
  'name="words" datatype="char" arraysize="4x2"',
]; // prettier-ignore

/** What a BINARY stream of big-endian values holds, one call a value. */
class Bytes {
  private readonly all: number[] = [];

  private put(size: number, write: (view: DataView) => void): this {
    const bytes = new Uint8Array(size);
    write(new DataView(bytes.buffer));
    this.all.push(...bytes);
    return this;
  }
  bytes(...values: number[]): this {
    this.all.push(...values);
    return this;
  }
  int = (value: number) => this.put(4, (view) => view.setInt32(0, value));
  short = (value: number) => this.put(2, (view) => view.setInt16(0, value));
  long = (value: bigint) => this.put(8, (view) => view.setBigInt64(0, value));
  float = (value: number) => this.put(4, (view) => view.setFloat32(0, value));
  double = (value: number) => this.put(8, (view) => view.setFloat64(0, value));
  text = (value: string) => this.bytes(...utf8(value));
  wide = (value: string) => {
    for (let i = 0; i < value.length; i++) this.short(value.charCodeAt(i));
    return this;
  };
  get done(): Uint8Array {
    return Uint8Array.from(this.all);
  }
}

const EXPECTED = [
  ['id', '1237648720693755900', 7],
  ['name', 'NGC 1', null],
  ['star', '星', 'é'],
  ['z', 0.5, null],
  ['f', -Infinity, 0.25],
  ['ok', true, null],
  ['bits', [true, false, true], [false, false, false]],
  ['u', 255, 0],
  ['votes', [3, -4], [0, 1]],
  ['c', [1, -2], [0, 0.5]],
  ['cs', ['[1,2]', '[3,4]'], null],
  ['list', [1, 2, 3], null],
  ['grid', [1, 2, 3, 4], null],
  ['words', ['ab', 'cdef'], ['x', 'y']],
];

/** The two rows of EXPECTED; nothing in the second is an array of none. */
function binaryRows(mask: (row: number) => number[], gridCount: number): Uint8Array {
  const out = new Bytes()
    .bytes(...mask(0))
    .long(1237648720693755900n)
    .int(5)
    .text('NGC 1')
    .int(1)
    .wide('星')
    .double(0.5)
    .float(-Infinity);
  out.text('T').bytes(0b1010_0000).bytes(255).short(3).short(-4).float(1).float(-2);
  out
    .int(2)
    .double(1)
    .double(2)
    .double(3)
    .double(4)
    .int(3)
    .int(1)
    .int(2)
    .int(3)
    .int(gridCount)
    .int(1)
    .int(2)
    .int(3)
    .int(4)
    .text('ab\0\0cdef');
  out
    .bytes(...mask(1))
    .long(7n)
    .int(0)
    .int(1)
    .wide('é')
    .double(NaN)
    .float(0.25);
  out.text('?').bytes(0).bytes(0).short(0).short(1).float(0).float(0.5).int(0).int(0).int(0).text('x   y   ');
  return out.done;
}

describe('VOTables', () => {
  it('have the cells that their TABLEDATA write, of every type', async () => {
    const text = document(
      table(
        fields(...KINDS),
        rows(
          [
            '1237648720693755900',
            'NGC 1',
            '星',
            ' 0.5 ',
            '-Inf',
            'T',
            '1 0 1',
            '0xFF',
            '3 -4',
            '1 -2',
            '1 2  3 4',
            '1 2 3',
            '1 2\n3 4',
            'ab  cdef',
          ],
          ['+7', '', '&#xE9;', 'NaN', '2.5e-1', '?', '000', '0', '0 1', '0 0.5', '', '', '', 'x   y   '],
        ),
      ),
    );
    const read = await open(text);
    assert.deepEqual(everything(read), EXPECTED);
    assert.equal(said(read), '');
    const prefixed = text.replace(/<(\/?)(?=[A-Z])/g, '<$1vot:').replace('xmlns=', 'xmlns:vot=');
    const variants = [utf8(text), utf8(`\uFEFF${text}`), gzipSync(text), prefixed, text.replaceAll('\n', '\r\n')];
    for (const one of variants) assert.deepEqual(everything(await open(one)), EXPECTED);
    assert.deepEqual(everything(await open(Buffer.from(`\uFEFF${text}`, 'utf16le'))), EXPECTED);
    assert.equal((await open(text, 'catalogue.xml')).rows, 2);
    assert.equal((await open(text, 'catalogue.csv')).rows, 2, 'by its content, whatever it is called');
    assert.throws(() => openTextTable('t.vot', text), /a VOTable is read, not edited/);
  });

  it('have the same cells in BINARY and BINARY2, whatever steps their writers count', async () => {
    // Of numbers and texts that are absent BINARY has empty arrays.
    const plain = EXPECTED.map(([name, first, second]) => [name, first, second ?? (['cs', 'list', 'grid'].includes(String(name)) ? [] : null)]); // prettier-ignore
    for (const count of [4, 2]) {
      const one = document(
        table(
          fields(...KINDS),
          stream(
            'BINARY',
            binaryRows(() => [], count),
          ),
        ),
      );
      assert.deepEqual(everything(await open(one)), plain, `${count}`);
    }
    const mask = (row: number) => (row === 0 ? [0, 0] : [0b0001_0000, 0b0011_1000]);
    const two = binaryRows(mask, 4);
    const masked = EXPECTED.map(([name, first, second]) => [name, first, name === 'list' || name === 'cs' || name === 'grid' ? null : second]); // prettier-ignore
    for (const [bytes, attributes] of [[two, 'encoding="base64"'], [gzipSync(two), 'encoding="gzip"'], [gzipSync(two), 'encoding="base64 gzip"']] as const) {
      const read = await open(document(table(fields(...KINDS), stream('BINARY2', bytes, attributes))));
      assert.deepEqual(everything(read), masked.map((column) => column));
    } // prettier-ignore
  });

  it('have null where VALUES or a mask says so', async () => {
    const columns =
      '<FIELD name="n" datatype="int"><VALUES null="-99"/></FIELD><FIELD name="l" datatype="long"><VALUES type="actual"/><VALUES null="9007199254740993"/></FIELD>' +
      '<FIELD name="x" datatype="double"><VALUES null="-1"/></FIELD><FIELD name="t" datatype="char" arraysize="3"><VALUES null="n/a"/></FIELD>';
    const expected = [['n', null, 1], ['l', null, '9007199254740995'], ['x', null, 2], ['t', null, 'abc']]; // prettier-ignore
    const written = document(
      table(columns, rows(['-99', '9007199254740993', '-1.0', 'n/a'], ['1', '9007199254740995', '2', 'abc'])),
    );
    assert.deepEqual(everything(await open(written)), expected);
    const bytes = new Bytes()
      .int(-99)
      .long(9007199254740993n)
      .double(-1)
      .text('n/a')
      .int(1)
      .long(9007199254740995n)
      .double(2)
      .text('abc');
    assert.deepEqual(everything(await open(document(table(columns, stream('BINARY', bytes.done))))), expected);
  });

  it('have the table of a FITS file within them', async () => {
    const row = new Uint8Array(12);
    new DataView(row.buffer).setBigInt64(0, 587722952767439450n);
    new DataView(row.buffer).setInt32(8, 3);
    const fits = binaryTable(['K', 'J'], [row, row], new Uint8Array(0), ["TTYPE1  = 'a'", "TTYPE2  = 'b'"]);
    const columns = fields('name="objid" datatype="long"', 'name="n" datatype="int"');
    for (const kind of ['FITS', 'FITS extnum="1"']) {
      const text = document(table(columns, stream('FITS', fits)));
      const read = await open(text.replace('<FITS>', `<${kind}>`));
      assert.deepEqual(everything(read), [['objid', '587722952767439450', '587722952767439450'], ['n', 3, 3]]); // prettier-ignore
    }
    await refused(
      document(table(columns, stream('FITS', fits)).replace('<FITS>', '<FITS extnum="7">')),
      /holds no table/,
    );
    await refused(document(table(fields('name="a"'), stream('FITS', fits))), /has 2 columns, the VOTable declares 1/);
  });

  it('say which of several tables is read, and what a service left out', async () => {
    const one = fields('name="a" datatype="int"');
    const empty = table(one, rows(), 'name="none"');
    const second = table(one, rows(['1'], ['2']), 'name="objects" nrows="3"');
    const read = await open(
      document(
        `${empty}${second}${table(one, rows(['3']))}<INFO name="QUERY_STATUS" value="OVERFLOW">limit of 2</INFO>`,
      ),
    );
    assert.deepEqual(everything(read), [['a', 1, 2]]);
    assert.match(said(read), /has left out rows behind the first 2 \(OVERFLOW\): limit of 2/);
    assert.match(said(read), /holds 3 tables, and the first that has rows is read, "objects"/);
    assert.match(said(read), /says that it has 3 rows, and 2 are there/);
    await refused(
      document('<INFO name="QUERY_STATUS" value="ERROR">no such column: zz</INFO>'),
      /answered with an error: no such column: zz/,
    );
    const broken = await open(document(`${second}<INFO name="QUERY_STATUS" value="ERROR">time is up</INFO>`));
    assert.match(said(broken), /an error has happened, so that rows may be missing: time is up/);
    assert.equal((await open(document(empty))).rows, 0);
    const like = await open(document(`${table(one, '', 'ID="t1"')}${table('', rows(['5']), 'ref="t1"')}`));
    assert.deepEqual(everything(like), [['a', 5]]);
  });

  it('say what they could not read, and lose no row for it', async () => {
    const columns = fields('name="a" datatype="int"', 'name="b" datatype="boolean"', 'name="a" datatype="word"');
    const read = await open(
      document(
        table(columns, rows(['1', 'T', 'x'], ['1.5', 'no', 'y'], ['12'], ['3', 'F', 'z', 'more'], ['x', '', ''])),
      ),
    );
    assert.deepEqual(everything(read), [['a', 1, null, 12, 3, null], ['b', true, null, null, false, null], ['a_2', 'x', 'y', null, 'z', null]]); // prettier-ignore
    for (const reason of [
      /2: 2 values of column "a" are no int, such as "1.5", and count as missing/,
      /2: a value of column "b", "no", is no boolean, and counts as missing/,
      /3: a row has fewer cells than there are FIELDs/,
      /4: a row has more cells than there are FIELDs: the last ones are left out/,
      /two columns are called "a"; the later one is called "a_2" here/,
    ]) {
      assert.match(said(read), reason);
    }
  });

  it('are matched by the position that their UCDs name', async () => {
    const cutouts = [{ path: 'a.fits', ra: 10, dec: 20 }];
    const of = (ra: string, dec: string, more = '') =>
      open(document(`<COOSYS ID="s" system="eq_FK4"/>${table(fields(`name="l" datatype="double" ${ra}`, `name="b" datatype="double" ${dec}`, `name="ra" datatype="double"${more}`, 'name="dec" datatype="double"'), rows(['10', '20', '30.5', '2.5']))}`)); // prettier-ignore
    const main = await of('unit="deg" ucd="pos.eq.ra;meta.main"', 'unit="deg" ucd="pos.eq.dec;meta.main"');
    assert.deepEqual([bind(main, cutouts).best?.by, understand(main, 'l').kind, understand(main, 'ra').kind], ['position', 'ra', 'number']); // prettier-ignore
    assert.equal(bind(await of('ucd="POS_EQ_RA_MAIN"', 'ucd="POS_EQ_DEC_MAIN"'), cutouts).best?.by, 'position');
    assert.equal(
      bind(await of('ucd="pos.eq.ra"', 'ucd="pos.eq.dec"'), cutouts).best,
      undefined,
      'ra and dec are called so',
    );
    for (const [attributes, reason] of [['unit="rad"', /"l" is in rad, and positions are matched in degrees/], ['ref="s"', /of the system eq_FK4/]] as const) {
      const other = await of(`${attributes} ucd="pos.eq.ra;meta.main"`, `${attributes} ucd="pos.eq.dec;meta.main"`);
      assert.equal(bind(other, cutouts).best, undefined);
      assert.match(said(other), reason);
    } // prettier-ignore
  });

  it('that Morphoscope writes come back', async () => {
    const columns = [
      { name: 'path', type: 'text' as const, values: ['a <&>.fits', '星.fits'] },
      { name: 'z', type: 'number' as const, values: [0.1, null] },
    ];
    const read = await open(toVotable({ rows: 2, columns }));
    assert.deepEqual(everything(read), [['path', 'a <&>.fits', '星.fits'], ['z', 0.1, null]]); // prettier-ignore
  });

  it('are read where people have them', async function () {
    const folder = sharedData(this, '.');
    for (const [file, count] of [['reported/31-votable-read-as-csv/t.vot', 24], ['containers/mosaics/kids-gri/catalogue.vot', 28]] as const) {
      assert.equal((await open(fs.readFileSync(path.join(folder, file)), file)).rows, count);
    } // prettier-ignore
  });

  it('fetch nothing, and say what to do instead', async () => {
    const columns = fields('name="a" datatype="int"');
    for (const kind of ['BINARY', 'BINARY2', 'FITS']) {
      const remote = `<DATA><${kind}><STREAM href="http://127.0.0.1:9/data" encoding="gzip"/></${kind}></DATA>`;
      await refused(document(table(columns, remote)), /lie elsewhere, at http:\/\/127\.0\.0\.1:9\/data, and nothing is fetched; save the table with its data in it/); // prettier-ignore
    }
    await refused(document(table(columns, '<DATA><PARQUET type="Parquet-local-XML"><STREAM href="x.parquet"/></PARQUET></DATA>')), /Parquet file beside it; use that file/); // prettier-ignore
    await refused(
      document(table(columns, stream('BINARY', new Uint8Array(4), 'encoding="uuencode"'))),
      /encoded as "uuencode", which is not read/,
    );
  });

  it('are refused where they are made to take time, memory or files', async () => {
    const lol = Array.from({ length: 10 }, (_, i) => `<!ENTITY l${i + 1} "${`&l${i};`.repeat(10)}">`).join('');
    await refused(
      document('&l10;', `<!DOCTYPE VOTABLE [<!ENTITY l0 "lol">${lol}]>`),
      /entities that a DOCTYPE defines are not read/,
    );
    await refused(
      document('&x;', '<!DOCTYPE VOTABLE [<!ENTITY x SYSTEM "file:///etc/passwd">]>'),
      /entities that a DOCTYPE defines/,
    );
    await refused(`<VOTABLE>${'<RESOURCE>'.repeat(1_000_000)}`, /nested more than 256 deep/);
    const huge = (arraysize: string) => document(table(fields(`name="a" datatype="double" arraysize="${arraysize}"`), stream('BINARY', new Bytes().int(2 ** 31 - 1).done))); // prettier-ignore
    for (const size of ['1000000000', '99999x99999', '*', '100000000x*', '9*'])
      await refused(huge(size), /end inside of a row/);
    await refused(huge('99999999x99999999x999'), /no size of an array/);
    await refused(huge('two'), /"two" is no size of an array/);
    await refused(
      document(table(fields('name="a" datatype="char" arraysize="0"'), stream('BINARY', new Uint8Array(4)))),
      /rows of no bytes/,
    );
    const zeros = Array.from({ length: 5000 }, (_, i) => `name="z${i}" datatype="char" arraysize="0"`);
    await refused(document(table(fields('name="a" datatype="unsignedByte"', ...zeros), stream('BINARY', new Uint8Array(100_000)))), /cells of no bytes/); // prettier-ignore
    const many = Array.from({ length: 5000 }, (_, i) => `name="z${i}" datatype="int"`);
    await refused(
      document(table(fields(...many), `<DATA><TABLEDATA>${'<TR/>'.repeat(100_000)}</TABLEDATA></DATA>`)),
      /far fewer cells/,
    );
    const bomb = gzipSync(Buffer.alloc(2 ** 28));
    const before = process.memoryUsage().rss;
    await refused(
      document(table(fields('name="a" datatype="int"'), stream('BINARY', bomb, 'encoding="gzip"'))),
      /cannot be decompressed/,
    );
    assert.ok(process.memoryUsage().rss - before < 2 ** 28);
  });

  it('are refused where rows or cells stand where none may', async () => {
    const odd = (data: string) => document(table(fields('name="a" datatype="int"'), `<DATA><TABLEDATA>${data}</TABLEDATA></DATA>`)); // prettier-ignore
    await refused(odd('<TR><TR><TD>1</TD></TR><TD>2</TD></TR>'), /a row \(TR\) stands outside of TABLEDATA/);
    await refused(odd('<TD>1</TD>'), /a cell \(TD\) stands outside of a row \(TR\)/);
    await refused(odd('<TR><TABLE/><TD>1</TD></TR>'), /a TABLE stands within another/);
    const [field, data] = [fields('name="a" datatype="int"'), rows(['1'])];
    await refused(document(table(field, data + field)), /a FIELD stands behind the DATA/);
    await refused(document(table(field, data + data)), /a TABLE has two DATA/);
  });

  it('are refused where they are cut off, or none', async () => {
    const text = document(table(fields('name="a" datatype="int"'), rows(['1'], ['2'])));
    await refused(
      text.slice(0, text.indexOf('2</TD>')),
      /not well-formed \(unclosed tag: TD\); the file may be cut off/,
    );
    await refused(text.replace('</TD>', '</TR>'), /not well-formed/);
    await refused(
      '<?xml version="1.0"?><annotation/>',
      /XML, but no VOTable: its first element is annotation/,
      't.xml',
    );
    await refused('<!DOCTYPE html><html><body/></html>', /a page of HTML/, 't.csv');
    await refused('path,class\n', /called as a VOTable is, and is no XML/);
    await refused(document(''), /holds no table/);
    await refused(document(table('', '')), /has no columns/);
    await refused(document(table(fields('name="a" datatype="int"'), stream('BINARY', Uint8Array.of(0, 0, 0, 1, 0)))), /data are not those that the FIELDs declare/); // prettier-ignore
    await refused(
      document(table(fields('name="a" datatype="int"'), stream('BINARY', new Uint8Array(4)).replace('AAAA', '!AAA'))),
      /no base64/,
    );
    await refused(Uint8Array.from([...utf8('<VOTABLE>'), 0xff, 0xfe, ...utf8('</VOTABLE>')]), /cannot be read/);
    await refused(
      utf8('<?xml version="1.0" encoding="klingon"?><VOTABLE/>'),
      /cannot be read .*klingon.*save it again as UTF-8/i,
    );
    const latin = Buffer.from(document(table(fields('name="é" datatype="int"'), rows(['1'])), '<?xml version="1.0" encoding="ISO-8859-1"?>'), 'latin1'); // prettier-ignore
    assert.deepEqual((await open(latin)).columns, ['é']);
  });
});

describe('files that are no tables', () => {
  it('say how they are converted, with commands', async () => {
    const zip = [0x50, 0x4b, 3, 4, 0, 0];
    for (const [name, bytes, reason] of [
      [
        't.h5',
        [0x89, 0x48, 0x44, 0x46, 13, 10],
        /pandas\.read_hdf\("t\.h5"\)\.to_csv\("table\.csv"\).*astropy\.table\.Table\.read\("t\.h5", format="hdf5"/,
      ],
      ['x/t.xlsx', zip, /spreadsheet.*pandas\.read_excel\("t\.xlsx"\)\.to_csv\("table\.csv", index=False\)/],
      ['t.npz', zip, /numpy\.load\("t\.npz"\)/],
      ['t.xls', [0xd0, 0xcf, 0x11, 0xe0], /old spreadsheet .*read_excel\("t\.xls"\)/],
      ['t.npy', [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1], /NumPy array.*numpy\.load\("t\.npy"\)/],
      ['t.pkl', [0x80, 4, 0x95], /pickle of Python.*never opened.*pandas\.read_pickle\("t\.pkl"\)/],
      ['t.feather', [...utf8('ARROW1\0\0')], /read_feather\("t\.feather"\)\.to_parquet/],
      ['t.tex', [...utf8('% made\n\\begin{table}\n')], /LaTeX.*format="latex"/],
    ] as const) {
      await refused(Uint8Array.from(bytes), reason, name);
    }
  });
});
