import { cutoutTable, type ListedCutout } from './cutout-table';
import type { ExportColumn, ExportTable } from './table';

/** A cutout of a ranking, as far as it is known. */
export interface RankedRow extends ListedCutout {
  readonly score: number;
  readonly mean?: number;
  readonly deviation?: number;
  readonly acquisition?: number;
  readonly unusual: number;
  readonly rated?: number;
  readonly flags?: readonly string[];
}

/**
 * A ranking with the ratings that it came from: the ranked in their order with their `rank`, from 1 or `offset` + 1 on,
 * then the rated that are not among them, without one. `rating` is what a person has said, the rest is computed.
 * @throws RangeError as `exportTable`
 */
export function rankingTable(
  ranked: readonly RankedRow[],
  rated: readonly RankedRow[],
  offset = 0,
  description = 'Galaxies by expected interest, with the ratings that it was learned from',
): ExportTable {
  const keyOf = ({ path, hdu }: ListedCutout) => `${path}[${hdu}]`;
  const present = new Set(ranked.map(keyOf));
  const others = rated.filter((row) => !present.has(keyOf(row)));
  const rows = [...ranked, ...others];
  const number = (name: string, of: (row: RankedRow) => number | undefined, about: string): ExportColumn => ({
    name,
    type: 'number',
    description: about,
    values: rows.map((row) => of(row) ?? null),
  });
  const more: ExportColumn[] = [
    {
      name: 'rank',
      type: 'integer',
      description: 'place in the ranking; none of what is rated and not among the ranked',
      values: rows.map((_, i) => (i < ranked.length ? offset + i + 1 : null)),
    },
    number('score', ({ score }) => score, 'what the ranking is sorted by'),
    number('rating', (row) => row.rated, 'given by a person, 0 to 5; the mean of several'),
    number('mean', ({ mean }) => mean, 'rating to be expected'),
    number('sd', ({ deviation }) => deviation, 'standard deviation of the rating to be expected'),
    number('acquisition', ({ acquisition }) => acquisition, 'expected improvement'),
    number('unusual', ({ unusual }) => unusual, 'how unlike the rest, without ratings'),
    {
      name: 'flags',
      type: 'text',
      description: 'quality flags of the pixels, separated by semicolons; none where it is not known',
      values: rows.map(({ flags }) => flags?.join(';') ?? null),
    },
  ];
  return cutoutTable(rows, more, description);
}
