import { parquetWriteBuffer } from 'hyparquet-writer';
import { BoundTable } from '../src/engine/tables/bound-table';
import { openLabels } from '../src/labels';
import { median, report } from './measure';

/** Tables of ten million cells and of ten thousand columns, as pipelines write them: what it takes until they are understood. */
const SHAPES = [
  { rows: 50_000, columns: 200 },
  { rows: 100, columns: 10_000 },
] as const;
const CUTOUTS = 20_000;

/** By the number of a column: measures, counts, identifiers, names of other things, flags. */
const KINDS: readonly ((row: number, column: number) => string)[] = [
  (row, column) => ((Math.imul(row, 7919) ^ Math.imul(column, 104729)) / 1e4).toFixed(4),
  (row, column) => String((row * (column + 3)) % 97),
  (row, column) => String(587722952767439450n + BigInt(row) * 131n + BigInt(column)),
  (row, column) => `J${(row * 31 + column) % 99991}+${row}`,
  (row, column) => String((row + column) % 2),
];

const fileOf = (row: number) => `cutouts/${row % 100}/galaxy_${row}.fits`;

/** The file that a pipeline would write, of one format at a time: what is held besides would slow what is measured. */
const WRITERS: Readonly<Record<string, (rows: number, columns: number, named: boolean) => Uint8Array>> = {
  csv: (rows, columns, named) => {
    const lines = Array.from({ length: rows }, (_, row) => cellsOf(row, columns, named).join(','));
    return Buffer.from([namesOf(columns).join(','), ...lines].join('\n'));
  },
  jsonl: (rows, columns, named) => {
    const names = namesOf(columns);
    const lines = Array.from({ length: rows }, (_, row) =>
      JSON.stringify(Object.fromEntries(cellsOf(row, columns, named).map((cell, i) => [names[i], cell]))),
    );
    return Buffer.from(lines.join('\n'));
  },
  parquet: (rows, columns, named) => {
    const columnData = namesOf(columns).map((name, column) => {
      const data = Array.from({ length: rows }, (_, row) => cellOf(row, column, named));
      const isText = (column === 0 && named) || column % KINDS.length === 3;
      if (isText) return { name, type: 'STRING' as const, data };
      if (column % KINDS.length === 2) return { name, type: 'INT64' as const, data: data.map(BigInt) };
      return { name, type: 'DOUBLE' as const, data: data.map(Number) };
    });
    return new Uint8Array(parquetWriteBuffer({ columnData }));
  },
};

function namesOf(columns: number): string[] {
  return Array.from({ length: columns }, (_, column) => (column === 0 ? 'file' : `measure_${column}`));
}

function cellOf(row: number, column: number, named: boolean): string {
  return column === 0 && named ? fileOf(row) : KINDS[column % KINDS.length](row, column);
}

function cellsOf(row: number, columns: number, named: boolean): string[] {
  return Array.from({ length: columns }, (_, column) => cellOf(row, column, named));
}

/** What a wide table takes to be opened, matched to cutouts and understood. */
export async function benchWideTables(repeats: number): Promise<void> {
  const cutouts = Array.from({ length: CUTOUTS }, (_, i) => ({
    path: fileOf(i),
    ra: i / 100,
    dec: i / 1000,
    hdus: [0],
  }));
  const measured: Record<string, string | number>[] = [];
  for (const { rows, columns } of SHAPES) {
    for (const named of [true, false]) {
      for (const [format, write] of Object.entries(WRITERS)) {
        const bytes = write(rows, columns, named);
        const times: number[] = [];
        for (let i = 0; i < repeats; i++) {
          const started = performance.now();
          const bound = new BoundTable(`t.${format}`, await openLabels(`t.${format}`, bytes), undefined);
          bound.bind(cutouts);
          const { binding } = bound.state;
          if (named !== (binding?.matched === Math.min(rows, CUTOUTS)))
            throw new Error('the bench of wide tables is wrong');
          times.push((performance.now() - started) / 1000);
        }
        measured.push({
          format,
          columns,
          rows,
          cutouts: named ? 'named by a column' : 'named by none',
          MiB: (bytes.length / 2 ** 20).toFixed(0),
          's (median)': median(times).toFixed(1),
          repeats,
        });
      }
    }
  }
  report('wide-tables', 'Wide label tables', measured);
}
