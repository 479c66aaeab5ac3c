import { LabelError, synonyms } from '../../labels';
import type { LabelExamples } from '../../similarity';
import type { BoundTable } from './bound-table';
import type { ColumnSummary } from '../protocol';

/**
 * The tags or classes of a column, the most frequent first, each with how many rows have it and its best examples.
 * @param column index of the column
 * @param examples by label, of those that galaxies of the index carry
 * @throws LabelError where the column holds neither tags nor classes
 */
export function columnSummary(
  bound: BoundTable,
  column: number,
  examples: ReadonlyMap<string, LabelExamples>,
): ColumnSummary {
  const kind = bound.kind(column);
  const of = (name: string, rows: number) => {
    const { galaxies = 0, examples: places = [] } = examples.get(name) ?? {};
    const cutouts = places.map(({ block, row }) => ({ path: block.rows[row].path, hdu: block.rows[row].hdu }));
    return { name, rows, galaxies, examples: cutouts };
  };
  if (kind.kind === 'tags')
    return { labels: kind.values.map(({ tag, count }) => of(tag, count)), synonyms: synonyms(kind.values) };
  if (kind.kind !== 'class') {
    const name = bound.table.columns[column];
    throw new LabelError(bound.file, `column "${name}" holds ${kind.kind}, neither tags nor classes`);
  }
  // Numbers that are classes are known by their values: 1.0 is the class 1.
  const isNumber = bound.type(column) === 'number';
  const rows = new Map<string, number>();
  for (const { value, count } of kind.values) {
    const name = isNumber ? String(Number(value)) : value;
    rows.set(name, (rows.get(name) ?? 0) + count);
  }
  return { labels: [...rows].map(([name, count]) => of(name, count)), synonyms: [] };
}
