import { bind, bindBy, openTextTable, rebase, type BindableCutout, type TextTable } from '../src/labels';
import { median, report } from './measure';

const ROWS = 1_000_000;
const CLASSES = ['spiral', 'elliptical', 'merger'];
const FIRST = 587722952767439450n;

const fileOf = (row: number) => `cutouts/${row % 1000}/${FIRST + BigInt(row)}.fits`;
const raOf = (row: number) => (row * 360) / ROWS;
const decOf = (row: number) => ((row * 7919) % 160) - 80 + row / ROWS;

/** A table of a million rows: what it takes to open, change and bind it. */
export function benchLabels(repeats: number): Promise<void> {
  const csv = textOf(fileOf);
  const rows: Record<string, string | number>[] = [];
  const measure = <T>(what: string, work: () => T): T => {
    let result = work();
    const times = Array.from({ length: repeats }, () => {
      const started = performance.now();
      result = work();
      return performance.now() - started;
    });
    rows.push({ what, 'ms (median)': median(times).toFixed(median(times) < 10 ? 1 : 0), repeats });
    return result;
  };

  const table = measure(`CSV of ${(csv.length / 2 ** 20).toFixed(0)} MiB opened`, () => openTextTable('t.csv', csv));
  check(table.rows === ROWS, 'all rows');
  // Each time another row of the table that is there by then, as a person labels.
  let current: TextTable = table;
  let row = 0;
  measure('one cell set, and the table after it', () => {
    row += 99_991;
    current = current.apply(current.setCells([{ row: row % ROWS, column: 'class', value: 'ring' }]));
  });
  measure('one row appended, and the table after it', () => {
    current = current.apply(current.appendRows([{ file: 'new.fits', class: 'ring' }]));
  });
  current.tagStyle('tags');
  measure('one tag added, and the table after it', () => {
    row += 99_991;
    current = current.apply(current.addTag(row % ROWS, 'tags', 'bar'));
  });
  check(current.rows === ROWS + repeats + 1, 'the rows appended');
  measure('a column of every row read', () => table.column('class'));
  measure('a column added to every row', () => table.apply(table.addColumn('seen')));
  const others = table.apply(table.appendRows([{ file: 'other.fits' }]));
  const mine = table.setCells([{ row: 5, column: 'class', value: 'ring' }]);
  check(
    'edits' in measure('one edit moved to a file that has changed', () => rebase(mine, table, others)),
    'no conflict',
  );

  const json = openTextTable('t.jsonl', lines(csv));
  measure('JSON Lines of as many opened', () => openTextTable('t.jsonl', json.text));
  measure('one cell of it set, and the table after it', () =>
    json.apply(json.setCells([{ row: ROWS >> 1, column: 'class', value: 'ring' }])),
  );

  const cutouts = Array.from({ length: ROWS }, (_, i): BindableCutout => ({ path: fileOf(i), ra: raOf(i), dec: decOf(i) })); // prettier-ignore
  const bound = (what: string, to: TextTable) =>
    check(measure(what, () => bind(to, cutouts)).best?.matched === ROWS, what);
  bound('a million cutouts bound by path', table);
  bound(
    'by file name',
    openTextTable(
      't.csv',
      textOf((i) => fileOf(i).slice(fileOf(i).lastIndexOf('/') + 1)),
    ),
  );
  const prefixed = cutouts.map(({ path }) => ({ path: path.replace(/\/(?=[^/]*$)/, '/cutout_') }));
  const ids = openTextTable(
    't.csv',
    textOf((i) => `${FIRST + BigInt(i)}`),
  );
  check(measure('by an identifier in the name', () => bind(ids, prefixed)).best?.matched === ROWS, 'identifiers');
  const near = measure('by position within 2"', () => bindBy(table, cutouts, 'position', ['ra', 'dec']));
  check(near.matched === ROWS, 'positions');
  report('labels', `A label table of ${ROWS.toLocaleString('en')} rows`, rows);
  return Promise.resolve();
}

function textOf(file: (row: number) => string): string {
  const made = ['file,class,odd,tags,ra,dec'];
  for (let i = 0; i < ROWS; i++) {
    made.push(`${file(i)},${CLASSES[i % 3]},${i % 2},,${raOf(i).toFixed(6)},${decOf(i).toFixed(6)}`);
  }
  return `${made.join('\n')}\n`;
}

function lines(csv: string): string {
  return csv
    .split('\n')
    .slice(1, -1)
    .map((line) => {
      const [file, one, odd] = line.split(',');
      return `${JSON.stringify({ file, class: one, odd: Number(odd) })}\n`;
    })
    .join('');
}

function check(is: boolean, what: string): void {
  if (!is) throw new Error(`the labels' bench is wrong about this: ${what}`);
}
