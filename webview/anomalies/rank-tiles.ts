import type { Tile, TileLabel } from '../components/grid/tile';
import { displayName, positionDegrees } from '../components/galaxy-names';
import type { RankedCutout, RankSort } from '../../src/contracts/anomalies';
import { expectation, FLAG_WORDS, scoreOf } from './words';

/** A ranked galaxy as a tile: its score on the picture, below it its rating and what the label file says. */
export function rankTile(
  one: RankedCutout,
  rank: number,
  sort: RankSort,
  labels: readonly TileLabel[],
  skipped: boolean,
): Tile {
  const name = displayName(one);
  const rated = one.rated === undefined ? [] : [{ text: ratingWords(one.rated) }];
  const said = [expectation(one), ...(one.flags ?? []).map((flag) => FLAG_WORDS[flag])];
  return {
    path: one.path,
    hdu: one.hdu,
    name,
    score: scoreOf(one, sort),
    details: [],
    labels: [...rated, ...(skipped ? [{ text: 'skipped' }] : []), ...labels],
    tooltip: [one.path, `number ${rank + 1}`, ...said, positionDegrees(one)].filter(Boolean).join('\n'),
    label: [name, ...(one.rated === undefined ? [] : [`rated ${one.rated}`]), ...said].join(', '),
  };
}

/** Means of several ratings have a decimal. */
export function ratingWords(rating: number): string {
  return `★ ${Number.isInteger(rating) ? rating : rating.toFixed(1)}`;
}
