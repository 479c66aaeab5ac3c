import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type Cell, FitsError, openFits, readColumns, readRow, rowCount, Table } from '../../../src/fits';
import { asciiTable, binaryTable } from './table-file';

function tableOf(file: Uint8Array): Table {
  return new Table(openFits(file, 'table.fits')[1]);
}

/** Bytes of big-endian values. */
function bytes(write: (view: DataView) => void, length: number): Uint8Array {
  const out = new Uint8Array(length);
  write(new DataView(out.buffer));
  return out;
}

const TYPES = {
  B: { size: 1, values: fc.nat(255), put: (v: DataView, at: number, x: number) => v.setUint8(at, x) },
  I: {
    size: 2,
    values: fc.integer({ min: -32768, max: 32767 }),
    put: (v: DataView, at: number, x: number) => v.setInt16(at, x),
  },
  J: { size: 4, values: fc.integer(), put: (v: DataView, at: number, x: number) => v.setInt32(at, x) },
  E: { size: 4, values: fc.float(), put: (v: DataView, at: number, x: number) => v.setFloat32(at, x) },
  D: { size: 8, values: fc.double(), put: (v: DataView, at: number, x: number) => v.setFloat64(at, x) },
} as const;

describe('a binary table', () => {
  it('gives numbers of every type as they were stored, by rows and by columns', () => {
    const column = fc
      .constantFrom(...(Object.keys(TYPES) as (keyof typeof TYPES)[]))
      .chain((type) =>
        fc.record({ type: fc.constant(type), values: fc.array(TYPES[type].values, { minLength: 3, maxLength: 3 }) }),
      );
    fc.assert(
      fc.property(fc.array(column, { minLength: 1, maxLength: 8 }), (columns) => {
        const width = columns.reduce((sum, { type }) => sum + TYPES[type].size, 0);
        const rows = [0, 1, 2].map((row) =>
          bytes((view) => {
            let at = 0;
            for (const { type, values } of columns) {
              TYPES[type].put(view, at, values[row]);
              at += TYPES[type].size;
            }
          }, width),
        );
        const table = tableOf(
          binaryTable(
            columns.map(({ type }) => `1${type}`),
            rows,
          ),
        );
        columns.forEach(({ values }, k) => {
          assert.deepEqual(table.cells(k, 0, 3), values);
          assert.deepEqual([...table.numbers(k)], values);
        });
        assert.deepEqual(
          table.row(1),
          columns.map(({ values }) => values[1]),
        );
      }),
    );
  });

  it('keeps every digit of 64-bit integers, signed and unsigned', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (value) => {
        const row = bytes((view) => (view.setBigInt64(0, value), view.setBigInt64(8, value)), 16);
        const table = tableOf(binaryTable(['K', 'K'], [row], undefined, ['TZERO2  = 9223372036854775808']));
        assert.deepEqual(table.row(0), [value, value + 2n ** 63n]);
        assert.deepEqual([table.numbers(0)[0], table.numbers(1)[0]], [Number(value), Number(value + 2n ** 63n)]);
        assert.deepEqual(
          table.columns.map(({ kind }) => kind),
          ['integer', 'integer'],
        );
      }),
    );
  });

  it('reads the unsigned and signed-byte conventions as integers, any other scaling as numbers', () => {
    const row = Uint8Array.of(0x80, 0x00, 0x80, 0, 0, 0, 0x00, 0x02);
    const table = tableOf(
      binaryTable(['I', 'J', 'B', 'B'], [row], undefined, [
        'TZERO1  = 32768', 'TZERO2  = 2147483648', 'TZERO3  = -128', 'TSCAL4  = 0.5', 'TZERO4  = 10',
      ]), // prettier-ignore
    );
    assert.deepEqual(table.row(0), [0, 0, -128, 11]);
    assert.deepEqual(
      table.columns.map(({ kind }) => kind),
      ['integer', 'integer', 'integer', 'number'],
    );
  });

  it('gives null and NaN where TNULL or a logical says undefined', () => {
    const rows = [Uint8Array.of(0xff, 0xff, 0x54), Uint8Array.of(0, 5, 0x46), Uint8Array.of(0, 6, 0)];
    const file = binaryTable(['I', 'L'], rows, undefined, [
      'TNULL1  = -1',
      'TZERO1  = 100',
      "TUNIT1  = 'mag'",
      "TDISP1  = 'I5'",
    ]);
    const table = tableOf(file);
    assert.deepEqual(table.cells(0, 0, 3), [null, 105, 106]);
    assert.deepEqual(table.cells(1, 0, 3), [true, false, null]);
    assert.deepEqual([...table.numbers(0)], [NaN, 105, 106]);
    assert.deepEqual([...table.numbers(1)], [1, 0, NaN]);
    const { unit, display, null: undefinedValue } = table.columns[0];
    assert.deepEqual([unit, display, undefinedValue], ['mag', 'I5', -1]);
    assert.deepEqual(readRow(openFits(file, '')[1], 0, 'stored'), { col1: 99, col2: true });
    assert.deepEqual(readRow(openFits(file, '')[1], 2, 'stored'), { col1: 106, col2: false });
  });

  it('reads vectors, complex numbers, bits, strings and arrays of strings', () => {
    const row = Buffer.concat([
      bytes((view) => [1, 2, 3, 4].forEach((x, i) => view.setInt16(2 * i, x)), 8),
      bytes((view) => (view.setFloat32(0, 1.5), view.setFloat32(4, -2)), 8),
      Uint8Array.of(0b10100000, 0b01000000),
      Buffer.from('ab \0zzone  two  three'),
    ]);
    const more = ["TDIM1   = '(2,2)'", "TTYPE1  = 'vector'", "TDIM5   = '(5,3)'"];
    const table = tableOf(binaryTable(['4I', 'C', '10X', '6A', '15A'], [row], undefined, more));
    assert.deepEqual(table.row(0), [
      [1, 2, 3, 4],
      [1.5, -2],
      [true, false, true, false, false, false, false, false, false, true],
      'ab',
      ['one', 'two', 'three'],
    ]);
    assert.deepEqual(
      table.columns.map(({ kind }) => kind),
      ['array', 'complex', 'bits', 'text', 'array'],
    );
    assert.deepEqual(table.columns[0].dimensions, [2, 2]);
    assert.equal(table.columns[0].name, 'vector');
    assert.equal(table.columns[4].element, 'text');
    assert.deepEqual(table.texts(3), ['ab']);
    assert.throws(() => table.numbers(0), FitsError);
    assert.throws(() => table.texts(4), FitsError);
  });

  it('reads the substring convention, and fields of no elements', () => {
    const table = tableOf(binaryTable(['12A4', '0J', '0A', 'A3'], [Buffer.from('one two six abc')]));
    assert.deepEqual(table.row(0), [['one', 'two', 'six'], [], '', 'abc']);
  });

  it('reads variable-length arrays of every kind, by narrow and wide descriptors', () => {
    const heap = Buffer.concat([
      Buffer.from('gap'),
      bytes((view) => [7, -8].forEach((x, i) => view.setInt16(2 * i, x)), 4),
      Buffer.from('text'),
      Uint8Array.of(0b11000000),
      Uint8Array.of(0x54, 0, 0x46),
      bytes((view) => (view.setFloat64(0, 2.5), view.setFloat64(8, 3)), 16),
    ]);
    const narrow = (count: number, offset: number) =>
      bytes((view) => (view.setInt32(0, count), view.setInt32(4, offset)), 8);
    const wide = (count: number, offset: number) =>
      bytes((view) => (view.setBigInt64(0, BigInt(count)), view.setBigInt64(8, BigInt(offset))), 16);
    const row = Buffer.concat([narrow(2, 0), wide(4, 4), narrow(2, 8), wide(3, 9), narrow(1, 12), narrow(0, 1e9)]);
    const file = binaryTable(['PI(2)', '1QA(4)', 'PX(2)', 'QL', 'PM', 'PE'], [row], heap, [
      `THEAP   = ${row.length + 3}`,
    ]);
    const table = tableOf(file);
    assert.deepEqual(table.row(0), [[7, -8], 'text', [true, true], [true, null, false], [[2.5, 3]], []]);
    assert.ok(table.columns.every(({ variable }) => variable));
    assert.deepEqual(readRow(openFits(file, '')[1], 0, 'stored').col4, [0x54, 0, 0x46]);
    const outside = Buffer.concat([narrow(2, 1000)]);
    assert.throws(() => tableOf(binaryTable(['PI'], [outside], heap)).row(0), /outside the heap/);
    const negative = Buffer.concat([narrow(-2, 0)]);
    assert.throws(() => tableOf(binaryTable(['PI'], [negative], heap)).row(0), /outside the heap/);
  });

  it('reads no more of the file than the rows, or of a long row the field, that are asked for', () => {
    const count = (file: Uint8Array) => {
      let read = 0;
      const source = {
        length: file.length,
        read: (start: number, end: number) => ((read += end - start), file.slice(start, end)),
      };
      const table = new Table(openFits(source, 'table.fits')[1]);
      return (ask: (table: Table) => void) => {
        read = 0;
        ask(table);
        return read;
      };
    };
    const short = count(
      binaryTable(
        ['J', '96A'],
        Array.from({ length: 5000 }, () => new Uint8Array(100)),
      ),
    );
    assert.equal(
      short((table) => table.row(7)),
      100,
    );
    assert.equal(
      short((table) => table.cells(0, 1000, 1010)),
      1000,
    );
    assert.equal(
      short((table) => table.numbers(0)),
      500_000,
    );
    const long = count(binaryTable(['D', '200000D'], [new Uint8Array(1_600_008), new Uint8Array(1_600_008)]));
    assert.equal(
      long((table) => assert.deepEqual(table.cells(0, 0, 2), [0, 0])),
      16,
    );
    assert.equal(
      long((table) => table.row(1)),
      1_600_008,
    );
  });

  it('keeps columns of one name apart, and finds the first of them', () => {
    const table = tableOf(
      binaryTable(['B', 'B', 'B'], [Uint8Array.of(1, 2, 3)], undefined, ["TTYPE1  = 'Flux'", "TTYPE2  = 'FLUX'"]),
    );
    assert.deepEqual(table.row(0), [1, 2, 3]);
    assert.equal(table.indexOf('flux'), 0);
    assert.equal(table.indexOf('col3'), 2);
    assert.equal(table.indexOf('absent'), -1);
  });

  it('refuses rows and columns that are not there, and forms that are none', () => {
    const file = binaryTable(['J'], [new Uint8Array(4), new Uint8Array(4)]);
    const table = tableOf(file);
    assert.equal(rowCount(openFits(file, '')[1]), 2);
    for (const ask of [
      () => table.row(2),
      () => table.row(-1),
      () => table.cells(0, 1, 3),
      () => table.cells(1, 0, 1),
      () => table.numbers(7),
    ]) {
      assert.throws(ask, FitsError);
    }
    assert.deepEqual(table.cells(0, 2, 2), []);
    assert.throws(() => tableOf(binaryTable(['9Z'], [new Uint8Array(4)])), /is not a form/);
    assert.throws(() => tableOf(binaryTable(['2J'], [new Uint8Array(4)])), /wider than the row/);
  });
});

describe('an ASCII table', () => {
  const cells = (form: string, texts: readonly string[], more: readonly string[] = []): Cell[] => {
    const width = Math.max(...texts.map((text) => text.length));
    const table = tableOf(
      asciiTable(
        [[`${form[0]}${width}${form.slice(1)}`, 1]],
        texts.map((text) => text.padEnd(width)),
        more,
      ),
    );
    const found = table.cells(0, 0, texts.length);
    if (form[0] !== 'A')
      assert.deepEqual(
        [...table.numbers(0)],
        found.map((cell) => (cell === null ? NaN : Number(cell))),
      );
    return found;
  };

  it('reads the forms of numbers that Fortran writes', () => {
    assert.deepEqual(cells('I', ['  42', '-7', '+3', '', '9007199254740993']), [42, -7, 3, 0, 9007199254740993n]);
    assert.deepEqual(cells('F.2', ['1.5', '-.25', '12345', '  3.']), [1.5, -0.25, 123.45, 3]);
    assert.deepEqual(
      cells('E.3', ['1.5E3', '1.5E+03', '1.5+03', '1.5-03', '15e2', '1500D1']),
      [1500, 1500, 1500, 0.0015, 1.5, 15],
    );
    assert.deepEqual(cells('D.1', ['1.25D-2', '1d0']), [0.0125, 0.1]);
    assert.deepEqual(cells('A', ['one ', ' two']), ['one', ' two']);
  });

  it('gives the nearest double of any number, as JavaScript does', () => {
    const written = fc
      .double({ noNaN: true, noDefaultInfinity: true })
      .chain((x) => fc.constantFrom(x.toString(), x.toExponential(), x.toExponential(5).toUpperCase(), x.toFixed(3)));
    fc.assert(
      fc.property(
        written.filter((text) => text.includes('.')),
        (text) => assert.deepEqual(cells('E.0', [text]), [Number(text)]),
      ),
    );
  });

  it('gives null where the field is TNULL, and scales', () => {
    assert.deepEqual(cells('I', ['1', '***', '2'], ["TNULL1  = '***'", 'TSCAL1  = 2', 'TZERO1  = 1']), [3, null, 5]);
    assert.deepEqual(cells('F.1', ['1.0', '-99'], ["TNULL1  = '-99'"]), [1, null]);
    assert.deepEqual(cells('A', ['x', 'n/a'], ["TNULL1  = 'n/a'"]), ['x', null]);
  });

  it('refuses what is no number, and fields outside the row', () => {
    assert.throws(() => cells('I', ['1x']), /no number/);
    assert.throws(() => cells('F.1', ['1.2.3']), /no number/);
    assert.throws(() => tableOf(asciiTable([['I9', 3]], ['1234'])), /outside the row/);
    assert.throws(() => tableOf(asciiTable([['Z9', 1]], ['1234'])), /is not a form/);
    assert.equal(readColumns(openFits(asciiTable([['I4', 1]], ['1234']), '')[1])[0].name, 'col1');
  });
});
