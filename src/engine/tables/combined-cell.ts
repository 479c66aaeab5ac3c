import { type CellValue, isMissing, isMissingNumber, numberOf, textOf, type Understood } from '../../labels';
import type { SeveralRows } from '../protocol/tables';

/** Kinds of columns whose cells are quantities, of which there is a mean. */
const QUANTITIES: ReadonlySet<Understood['kind']> = new Set(['number', 'rating', 'votes']);

/**
 * What several rows of one galaxy say together in a column; null where they say nothing together.
 * @param several `agree`: what all cells that hold something say. `combine`: the mean of quantities, the tags of more than half of the rows,
 * else the most frequent value, where no other is as frequent
 * @param tagsOf the tags of a cell
 */
export function combinedCell(
  cells: readonly CellValue[],
  kind: Understood['kind'],
  several: SeveralRows,
  tagsOf: (cell: CellValue) => string[],
): CellValue {
  if (kind === 'tags') return combinedTags(cells.map(tagsOf), several);
  const isQuantity = QUANTITIES.has(kind);
  const filled = cells.filter((cell) => !(isQuantity ? isMissingNumber : isMissing)(textOf(cell)));
  if (filled.length === 0) return null;
  if (isQuantity && several === 'combine') {
    const numbers = filled.map(valueOf).filter((value) => !Number.isNaN(value));
    return numbers.length === 0 ? null : numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
  }
  const counts = new Map<string, { cell: CellValue; count: number }>();
  for (const cell of filled) {
    // 1.0 and 1 are one number.
    const value = isQuantity ? valueOf(cell) : NaN;
    const key = Number.isNaN(value) ? textOf(cell) : String(value);
    const known = counts.get(key);
    if (known) known.count++;
    else counts.set(key, { cell, count: 1 });
  }
  const [first, second] = [...counts.values()].sort((a, b) => b.count - a.count);
  if (second === undefined) return first.cell;
  return several === 'combine' && first.count > second.count ? first.cell : null;
}

/** Rows without any tag say nothing: whether none fits or nobody has looked cannot be told. */
function combinedTags(all: readonly (readonly string[])[], several: SeveralRows): string[] {
  const tagged = all.filter((tags) => tags.length > 0);
  const counts = new Map<string, number>();
  for (const tags of tagged) for (const tag of new Set(tags)) counts.set(tag, (counts.get(tag) ?? 0) + 1);
  const isEnough = (count: number) => (several === 'combine' ? 2 * count > tagged.length : count === tagged.length);
  return [...counts].filter(([, count]) => isEnough(count)).map(([tag]) => tag);
}

function valueOf(cell: CellValue): number {
  return typeof cell === 'number' ? cell : numberOf(textOf(cell));
}
