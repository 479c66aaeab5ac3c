import assert from 'node:assert/strict';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { ParquetFile, parquetMetadata } from '../../../src/parquet';
import { columnsOfSchema } from '../../../src/parquet/columns';
import { readDeltas } from '../../../src/parquet/deltas';
import { PageBytes } from '../../../src/parquet/page-bytes';
import { RepeatedTexts, requirePages } from '../../../src/parquet/pages';
import { countInRuns } from '../../../src/parquet/runs';
import { ThriftReader } from '../../../src/parquet/thrift';

/** What a file or a page claims must be refused before anything is made of that size. */
const MOST = 2 ** 24;

/** A column of whole numbers, of which some are missing. */
function written(count = 40): Uint8Array {
  const data = Array.from({ length: count }, (_, i) => (i % 3 ? i : null));
  const columnData = [{ name: 'n', type: 'INT32' as const, data }];
  return new Uint8Array(parquetWriteBuffer({ columnData, codec: 'UNCOMPRESSED' }));
}

async function columnOf(bytes: Uint8Array): Promise<unknown[]> {
  const values: unknown[] = [];
  const file = ParquetFile.of(bytes, await parquetMetadata(bytes));
  await file.read(({ columnData, rowStart }) => {
    for (let i = 0; i < columnData.length; i++) values[rowStart + i] = columnData[i];
  });
  return values;
}

/** Asserts that it is refused for this reason, in no time and no memory to speak of. */
async function refusedAtOnce(work: () => unknown, reason: RegExp): Promise<void> {
  const before = process.memoryUsage();
  const from = process.cpuUsage();
  await assert.rejects(async () => void (await work()), reason);
  const after = process.memoryUsage();
  assert.ok(after.external + after.heapUsed - before.external - before.heapUsed < MOST);
  assert.ok(process.cpuUsage(from).user < 1e6);
}

function footer(...content: number[]): Uint8Array {
  const tail = Buffer.alloc(4);
  tail.writeUInt32LE(content.length);
  return Uint8Array.from([...Buffer.from('PAR1'), ...content, ...tail, ...Buffer.from('PAR1')]);
}

describe('Parquet files', () => {
  it('are read as they were written', async () => {
    const values = await columnOf(written());
    assert.deepEqual(
      values,
      Array.from({ length: 40 }, (_, i) => (i % 3 ? i : null)),
    );
  });

  it('are read by columns, in parts of rows, whatever lies between', async () => {
    const rows = 5000;
    const of = <T>(value: (row: number) => T) => Array.from({ length: rows }, (_, row) => value(row));
    const [first, second] = [of((row) => (row % 7 ? `g${row % 50}` : null)), of((row) => row / 3)];
    const lists = of((row) => [`a${row}`, 'b']);
    const bytes = new Uint8Array(
      parquetWriteBuffer({
        columnData: [
          { name: 'first', data: first },
          { name: 'lists', data: lists },
          { name: 'second', data: second },
        ],
        schema: [
          { name: 'root', num_children: 3 },
          { name: 'first', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' },
          { name: 'lists', repetition_type: 'OPTIONAL', num_children: 1, converted_type: 'LIST' },
          { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
          { name: 'element', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' },
          { name: 'second', type: 'DOUBLE', repetition_type: 'REQUIRED' },
        ],
        rowGroupSize: 1500,
      }),
    );
    // As a part of a larger buffer: places in the file are not places in its memory.
    const within = Buffer.concat([new Uint8Array(13), bytes]).subarray(13);
    const file = ParquetFile.of(within, await parquetMetadata(within));
    const read = async (columns?: string[]) => {
      const cells: Record<string, unknown[]> = {};
      await file.read(({ columnName, columnData, rowStart }) => {
        const column = (cells[columnName] ??= []);
        for (let i = 0; i < columnData.length; i++) column[rowStart + i] = columnData[i];
      }, columns);
      return cells;
    };
    assert.deepEqual(await read(), { first, lists, second });
    assert.deepEqual(await read(['second', 'first']), { first, second });
  });

  it('with a list of more elements than bytes in the metadata are refused before room is made for them', async () => {
    // Field 2 of the metadata is a list (9) of structures (12), here of 2^24.
    const bytes = footer(0x29, 0xfc, 0x80, 0x80, 0x80, 0x08, 0x00);
    await refusedAtOnce(() => parquetMetadata(bytes), /needs 16777216 bytes more, where 1 are left/);
  });

  it('with structures in structures without end are refused', async () => {
    await assert.rejects(parquetMetadata(footer(...Array<number>(10_000).fill(0x1c))), /nested too deep/);
  });

  it('with a number of more bytes than numbers have are refused', async () => {
    await assert.rejects(parquetMetadata(footer(0x16, ...Array<number>(1000).fill(0xff), 0x00)), /more than 64 bits/);
  });

  it('whose parts have other rows than they declare are refused', async () => {
    const bytes = written();
    const metadata = await parquetMetadata(bytes);
    for (const [lie, reason] of [
      [{ num_rows: 2n ** 40n }, /declares 1099511627776 rows, and its parts hold 40/],
      [{ row_groups: metadata.row_groups.map((group) => ({ ...group, num_rows: 39n })) }, /declares 40 rows/],
      [{ schema: [], row_groups: [] }, /schema/],
    ] satisfies [object, RegExp][]) {
      assert.throws(() => ParquetFile.of(bytes, { ...metadata, ...lie }), reason);
    }
  });

  it('whose columns have other values than rows, or lie beyond the file, are refused', async () => {
    const bytes = written();
    const metadata = await parquetMetadata(bytes);
    const [group] = metadata.row_groups;
    const withColumn = (lie: object) => ({
      ...metadata,
      row_groups: [
        { ...group, columns: group.columns.map((one) => ({ ...one, meta_data: { ...one.meta_data!, ...lie } })) },
      ],
    });
    assert.throws(
      () => ParquetFile.of(bytes, withColumn({ num_values: 2n ** 30n })),
      /n has 1073741824 values in 40 rows/,
    );
    assert.throws(
      () => ParquetFile.of(bytes, withColumn({ total_compressed_size: 2n ** 40n })),
      /does not lie in the file/,
    );
    assert.throws(() => ParquetFile.of(bytes, withColumn({ data_page_offset: -1n })), /does not lie in the file/);
    const twice = { ...metadata, num_rows: 4000n, row_groups: Array.from({ length: 100 }, () => group) };
    assert.throws(() => ParquetFile.of(bytes, twice), /does not lie in the file/, 'the same bytes a hundred times');
  });

  it('with a run of more values than a page has are refused before it is written out', async () => {
    const bytes = written();
    const metadata = await parquetMetadata(bytes);
    const from = Number(metadata.row_groups[0].columns[0].meta_data!.data_page_offset);
    const header = new ThriftReader(bytes, from);
    header.struct();
    // The page begins with its levels: a run of 2^29 times the same.
    bytes.set([0x80, 0x80, 0x80, 0x80, 0x04, 0x01], header.offset);
    await refusedAtOnce(() => columnOf(bytes), /a run of 536870912 values, of 40/);
  });

  it('tell whoever reads them what went wrong with a piece', async () => {
    const bytes = written();
    const file = ParquetFile.of(bytes, await parquetMetadata(bytes));
    const reading = file.read(() => {
      throw new RangeError('no place for it');
    });
    await assert.rejects(reading, /no place for it/);
  });
});

describe('the columns of a Parquet file', () => {
  const columns = ['a', 'b'];
  const written = (names: readonly string[]) =>
    new Uint8Array(parquetWriteBuffer({ columnData: names.map((name) => ({ name, type: 'INT32', data: [1] })) }));

  it('are those of its schema, in their order, each once', async () => {
    const metadata = await parquetMetadata(written(columns));
    assert.deepEqual(columnsOfSchema(metadata).names, columns);
    const [group] = metadata.row_groups;
    const withColumns = (held: typeof group.columns) => ({ ...metadata, row_groups: [{ ...group, columns: held }] });
    assert.throws(() => columnsOfSchema(withColumns(group.columns.slice(1))), /holds the columns b, and declares a, b/);
    assert.throws(() => columnsOfSchema(withColumns(group.columns.toReversed())), /holds the columns b, a/);
    const schema = metadata.schema.map((one) => (one.name === 'b' ? { ...one, name: 'a' } : one));
    assert.throws(() => columnsOfSchema({ ...metadata, schema }), /two columns are called "a"/);
  });

  it('are refused where elements claim more parts than there are', async () => {
    const metadata = await parquetMetadata(written(columns));
    for (const parts of [3, 2 ** 30, -1]) {
      const schema = metadata.schema.map((one, i) => (i === 0 ? { ...one, num_children: parts } : one));
      assert.throws(() => columnsOfSchema({ ...metadata, schema }), /schema/);
    }
    const nested = Array.from({ length: 1000 }, (_, i) => ({ name: 'x', num_children: i < 999 ? 1 : 0 }));
    assert.throws(() => columnsOfSchema({ ...metadata, schema: nested }), /nested too deep/);
  });
});

describe('pages of a Parquet column', () => {
  const leaf = { element: { name: 'x', type: 'INT32' as const }, path: ['x'], defined: 0, repeated: 0 };
  const data = (num_values: bigint) =>
    ({ codec: 'UNCOMPRESSED', num_values }) as unknown as Parameters<typeof requirePages>[2];
  const zigzag = (value: number) => {
    const out: number[] = [];
    let rest = value < 0 ? -2 * value - 1 : 2 * value;
    for (; rest > 127; rest = Math.floor(rest / 128)) out.push((rest % 128) | 0x80);
    return [...out, rest];
  };
  /** Type, lengths, and the header of a data page (field 5): values, encoding. */
  const page = (length: number, values: number, encoding: number, body: readonly number[]) =>
    Uint8Array.from([
      ...[0x15, ...zigzag(0), 0x15, ...zigzag(length), 0x15, ...zigzag(length)],
      ...[0x2c, 0x15, ...zigzag(values), 0x15, ...zigzag(encoding), 0x00, 0x00],
      ...body,
    ]);

  it('are refused where they claim more values than the column has, or fewer', () => {
    const body = Array<number>(8).fill(0);
    requirePages(page(8, 2, 0, body), leaf, data(2n));
    assert.throws(() => requirePages(page(8, 2 ** 29, 0, body), leaf, data(2n)), /pages of 536870912 values, of 2/);
    assert.throws(() => requirePages(page(8, -1, 0, body), leaf, data(2n)), /pages of -1 values/);
    assert.throws(() => requirePages(page(8, 2, 0, body), leaf, data(3n)), /hold 2 values, of 3/);
  });

  it('are refused where their values need more bytes than they have', () => {
    assert.throws(
      () => requirePages(page(8, 3, 0, Array<number>(8).fill(0)), leaf, data(3n)),
      /3 values in a page of 8/,
    );
    const wide = { ...leaf, element: { name: 'x', type: 'FIXED_LEN_BYTE_ARRAY' as const, type_length: 2 ** 30 } };
    assert.throws(
      () => requirePages(page(8, 1, 9, Array<number>(8).fill(0)), wide, data(1n)),
      /1 values in a page of 8/,
    );
  });

  it('are refused where they go backwards or beyond the column', () => {
    for (const length of [-8, 2 ** 29]) {
      assert.throws(() => requirePages(page(length, 2, 0, [0, 0, 0, 0, 0, 0, 0, 0]), leaf, data(2n)), /a page of/);
    }
  });

  it('are refused where a text begins with more than the one before has', () => {
    const deltas = (value: number) => [...[0x80, 0x01], 1, 1, ...zigzag(value)];
    const body = [...deltas(2 ** 29), ...deltas(1), 65];
    const texts = { ...leaf, element: { name: 'x', type: 'BYTE_ARRAY' as const } };
    assert.throws(() => requirePages(page(body.length, 1, 7, body), texts, data(1n)), /begins as a longer one/);
    const well = [...deltas(0), ...deltas(1), 65];
    requirePages(page(well.length, 1, 7, well), texts, data(1n));
  });

  it('are refused where texts of several pages repeat more than a file may hold', () => {
    const texts = { ...leaf, element: { name: 'texts', type: 'BYTE_ARRAY' as const } };
    // A text of 2^20 bytes, and one that is the same: two of them a page.
    const long = 2 ** 20;
    const fronts = [0x80, 0x01, 1, 2, ...zigzag(0), ...zigzag(long), 0];
    const ends = [0x80, 0x01, 1, 2, ...zigzag(long), ...zigzag(-long), 0];
    const body = [...fronts, ...ends, ...Array<number>(long).fill(65)];
    const repeated = new RepeatedTexts();
    const stored = page(body.length, 2, 7, body);
    const once = () => requirePages(stored, texts, data(2n), repeated);
    for (let i = 0; i < 256; i++) once();
    assert.throws(once, /its texts take more than 512 MiB/);
    requirePages(stored, texts, data(2n));
  });
});

describe('runs of values', () => {
  it('are counted, repeated and packed', () => {
    // Ten times 1; then eight values of a bit, 0b01010101; then the last run, of which six are filled up.
    const bytes = Uint8Array.of(20, 1, 3, 0x55, 3, 0x03);
    assert.equal(countInRuns(bytes, 0, 1, 20, 1), 10 + 4 + 2);
    // Three bits a value: 0 to 7.
    assert.equal(countInRuns(Uint8Array.of(3, 0x88, 0xc6, 0xfa), 0, 3, 8, 5), 1);
  });

  it('are refused where they are longer than what is left, end too early, or would be counted down for ever', () => {
    const refuse = (bytes: readonly number[], width: number, count: number) =>
      assert.throws(() => countInRuns(Uint8Array.from(bytes), 0, width, count), /run/);
    refuse([22, 1], 1, 10);
    refuse([20], 1, 10);
    refuse([], 1, 1);
    refuse([0xff, 0xff, 0xff, 0xff, 0x0f, 0], 1, 10);
    refuse([0xff, 0xff, 0xff, 0xff, 0x07], 0, 10);
    refuse([0x01, 0x01, 0x01], 1, 10);
    refuse([0xff, 0xff, 0x03, 0, 0], 8, 2 ** 20);
  });
});

describe('values told by their differences', () => {
  it('are read', () => {
    // A block of 32 in one part: 7, and then 2 more each (least difference 2, of no bits).
    const page = new PageBytes(Uint8Array.of(32, 1, 5, 14, 4, 0));
    assert.deepEqual([...readDeltas(page, 5)], [7, 9, 11, 13, 15]);
    // Differences of 0, 1, 2 and 3 in two bits each.
    const packed = new PageBytes(Uint8Array.of(32, 1, 5, 0, 0, 2, 0b11100100, 0, 0, 0, 0, 0, 0, 0));
    assert.deepEqual([...readDeltas(packed, 5)], [0, 0, 1, 3, 6]);
    assert.equal(packed.left, 0);
  });

  it('are refused where a block is larger than any, or its values are others than the page has', () => {
    const read = (count: number, ...bytes: number[]) => readDeltas(new PageBytes(Uint8Array.from(bytes)), count);
    assert.throws(
      () => read(5, 0x80, 0x80, 0x80, 0x80, 0x08, 0x80, 0x80, 0x80, 0x80, 0x08, 5, 0),
      /a block of 2147483648/,
    );
    assert.throws(() => read(5, 32, 0, 5, 0), /in 0 parts/);
    assert.throws(() => read(5, 32, 1, 6, 0, 0, 0), /6 values are declared, where the page has 5/);
    assert.throws(() => read(5, 32, 1, 5, 0, 0, 2), /too early/);
  });
});
