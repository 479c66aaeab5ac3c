import assert from 'node:assert/strict';
import zlib from 'node:zlib';
import fc from 'fast-check';
import { FitsError, type Hdu, openFits, readIntegers, readPhysical, readRegion, writeFits } from '../../../src/fits';
import { physicalParts } from '../../../src/fits/image-parts';
import { binaryTable } from './table-file';

interface TiledFile {
  readonly bitpix: number;
  /** Fastest first. */
  readonly axes: readonly number[];
  readonly tile: readonly number[];
  readonly codec: string;
  /** The bytes of each tile, by column; those of a form like 1J as they stand in the row. */
  readonly columns: readonly { readonly name: string; readonly form: string; readonly tiles: readonly Uint8Array[] }[];
  readonly cards?: readonly string[];
}

/** A tile-compressed image from its parts. */
function tiledImage({ bitpix, axes, tile, codec, columns, cards = [] }: TiledFile): Hdu {
  const heap: Uint8Array[] = [];
  let at = 0;
  const rows = columns[0].tiles.map((_, row) =>
    Buffer.concat(
      columns.map(({ form, tiles }) => {
        if (!form.includes('P')) return tiles[row];
        const descriptor = Buffer.alloc(8);
        descriptor.writeInt32BE(tiles[row].length, 0);
        descriptor.writeInt32BE(at, 4);
        heap.push(tiles[row]);
        at += tiles[row].length;
        return descriptor;
      }),
    ),
  );
  const file = binaryTable(
    columns.map(({ form }) => form),
    rows,
    Buffer.concat(heap),
    [
      'ZIMAGE  = T',
      `ZCMPTYPE= '${codec}'`,
      `ZBITPIX = ${bitpix}`,
      `ZNAXIS  = ${axes.length}`,
      ...axes.map((length, i) => `ZNAXIS${i + 1} = ${length}`),
      ...tile.map((length, i) => `ZTILE${i + 1}  = ${length}`),
      ...columns.map(({ name }, i) => `${`TTYPE${i + 1}`.padEnd(8)}= '${name}'`),
      ...cards,
    ],
  );
  return openFits(file, 'tiles.fits')[1];
}

function int32(values: readonly number[]): Buffer {
  const out = Buffer.alloc(4 * values.length);
  values.forEach((value, i) => out.writeInt32BE(value, 4 * i));
  return out;
}

describe('tiles of any shape', () => {
  it('make the picture, and any rectangle of it', () => {
    const sides = fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(
        sides,
        fc.array(fc.integer({ min: 1, max: 8 }), { minLength: 4, maxLength: 4 }),
        fc.gen(),
        (axes, shape, gen) => {
          const tile = axes.map((_, i) => shape[i]);
          const along = axes.map((length, i) => Math.ceil(length / tile[i]));
          const value = (index: readonly number[]) => index.reduceRight((sum, n, i) => sum * axes[i] + n, 0);
          const tiles = places(along).map((place) => {
            const start = place.map((n, i) => n * tile[i]);
            const size = start.map((from, i) => Math.min(tile[i], axes[i] - from));
            return zlib.gzipSync(int32(places(size).map((index) => value(index.map((n, i) => n + start[i])))));
          });
          const columns = [{ name: 'COMPRESSED_DATA', form: '1PB', tiles }];
          const hdu = tiledImage({ bitpix: 32, axes, tile, codec: 'GZIP_1', columns });
          const pixels = axes.reduce((product, n) => product * n, 1);
          assert.deepEqual(
            [...readPhysical(hdu)],
            Array.from({ length: pixels }, (_, i) => i),
          );
          const parts = [...physicalParts(hdu, 1 + gen(fc.nat, 30))].flatMap((part) => [...part]);
          assert.deepEqual(parts, [...readPhysical(hdu)]);
          const [width, height = 1] = axes;
          const [x, y] = [gen(fc.nat, width - 1), gen(fc.nat, height - 1)];
          const region = { x, y, width: gen(fc.nat, width - x), height: gen(fc.nat, height - y) };
          const plane = gen(fc.nat, pixels / (width * height) - 1);
          const wanted = places([region.width, region.height]).map(
            ([i, j]) => plane * width * height + (y + j) * width + x + i,
          );
          assert.deepEqual([...readRegion(hdu, region, plane)], wanted);
        },
      ),
    );
  });
});

/** All indices of an array of these sides, the first fastest. */
function places(sides: readonly number[]): number[][] {
  const count = sides.reduce((product, n) => product * n, 1);
  return Array.from({ length: count }, (_, flat) =>
    sides.map((side) => {
      const index = flat % side;
      flat = Math.floor(flat / side);
      return index;
    }),
  );
}

describe('what a tile may be', () => {
  const plain = { bitpix: 32, axes: [3, 2], tile: [3, 1], codec: 'GZIP_1' };
  const tiles = [[1, 2, 3], [4, 5, 6]].map((values) => zlib.gzipSync(int32(values))); // prettier-ignore

  it('marks undefined integers by ZBLANK in a column, in the header, or by the BLANK of the image', () => {
    const data = { name: 'COMPRESSED_DATA', form: '1PB', tiles };
    const blanks = { name: 'ZBLANK', form: '1J', tiles: [int32([2]), int32([6])] };
    const read = (columns: TiledFile['columns'], cards: string[] = []) => [
      ...readPhysical(tiledImage({ ...plain, columns, cards })),
    ];
    assert.deepEqual(read([data, blanks]), [1, NaN, 3, 4, 5, NaN]);
    assert.deepEqual(read([data], ['ZBLANK  = 5', 'BZERO   = 10']), [11, 12, 13, 14, NaN, 16]);
    assert.deepEqual(read([data], ['BLANK   = 1', 'BSCALE  = 2']), [NaN, 4, 6, 8, 10, 12]);
  });

  it('marks undefined pixels by a mask of its own', () => {
    const masks = [Uint8Array.of(0, 1, 0), Uint8Array.of(1, 0, 0)].map((mask) => zlib.gzipSync(mask));
    const columns = [
      { name: 'COMPRESSED_DATA', form: '1PB', tiles },
      { name: 'NULL_PIXEL_MASK', form: '1PB', tiles: masks },
    ];
    const hdu = tiledImage({ ...plain, columns, cards: ["ZMASKCMP= 'GZIP_1'"] });
    assert.deepEqual([...readPhysical(hdu)], [1, NaN, 3, NaN, 5, 6]);
    const unknown = tiledImage({ ...plain, columns, cards: ["ZMASKCMP= 'LZ4'"] });
    assert.throws(() => readPhysical(unknown), /the mask of tile 1: .*LZ4/);
  });

  it('is kept as it is where it could not be quantised', () => {
    const floats = Buffer.alloc(12);
    [1.5, -2.25, NaN].forEach((value, i) => floats.writeFloatBE(value, 4 * i));
    const none = new Uint8Array(0);
    const quantised = zlib.gzipSync(int32([0, 10, -2147483647]));
    const columns = [
      { name: 'COMPRESSED_DATA', form: '1PB', tiles: [none, none, quantised] },
      { name: 'GZIP_COMPRESSED_DATA', form: '1PB', tiles: [zlib.gzipSync(floats), none, none] },
      { name: 'UNCOMPRESSED_DATA', form: '1PE', tiles: [none, none, none] },
      { name: 'ZSCALE', form: '1D', tiles: [0, 0, 0.5].map(double) },
      { name: 'ZZERO', form: '1D', tiles: [0, 0, 100].map(double) },
    ];
    const cards = ['ZBLANK  = -2147483647', "ZQUANTIZ= 'NO_DITHER'"];
    const image = { ...plain, bitpix: -32, axes: [3, 3], columns, cards };
    assert.throws(() => readPhysical(tiledImage(image)), /tile 2: it holds no data/);
    const whole = {
      ...image,
      columns: columns.map((column, i) =>
        i === 1 ? { ...column, tiles: [column.tiles[0], column.tiles[0], none] } : column,
      ),
    };
    assert.deepEqual([...readPhysical(tiledImage(whole))], [1.5, -2.25, NaN, 1.5, -2.25, NaN, 100, 105, NaN]);
  });

  it('holds 64-bit integers to their last digit', () => {
    const values = [2n ** 62n + 1n, -1n, -(2n ** 63n)];
    const bytes = Buffer.alloc(24);
    values.forEach((value, i) => bytes.writeBigInt64BE(value, 8 * i));
    const columns = [{ name: 'COMPRESSED_DATA', form: '1PB', tiles: [zlib.gzipSync(bytes)] }];
    const image = { bitpix: 64, axes: [3], tile: [3], codec: 'GZIP_1', columns };
    assert.deepEqual([...readIntegers(tiledImage(image))], values);
    const unsigned = readIntegers(tiledImage({ ...image, cards: ['BZERO   = 9223372036854775808'] }));
    assert.deepEqual([...unsigned], values.map((value) => value + 2n ** 63n)); // prettier-ignore
  });

  it('is refused where its parameters are none', () => {
    const columns = [{ name: 'COMPRESSED_DATA', form: '1PB', tiles }];
    for (const card of ['ZDITHER0= 1.5', "ZQUANTIZ= 'DITHER'", 'ZTILE1  = 0']) {
      const hdu = tiledImage({ ...plain, tile: card.startsWith('ZTILE') ? [] : plain.tile, columns, cards: [card] });
      assert.throws(() => readPhysical(hdu), FitsError, card);
    }
    assert.throws(() => readPhysical(tiledImage({ ...plain, codec: 'ZSTD', columns })), /'ZSTD' is not a compression/);
  });
});

function double(value: number): Buffer {
  const out = Buffer.alloc(8);
  out.writeDoubleBE(value);
  return out;
}

describe('a tile that is larger than it may be', () => {
  const plain = { bitpix: 32, axes: [3, 2], tile: [3, 2], codec: 'GZIP_1' };
  const gzipped = (bytes: Uint8Array) => [{ name: 'COMPRESSED_DATA', form: '1PB', tiles: [zlib.gzipSync(bytes)] }];
  const refuses = (hdu: Hdu, message: RegExp) =>
    assert.throws(() => readPhysical(hdu), (error) => error instanceof FitsError && message.test(error.reason)); // prettier-ignore

  it('is refused where its bytes go on behind its pixels', () => {
    refuses(tiledImage({ ...plain, columns: gzipped(Buffer.alloc(49)) }), /more bytes than the tile has/);
    // Of a kind that is long when compressed, too.
    const long = gzipped(Buffer.alloc(2 ** 27));
    assert.ok(long[0].tiles[0].length > 2 ** 16);
    refuses(tiledImage({ ...plain, columns: long }), /more bytes than the tile has/);
    refuses(tiledImage({ ...plain, codec: 'GZIP_2', columns: long }), /more bytes than the tile has/);
  });

  it('is read where it is long', () => {
    const values = Array.from({ length: 200_000 }, (_, i) => (i * 2654435761) % 2 ** 31);
    const columns = gzipped(int32(values));
    assert.ok(columns[0].tiles[0].length > 2 ** 16);
    const hdu = tiledImage({ ...plain, axes: [200_000], tile: [200_000], columns });
    assert.deepEqual([...readPhysical(hdu)], values);
  });

  it('is refused before it takes memory where it claims a billion pixels', () => {
    const side = 2 ** 15;
    const columns = gzipped(Buffer.alloc(2 ** 30));
    refuses(tiledImage({ ...plain, axes: [side, side], tile: [side, side], columns }), /a tile of 1073741824 pixels/);
  });
});

describe('64-bit integers', () => {
  it('are read of a Buffer as of any bytes, and leave it as it is', () => {
    const values = BigInt64Array.of(1n, -5n, 2n ** 60n + 3n);
    const file = Buffer.from(writeFits([{ data: values, shape: [3] }]));
    const before = Uint8Array.from(file);
    const [hdu] = openFits(file, 'long.fits');
    assert.deepEqual(readIntegers(hdu), values);
    assert.deepEqual(readIntegers(hdu), values);
    assert.deepEqual(Uint8Array.from(file), before);
  });
});
