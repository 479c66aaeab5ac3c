import type { QualityFlag, RankedCutout, RankProgress, RankResult, RankSort } from '../../src/contracts/anomalies';

const count = (n: number) => n.toLocaleString('en');

export const SORT_WORDS: Readonly<Record<RankSort, { readonly name: string; readonly title: string }>> = {
  interest: { name: 'Interest', title: 'By predicted rating, highest first' },
  next: { name: 'Ask me next', title: 'The ten galaxies whose rating would improve the ranking most' },
  unusual: { name: 'Unusual', title: 'The most unusual galaxies, whatever has been rated' },
};

export const FLAG_WORDS: Readonly<Record<QualityFlag, string>> = {
  edge: 'cut off at an edge',
  blank: 'mostly blank',
  saturated: 'saturated',
  noise: 'noise alone',
  trail: 'a possible trail',
};

/** What stands on a tile's picture: the sort's own score. */
export function scoreOf(one: RankedCutout, sort: RankSort): string {
  if (sort === 'unusual') return one.unusual.toFixed(2);
  if (one.mean === undefined) return '';
  return `${one.mean.toFixed(1)} ± ${(one.deviation ?? 0).toFixed(1)}`;
}

/** What is known of a galaxy, in a sentence. */
export function expectation({ mean, deviation, unusual }: RankedCutout): string {
  const learned = mean === undefined ? [] : [`predicted ${mean.toFixed(1)} ± ${(deviation ?? 0).toFixed(1)}`];
  return [...learned, `unusual ${unusual.toFixed(2)}`].join(' · ');
}

/** What a ranking comes from, and what to do where there is little. */
export function basisWords({ basis, learned, ranked }: RankResult, sort: RankSort): string {
  const of = `${count(ranked)} ${ranked === 1 ? 'galaxy' : 'galaxies'}`;
  if (ranked === 0) return of;
  if (learned.nothing === 'all ratings are equal' && learned.rated === 1) return `${of}. One is rated: rate some more.`;
  if (learned.nothing === 'all ratings are equal')
    return `${of}. All ratings are equal: rate some galaxies differently.`;
  if (basis === 'spread') return `${of}. Nothing is rated yet: these ten represent the whole folder.`;
  if (basis === 'unusual' && sort !== 'unusual') return `${of}. Nothing is rated yet: the most unusual first.`;
  return of;
}

/** What has been learned so far. */
export function learnedWords({ learned }: RankResult, stillWorth: number | undefined): string[] {
  const { rated, missing, contradictory, holdOut } = learned;
  if (rated + missing === 0) return [];
  return [
    `${count(rated)} rated`,
    ...(holdOut
      ? [`held-out error ${holdOut.error.toFixed(2)} (${holdOut.blind.toFixed(2)} for the mean rating)`]
      : []),
    ...(stillWorth === undefined
      ? []
      : [stillWorth === 0 ? 'more ratings would change little' : `about ${count(stillWorth)} more ratings would help`]),
    ...(contradictory > 0 ? [`${count(contradictory)} with conflicting ratings`] : []),
    ...(missing > 0
      ? [
          missing === 1
            ? '1 rating of a galaxy that is not in the index'
            : `${count(missing)} ratings of galaxies that are not in the index`,
        ]
      : []),
  ];
}

const STAGES: Readonly<Record<RankProgress['stage'], string>> = {
  space: 'Finding the principal components',
  unusual: 'Looking for what is unusual',
  interest: 'Ranking',
};

export function progressWords({ stage, done, total }: RankProgress): string {
  return `${STAGES[stage]}: ${count(done)} of ${count(total)}`;
}
