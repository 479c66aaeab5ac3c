import { BoundTable } from '../src/engine/bound-table';
import { openTextTable } from '../src/labels';
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

function cellsOf(row: number, columns: number, named: boolean): string[] {
  return Array.from({ length: columns }, (_, column) =>
    column === 0 && named ? fileOf(row) : KINDS[column % KINDS.length](row, column),
  );
}

/** What a wide table takes to be opened, matched to cutouts and understood. */
export function benchWideTables(repeats: number): Promise<void> {
  const cutouts = Array.from({ length: CUTOUTS }, (_, i) => ({ path: fileOf(i), ra: i / 100, dec: i / 1000 }));
  const measured: Record<string, string | number>[] = [];
  for (const { rows, columns } of SHAPES) {
    for (const named of [true, false]) {
      const names = Array.from({ length: columns }, (_, column) => (column === 0 ? 'file' : `measure_${column}`));
      const lines = Array.from({ length: rows }, (_, row) => cellsOf(row, columns, named));
      const csv = [names, ...lines].map((cells) => cells.join(',')).join('\n');
      const json = lines
        .map((cells) => JSON.stringify(Object.fromEntries(cells.map((cell, column) => [names[column], cell]))))
        .join('\n');
      for (const [file, text] of [
        ['t.csv', csv],
        ['t.jsonl', json],
      ] as const) {
        const times = Array.from({ length: repeats }, () => {
          const started = performance.now();
          const bound = new BoundTable(file, openTextTable(file, text), undefined);
          bound.bind(cutouts);
          const { binding } = bound.state;
          if (named !== (binding?.matched === Math.min(rows, CUTOUTS)))
            throw new Error('the bench of wide tables is wrong');
          return (performance.now() - started) / 1000;
        });
        measured.push({
          format: file.slice(2),
          columns,
          rows,
          cutouts: named ? 'named by a column' : 'named by none',
          MiB: (text.length / 2 ** 20).toFixed(0),
          's (median)': median(times).toFixed(1),
          repeats,
        });
      }
    }
  }
  report('wide-tables', 'Wide label tables', measured);
  return Promise.resolve();
}
