import type { DuplicateCutout, DuplicatesResult, FoundDuplicate, ListName } from '../../src/contracts/duplicates';
import { formatSeparation } from '../../src/sky';

/** Two cutouts side by side, of whichever list. */
export interface Pair {
  readonly first: DuplicateCutout;
  readonly second: DuplicateCutout;
  /** In words, the strongest first. */
  readonly reasons: readonly string[];
  /** Arcseconds, similarity, and how many hang together where there are more than two, in words. */
  readonly numbers: readonly string[];
}

const REASONS: Record<FoundDuplicate['reasons'][number], string> = {
  bytes: 'same file',
  pixels: 'same pixels',
  object: 'same position',
  picture: 'same picture',
};

/** What need not be said besides a stronger reason. */
const IMPLIED: Record<FoundDuplicate['reasons'][number], readonly FoundDuplicate['reasons'][number][]> = {
  bytes: ['object', 'picture'],
  pixels: ['picture'],
  object: [],
  picture: [],
};

/** The pairs of a list, in the order in which they are shown. */
export function pairsOf({ pairs, ignored, merged }: DuplicatesResult, list: ListName): Pair[] {
  if (list === 'merged') {
    return merged.map(({ keep, away, ...compared }) => ({
      first: keep,
      second: away,
      reasons: [],
      numbers: numbersOf(compared),
    }));
  }
  return (list === 'open' ? pairs : ignored).map(({ first, second, reasons, groupSize, ...compared }) => ({
    first,
    second,
    reasons: reasons.filter((reason) => !IMPLIED[reasons[0]].includes(reason)).map((reason) => REASONS[reason]),
    numbers: [...numbersOf(compared), ...(groupSize > 2 ? [`${groupSize} in this group`] : [])],
  }));
}

/** Names a pair in a list. */
export function keyOfPair({ first, second }: Pick<Pair, 'first' | 'second'>): string {
  return JSON.stringify([first.path, first.hdu, second.path, second.hdu]);
}

function numbersOf({ separation, similarity }: Pick<FoundDuplicate, 'separation' | 'similarity'>): string[] {
  return [
    ...(separation === undefined ? [] : [`${formatSeparation(separation)} apart`]),
    ...(similarity === undefined ? [] : [`similarity ${similarity.toFixed(4)}`]),
  ];
}
