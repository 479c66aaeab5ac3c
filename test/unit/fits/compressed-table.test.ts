import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';
import { openFits, Table } from '../../../src/fits';
import { sharedData } from '../../shared-data';
import { binaryTable } from './table-file';

/** A compressed table: of each column its form before, its codec, and the bytes of each tile, which go into the heap. */
function compressedTable(
  columns: readonly { form: string; codec: string; tiles: readonly Uint8Array[] }[],
  rows: number,
  tileRows: number,
  arrays = new Uint8Array(0),
) {
  const heap: Uint8Array[] = [arrays];
  let at = arrays.length;
  const tiles = columns[0].tiles.map((_, tile) => {
    const row = new DataView(new ArrayBuffer(16 * columns.length));
    columns.forEach((column, k) => {
      const bytes = column.tiles[tile];
      row.setBigInt64(16 * k, BigInt(bytes.length));
      row.setBigInt64(16 * k + 8, BigInt(at));
      heap.push(bytes);
      at += bytes.length;
    });
    return new Uint8Array(row.buffer);
  });
  const sizes: Record<string, number> = { J: 4, I: 2, A: 1, P: 8 };
  const width = columns.reduce(
    (sum, { form }) => sum + Number(/\d+/.exec(form)?.[0] ?? 1) * sizes[form.replace(/^\d+/, '')[0]],
    0,
  );
  return binaryTable(
    columns.map(() => '1QB'),
    tiles,
    Buffer.concat(heap),
    [
      'ZTABLE  = T',
      `ZNAXIS1 = ${width}`,
      `ZNAXIS2 = ${rows}`,
      `ZTILELEN= ${tileRows}`,
      ...columns.flatMap(({ form, codec }, k) => [`ZFORM${k + 1}  = '${form}'`, `ZCTYP${k + 1}  = '${codec}'`]),
    ],
  );
}

function bigEndian(size: 2 | 4, values: readonly number[]): Buffer {
  const out = Buffer.alloc(size * values.length);
  values.forEach((value, i) => out.writeIntBE(value, i * size, size));
  return out;
}

function shuffled(bytes: Uint8Array, size: number): Uint8Array {
  const count = bytes.length / size;
  return Uint8Array.from(bytes, (_, i) => bytes[(i % count) * size + Math.floor(i / count)]);
}

describe('a tile-compressed table', () => {
  it('is read a tile of rows at a time, each column by its own codec', () => {
    const file = compressedTable(
      [
        { form: '1J', codec: 'GZIP_2', tiles: [[1, 2, 3], [4, 5]].map((v) => zlib.gzipSync(shuffled(bigEndian(4, v), 4))) },
        { form: '2I', codec: 'GZIP_1', tiles: [[1, -1, 2, -2, 3, -3], [4, -4, 5, -5]].map((v) => zlib.gzipSync(bigEndian(2, v))) },
        { form: '3A', codec: 'NOCOMPRESS', tiles: ['onetwosix', 'tenten'].map((text) => Buffer.from(text)) },
      ],
      5,
      3,
    ); // prettier-ignore
    const table = new Table(openFits(file, 'packed.fits')[1]);
    assert.equal(table.rows, 5);
    assert.deepEqual([...table.numbers(0)], [1, 2, 3, 4, 5]);
    assert.deepEqual(table.row(3), [4, [4, -4], 'ten']);
    assert.deepEqual(table.cells(1, 2, 4), [[3, -3], [4, -4]]); // prettier-ignore
    assert.deepEqual(table.texts(2), ['one', 'two', 'six', 'ten', 'ten']);
  });

  it('finds variable-length arrays by either order of its two lists of descriptors', () => {
    const arrays = [[1, 2, 3], [9]].map((values) => zlib.gzipSync(bigEndian(4, values)));
    const before = bigEndian(4, [3, 0, 1, 12]);
    const packed = Buffer.alloc(32);
    [BigInt(arrays[0].length), 0n, BigInt(arrays[1].length), BigInt(arrays[0].length)].forEach((n, i) =>
      packed.writeBigInt64BE(n, 8 * i),
    );
    for (const lists of [[before, packed], [packed, before]]) {
      const column = { form: '1PJ(3)', codec: 'GZIP_1', tiles: [zlib.gzipSync(Buffer.concat(lists))] };
      const table = new Table(openFits(compressedTable([column], 2, 2, Buffer.concat(arrays)), 'packed.fits')[1]);
      assert.deepEqual(table.cells(0, 0, 2), [[1, 2, 3], [9]]);
    } // prettier-ignore
  });

  it('refuses damage with the tile and the column', () => {
    const good = { form: '1J', codec: 'GZIP_1', tiles: [Uint8Array.from(zlib.gzipSync(bigEndian(4, [1, 2])))] };
    const read = (column: typeof good, rows = 2) =>
      new Table(openFits(compressedTable([column], rows, rows), 'packed.fits')[1]).numbers(0);
    assert.deepEqual([...read(good)], [1, 2]);
    assert.throws(() => read({ ...good, tiles: [good.tiles[0].subarray(0, 12)] }), /tile 1 of column col1: gzip/);
    assert.throws(() => read({ ...good, codec: 'BZIP2' }), /is not a compression/);
    assert.throws(() => read(good, 3), /tile 1 of column col1: 8 bytes, not 12/);
    assert.throws(() => read(good, 1e9), /tile 1 of column col1/);
    assert.throws(() => read({ ...good, codec: 'RICE_1', tiles: [Uint8Array.of(0)] }), /end early/);
  });

  it('of a real file is the table that was compressed', function () {
    const folder = path.dirname(
      sharedData(this, 'fits/fits_conformance/nom_tam_fits/src/test/resources/nom/tam/table/comp/bt12.fits.fz'),
    );
    const [packed, plain] = ['bt12.fits.fz', 'bt12.fits'].map(
      (name) => new Table(openFits(fs.readFileSync(path.join(folder, name)), name)[1]),
    );
    for (let row = 0; row < plain.rows; row++) assert.deepEqual(packed.row(row), plain.row(row));
    assert.equal(plain.rows, 50);
  });
});
