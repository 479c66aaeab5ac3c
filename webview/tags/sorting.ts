import type { LabelPrecision, LabelSummary, Sort } from '../../src/contracts/tags';

/** A row of the page: a tag or class, and how pure it is where that is known. */
export interface LabelRow extends LabelSummary {
  readonly purity?: LabelPrecision;
  /** The most that its purity can be: of two galaxies each has but one other to find among its neighbours. */
  readonly most?: number;
}

export const FIRST_SORT: Sort = { by: 'count', descending: true };

const compareNames = new Intl.Collator('en', { numeric: true }).compare;

/** Rows in an order; those without a purity come last in either direction, and those alike by their names. */
export function sorted(rows: readonly LabelRow[], { by, descending }: Sort): LabelRow[] {
  const sign = descending ? -1 : 1;
  return rows.toSorted((a, b) => {
    const names = compareNames(a.name, b.name);
    if (by === 'name') return sign * names;
    if (by === 'count') return sign * (a.rows - b.rows) || names;
    const [one, other] = [measured(a), measured(b)];
    if (one === undefined || other === undefined)
      return (one === undefined ? 1 : 0) - (other === undefined ? 1 : 0) || names;
    return sign * (one.precision.mean - other.precision.mean) || names;
  });
}

/** The order after a click on a column's head: numbers begin with the largest, names with the first of the alphabet. */
export function sortAfter(now: Sort, by: Sort['by']): Sort {
  return { by, descending: now.by === by ? !now.descending : by !== 'name' };
}

/** The purity of a row that has one: a galaxy alone has no other to be found near it. */
export function measured({ purity }: LabelRow): LabelPrecision | undefined {
  return purity && purity.count > 1 ? purity : undefined;
}
