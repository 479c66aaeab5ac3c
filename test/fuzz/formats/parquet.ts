import { parquetWriteBuffer } from 'hyparquet-writer';
import { LabelError, type LabelTable, openLabels } from '../../../src/labels';
import { IN_PARQUET } from '../damage/parquet';
import { damagedBy } from '../damage/ways';
import type { Format, Mutant, Seed, Step } from '../format';
import { made, realFiles } from '../inputs';
import { Random } from '../random';
import { refusing } from '../refusals';
import { readTable } from './read-table';

const FILE = 'labels/fuzz.parquet';
/** Larger files take long and teach no more. */
const LARGEST = 60_000;

export const parquet: Format = {
  name: 'parquet',
  count: 100_000,
  seeds: () => [...realFiles('data/containers', /\.parquet$/).filter(({ size }) => size <= LARGEST), ...own()],
  damage: (bytes, random, another) => damagedBy(IN_PARQUET, bytes, random, another),
  read: async ({ bytes, seed }: Mutant, step: Step) => {
    let table: LabelTable | undefined;
    // What the library says of damage is told in its own words.
    const answers = { errors: [LabelError], file: FILE, quoting: true };
    await step('open', async () => void (table = await refusing(() => openLabels(FILE, bytes), answers)));
    if (table) await readTable(table, new Random(seed ^ 0x5eed), step);
  },
};

/** A table of every type that the writer has. */
function own(): Seed[] {
  const dates = [new Date(0), new Date(1.7e12)];
  const columns = [
    { name: 'path', type: 'STRING' as const, data: ['a.fits', 'b.fits'] },
    { name: 'id', type: 'INT64' as const, data: [1237648720693755900n, 2n] },
    { name: 'n', type: 'INT32' as const, data: [1, -2] },
    { name: 'x', type: 'DOUBLE' as const, data: [0.5, NaN] },
    { name: 'y', type: 'FLOAT' as const, data: [1.5, 2] },
    { name: 'ok', type: 'BOOLEAN' as const, data: [true, false] },
    { name: 'class', type: 'STRING' as const, data: ['spiral', null] },
    { name: 'seen', type: 'TIMESTAMP' as const, data: dates },
    { name: 'more', type: 'JSON' as const, data: [{ a: [1] }, null] },
  ];
  return (['UNCOMPRESSED', 'SNAPPY'] as const).map((codec) =>
    made(`of every type, ${codec}`, new Uint8Array(parquetWriteBuffer({ columnData: columns, codec }))),
  );
}
