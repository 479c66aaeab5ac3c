import assert from 'node:assert/strict';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { bind, LabelError, openLabels, type LabelTable } from '../../../src/labels';
import { binaryTable, extensionFile } from '../fits/table-file';

const utf8 = (text: string) => new TextEncoder().encode(text);
const everything = (table: LabelTable) => table.columns.map((name) => [name, table.column(name)]);
const refused = async (name: string, content: Uint8Array | string, reason: RegExp, line?: number) =>
  assert.rejects(openLabels(name, content), (error) => {
    assert.ok(error instanceof LabelError, String(error));
    assert.deepEqual([error.path, error.line], [name, line]);
    assert.match(error.reason, reason);
    return true;
  });

const ECSV = `# %ECSV 1.0
# ---
# delimiter: ','
# datatype:
# - {name: name, datatype: string, description: 'a, "b": {c}'}
# - {name: objid, datatype: int64}
# - {name: ra, unit: deg, datatype: float64, format: '%.3f',
#   description: right ascension}
# - name: ok
#   datatype: bool
#   meta: !!omap
#   - {name: inner}
# - {name: "two words", datatype: string, subtype: 'float64[2]'}
# meta: !!omap
# - {name: nothing, datatype: none}
# schema: astropy-2.0
name,objid,ra,ok,two words
"M 31",587722952767439450,10.5,True,"[1.5,null]"
"say ""hi""",7,,False,
,,nan,,"[]"
`;

describe('label files that are read', () => {
  it('of ECSV have the types that their header declares', async () => {
    const table = await openLabels('t.csv', utf8(ECSV));
    assert.deepEqual([table.format, table.editable, table.rows], ['ecsv', false, 3]);
    assert.deepEqual(everything(table), [
      ['name', ['M 31', 'say "hi"', '']],
      ['objid', ['587722952767439450', 7, null]],
      ['ra', [10.5, null, null]],
      ['ok', [true, false, null]],
      ['two words', [[1.5, null], null, []]],
    ]);
  });

  it('of ECSV are separated by blanks where their header says nothing else', async () => {
    const yaml = ['%ECSV 0.9', '---', 'datatype:', '- {name: a b, datatype: string}', '- {name: n, datatype: uint8}'];
    const text = [...yaml.map((line) => `# ${line}`), '"a b" n', '"x ""y""" 3', '"" ""', 'z 255', ''].join('\r\n');
    assert.deepEqual(everything(await openLabels('t.ecsv', text)), [
      ['a b', ['x "y"', '', 'z']],
      ['n', [3, null, 255]],
    ]);
  });

  it('of ECSV are refused where header and rows disagree', async () => {
    await refused('t.ecsv', ECSV.replace('name,objid', 'objid,name'), /line of names .*make them agree/, 17);
    await refused('t.ecsv', ECSV.replace('7,,False,', '7,,False'), /4 values, the header 5/, 19);
    await refused('t.ecsv', '# %ECSV 1.0\n# ---\na b\n', /declares no columns/, 1);
    const wrong = await openLabels('t.ecsv', ECSV.replace(',7,', ',7.5,'));
    assert.throws(() => wrong.column('objid'), (error) => error instanceof LabelError && error.line === 19 && error.column === 'objid'); // prettier-ignore
  });

  it('of FITS have cells of every kind, compressed by gzip or not', async () => {
    const row = (id: bigint, name: string, votes: number[], flag: string) => {
      const bytes = new Uint8Array(8 + 8 + 4 + 1);
      const view = new DataView(bytes.buffer);
      view.setBigInt64(0, id);
      bytes.set(utf8(name.padEnd(8)), 8);
      votes.forEach((vote, i) => view.setInt16(16 + 2 * i, vote));
      bytes.set(utf8(flag), 20);
      return bytes;
    };
    const names = ["TTYPE1  = 'id'", "TTYPE2  = 'name'", "TTYPE3  = 'votes'", "TTYPE4  = 'odd'"];
    const rows = [row(587722952767439450n, 'spiral', [3, 4], 'T'), row(7n, '', [0, 1], 'F')];
    const bytes = binaryTable(['K', '8A', '2I', 'L'], rows, new Uint8Array(0), names);
    for (const [name, content] of [['t.fits', bytes], ['t.fits.gz', gzipSync(bytes)], ['t.bin', bytes]] as const) {
      const table = await openLabels(name, content);
      assert.deepEqual([table.format, table.editable, table.rows], ['fits', false, 2]);
      assert.deepEqual(everything(table), [
        ['id', ['587722952767439450', 7]],
        ['name', ['spiral', '']],
        ['votes', [[3, 4], [0, 1]]],
        ['odd', [true, false]],
      ]);
      const { best } = bind(table, [{ path: 'x/587722952767439450.fits' }, { path: 'x/8.fits' }]);
      assert.deepEqual([best!.by, [...best!.cutouts]], ['stem', [0, -1]]);
    } // prettier-ignore
    assert.deepEqual((await openLabels('t.fits', bytes)).problems(), []);
    const stars = binaryTable(['L'], [utf8('T')], new Uint8Array(0), ["TTYPE1  = 'star'", "EXTNAME = 'STARS'"]);
    const several = await openLabels('t.fits', Buffer.concat([stars, bytes.subarray(2880)]));
    assert.deepEqual(several.columns, ['id', 'name', 'votes', 'odd'], 'the first of more than one row');
    assert.match(
      several.problems()[0].reason,
      /holds 2 tables, and that of HDU 2 is read; save another one \(HDU 1 "STARS"\)/,
    );
    await refused('t.fits', utf8('path,class\n'), /not a FITS file/);
    await refused('t.fits', gzipSync(bytes).subarray(0, 60), /gzip/);
    await refused('t.fits', extensionFile(["XTENSION= 'IMAGE'", 'BITPIX  = 8', 'NAXIS   = 0', 'PCOUNT  = 0', 'GCOUNT  = 1'], new Uint8Array(0)), /holds no table/); // prettier-ignore
    const twins = binaryTable(['L', 'L'], [utf8('TF')], new Uint8Array(0), ["TTYPE1  = 'a'", "TTYPE2  = 'a'"]);
    const twin = await openLabels('t.fits', twins);
    assert.deepEqual(twin.columns, ['a', 'a_2']);
    assert.match(twin.problems()[0].reason, /two columns are called "a"; the later one is called "a_2" here/);
  });

  it('of Parquet have cells of every kind, however compressed', async () => {
    const columnData = [
      { name: 'path', data: ['a.fits', 'b.fits', null], type: 'STRING' as const },
      { name: 'id', data: [587722952767439450n, 7n, -3n], type: 'INT64' as const },
      { name: 'z', data: [0.5, NaN, 2], type: 'DOUBLE' as const },
      { name: 'odd', data: [true, false, null], type: 'BOOLEAN' as const },
      { name: 'seen', data: [new Date(0), null, new Date(1000)], type: 'TIMESTAMP' as const },
      { name: 'more', data: [{ a: [1] }, ['x', 'y'], null], type: 'JSON' as const },
    ];
    const gzip = { codec: 'GZIP' as const, compressors: { GZIP: (bytes: Uint8Array) => gzipSync(bytes) } };
    for (const options of [{}, { codec: 'UNCOMPRESSED' as const }, gzip, { rowGroupSize: 2 }]) {
      const table = await openLabels('t.parquet', new Uint8Array(parquetWriteBuffer({ columnData, ...options })));
      assert.deepEqual([table.format, table.editable, table.rows], ['parquet', false, 3]);
      assert.deepEqual(everything(table), [
        ['path', ['a.fits', 'b.fits', null]],
        ['id', ['587722952767439450', 7, -3]],
        ['z', [0.5, null, 2]],
        ['odd', [true, false, null]],
        ['seen', ['1970-01-01T00:00:00.000Z', null, '1970-01-01T00:00:01.000Z']],
        ['more', ['{"a":[1]}', ['x', 'y'], null]],
      ]);
    }
    const bytes = new Uint8Array(parquetWriteBuffer({ columnData }));
    await refused('t.parquet', bytes.subarray(0, -20), /cannot be read .*write it again/);
    await refused('t.parquet', utf8('path,class\n'), /no Parquet file/);
  });

  it('of Parquet have nothing where a time is none', async () => {
    const data = [2n ** 62n, 0n];
    const written = parquetWriteBuffer({
      columnData: [{ name: 'seen', data }],
      schema: [
        { name: 'root', num_children: 1 },
        { name: 'seen', type: 'INT64', converted_type: 'TIMESTAMP_MILLIS', repetition_type: 'REQUIRED' },
      ],
    });
    const table = await openLabels('t.parquet', new Uint8Array(written));
    assert.deepEqual(table.column(0), [null, '1970-01-01T00:00:00.000Z']);
  });

  it('of Parquet take no more memory than their pages and rows say they need', async () => {
    const columnData = [{ name: 'z', data: [1, 2, 3], type: 'DOUBLE' as const }];
    const zeros = (compress: (bytes: Uint8Array) => Uint8Array) => compress(Buffer.alloc(2 ** 26));
    for (const [codec, bomb] of [
      ['GZIP', zeros(gzipSync)],
      ['BROTLI', zeros(brotliCompressSync)],
    ] as const) {
      const written = parquetWriteBuffer({ columnData, codec, compressors: { [codec]: () => bomb } });
      const before = process.memoryUsage().rss;
      await refused('t.parquet', new Uint8Array(written), /cannot be read \(.*larger than/);
      assert.ok(process.memoryUsage().rss - before < 2 ** 25);
    }
    const long = [{ ...columnData[0], data: Array.from({ length: 100 }, (_, i) => i) }];
    const short = parquetWriteBuffer({
      columnData: long,
      codec: 'SNAPPY',
      compressors: { SNAPPY: () => Uint8Array.of(24) },
    });
    await refused('t.parquet', new Uint8Array(short), /do not hold a page of/);
    // The number of rows, 3, stands before the list of row groups: as a varint of twice the number.
    const plain = Buffer.from(parquetWriteBuffer({ columnData }));
    const at = plain.lastIndexOf(Buffer.of(0x16, 0x06, 0x19));
    const billions = Buffer.from([0x80, 0x80, 0x80, 0x80, 0x40]);
    const footer = plain.length - 8 - plain.readUInt32LE(plain.length - 8);
    assert.ok(at > footer);
    const claims = Buffer.concat([plain.subarray(0, at + 1), billions, plain.subarray(at + 2)]);
    claims.writeUInt32LE(claims.length - 8 - footer, claims.length - 8);
    await refused('t.parquet', new Uint8Array(claims), /declares 8589934592 rows, and its parts hold 3/);
  });

  it('are text where their bytes are UTF-8, and refused otherwise', async () => {
    const text = '\uFEFFpath,class\r\né.fits,星\r\n';
    const table = await openLabels('t.csv', utf8(text));
    assert.equal(table.editable, true);
    assert.equal('text' in table && table.text, text, 'the byte order mark is kept');
    assert.deepEqual(table.columns, ['path', 'class']);
    assert.equal((await openLabels('t.tsv', 'a,b\tc\n1\t2\n')).cell(0, 'a,b'), '1');
    assert.equal((await openLabels('labels', '{"a": 1}\n')).format, 'jsonl');
    await refused('t.csv', Buffer.from('\uFEFFpath,class\n', 'utf16le'), /UTF-16; save it as UTF-8/);
    await refused('t.csv', Buffer.from('path,class\n', 'utf16le'), /UTF-16 without a byte order mark/);
    await refused('t.csv', Buffer.from('path,class\na,b\né,c\n', 'latin1'), /not UTF-8/, 3);
    await refused('t.csv.gz', gzipSync('path\n'), /decompress it/);
  });
});
