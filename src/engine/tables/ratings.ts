import { setImmediate as nextTurn } from 'node:timers/promises';
import { RatingError } from '../../anomaly';
import type { BoundTable } from './bound-table';
import type { RowGalaxy } from './galaxy-rows';
import type { Rating, RatingColumn } from '../protocol';

const [LEAST, MOST] = [0, 5];
/** In a rating of 1: a column of other numbers is none of ratings. */
const STEPS = 2;
/** In a mapping, what all other values are worth. */
const OTHERS = '*';
/** Rows looked at before others have their turn. */
const ROWS_A_TURN = 8192;

/** Ratings of a column by the galaxy of the collection that they are about, in the order of its rows. */
export interface ColumnRatings {
  /** A galaxy that several rows rate has several. */
  readonly byGalaxy: readonly (readonly [galaxy: RowGalaxy, ratings: readonly Rating[]])[];
  /** Ratings of rows that are about no file of the collection. */
  readonly missing: number;
}

/**
 * The ratings that a column of a table holds: numbers from 0 to 5, yes and no, or classes and tags by what they are worth.
 * Where a cell has several tags, the highest rating counts. Empty cells, and values without a rating, are not rated.
 * @throws RatingError where the column holds no ratings, or a worth is none
 */
export async function ratingsOf(bound: BoundTable, { file, column, interest }: RatingColumn): Promise<ColumnRatings> {
  const index = bound.table.indexOf(column);
  if (index < 0) {
    throw new RatingError(file, `there is no column "${column}"; it has ${bound.table.columns.join(', ')}`);
  }
  const rate = ratingTest(bound, index, file, interest);
  const byName = new Map<string, [RowGalaxy, Rating[]]>();
  let missing = 0;
  for (const [row, galaxy] of bound.rowsAndGalaxies()) {
    if (row % ROWS_A_TURN === 0) await nextTurn();
    const rating = rate(row);
    if (rating === undefined) continue;
    if (galaxy === undefined) {
      missing++;
      continue;
    }
    const name = galaxy.hdu === undefined ? galaxy.path : `${galaxy.path}[${galaxy.hdu}]`;
    const known = byName.get(name);
    if (known) known[1].push(rating);
    else byName.set(name, [galaxy, [rating]]);
  }
  return { byGalaxy: [...byName.values()], missing };
}

/** @throws RatingError unless it is a number from 0 to 5 */
export function checkRating(rating: number, file: string, what: string): void {
  if (!(rating >= LEAST && rating <= MOST)) {
    throw new RatingError(file, `${what} is ${rating}; ratings are numbers from ${LEAST} to ${MOST}`);
  }
}

function ratingTest(
  bound: BoundTable,
  index: number,
  file: string,
  interest: RatingColumn['interest'],
): (row: number) => Rating | undefined {
  const kind = bound.kind(index);
  const column = bound.table.columns[index];
  const worths = Object.entries(interest ?? {});
  for (const [value, worth] of worths) checkRating(worth, file, `what "${value}" of ${column} is worth`);
  if (worths.length > 0) {
    const worth = new Map(worths);
    const others = worth.get(OTHERS);
    const known = (values: readonly string[]) =>
      values.map((value) => worth.get(value) ?? others).filter((rating) => rating !== undefined);
    return (row) => {
      const value = bound.value(row, index);
      const values =
        kind.kind === 'tags' ? bound.tags(row, index) : value === undefined ? [] : [written(bound, row, index)];
      const ratings = known(values);
      return ratings.length > 0 ? Math.max(...ratings) : undefined;
    };
  }
  if (kind.kind === 'binary') {
    return (row) => {
      const value = bound.value(row, index);
      if (value === undefined) return undefined;
      return value === true || (typeof value === 'number' && written(bound, row, index) === kind.positive)
        ? MOST
        : LEAST;
    };
  }
  if (kind.kind === 'ra' || kind.kind === 'dec' || bound.type(index) !== 'number') {
    throw new RatingError(
      file,
      `column "${column}" holds ${kind.kind === 'class' ? 'classes' : kind.kind}, no ratings: ` +
        'say what its values are worth, from 0 to 5',
    );
  }
  return (row) => {
    const value = bound.value(row, index);
    if (value === undefined) return undefined;
    const rating = Number(value);
    checkRating(rating, file, `column "${column}" holds no ratings: row ${row + 1}`);
    // Redshifts and axis ratios lie between 0 and 5, too.
    if (!Number.isInteger(STEPS * rating)) {
      throw new RatingError(
        file,
        `column "${column}" holds no ratings: row ${row + 1} is ${rating}, no whole or half step`,
      );
    }
    return rating;
  };
}

/** A cell as its file has it, without blanks around it. */
function written(bound: BoundTable, row: number, index: number): string {
  return String(bound.table.cell(row, index)).trim();
}
