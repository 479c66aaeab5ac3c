import type { HiddenFlag, QualityFlag } from '../../collection/quality-flags';
import type { CutoutInfo, QueryRef } from './cutouts';
import type { Filter } from './searches';
import { EngineRequest } from './request';

/** From 0, of no interest, to 5. */
export type Rating = number;

/**
 * Ratings that a column of an open table holds. A rating is of the first cutout of its file. A column of ratings, or of
 * numbers from 0 to 5, says them itself; yes and no are 5 and 0 unless `interest` says otherwise; classes and tags need it.
 */
export interface RatingColumn {
  readonly file: string;
  readonly column: string;
  /** What a value of the column is worth; under `*`, what all others are worth. Values without a worth count as not rated. */
  readonly interest?: Readonly<Record<string, Rating>>;
}

/** A rating that is in no table. */
export interface GivenRating extends QueryRef {
  readonly rating: Rating;
}

/** All ratings that count. A cutout that is rated more than once has the mean of its ratings. */
export interface Ratings {
  /** Several raters are several columns. */
  readonly columns?: readonly RatingColumn[];
  readonly given?: readonly GivenRating[];
}

/** By what a ranking is sorted: the rating to be expected, what is best asked next, what is unlike the rest. */
export type RankSort = 'interest' | 'next' | 'unusual';

/** How the unusual is found: by the distance of the k-th neighbour, or by an isolation forest. */
export type UnusualBy = 'neighbour' | 'forest';

export interface RankParams {
  readonly folder: string;
  readonly ratings?: Ratings;
  readonly sort: RankSort;
  readonly filter?: Filter;
  /** Leave out what has one of these flags; what is not known of a cutout hides nothing. */
  readonly hide?: readonly HiddenFlag[];
  /** Only what has one of these flags. */
  readonly seek?: readonly QualityFlag[];
  /** Leave out what has been rated; `next` always does. */
  readonly unratedOnly?: boolean;
  readonly count: number;
  /** Ranks before the first that is wanted; 0 where it is not said. */
  readonly offset?: number;
  /** Seed of all random draws; 1 by default. */
  readonly seed?: number;
  /** How much better than the best so far, in ratings, `next` hopes to find: 0 and more; 0.5 where it is not said. */
  readonly tradeOff?: number;
  /** `neighbour` where it is not said. */
  readonly unusualBy?: UnusualBy;
  /**
   * Keep the kernel of the last ranking where fewer than ten ratings have changed since: at once, but not yet what the
   * ratings alone would give. A panel asks so after each rating, and once more without it when there is time.
   */
  readonly quick?: boolean;
}

/** What a ranking is waiting for, `done` of `total` cutouts. The first after the collection has changed takes longest. */
export interface RankProgress {
  readonly stage: 'space' | 'unusual' | 'interest';
  readonly done: number;
  readonly total: number;
}

export interface RankedCutout extends CutoutInfo {
  /** What the ranking is sorted by, the highest first. */
  readonly score: number;
  /** The rating to be expected and its standard deviation, in ratings; absent where nothing has been learned. */
  readonly mean?: number;
  readonly deviation?: number;
  /** Expected improvement on the best, in ratings; absent where nothing has been learned. */
  readonly acquisition?: number;
  /** Distance to the k-th neighbour in deviations of the principal components, or the isolation forest's score, 0 to 1. */
  readonly unusual: number;
  /** Mean of its ratings; absent where it has none. */
  readonly rated?: Rating;
  /** Undefined where the store is from before there were flags. */
  readonly flags?: readonly QualityFlag[];
}

/**
 * What the order of a ranking comes from: `ratings`, by the Gaussian process; `unusual`, the unsupervised score; `spread`,
 * a batch spread out over the representations, which is what to ask while nothing has been learned.
 */
export type RankBasis = 'ratings' | 'unusual' | 'spread';

/** What has been learned from the ratings. */
export interface Learned {
  /** Cutouts with a rating. */
  readonly rated: number;
  /** Ratings of galaxies that are not in the index. */
  readonly missing: number;
  /** Cutouts with ratings that differ. */
  readonly contradictory: number;
  /** Why nothing could be learned; absent where something was. */
  readonly nothing?: 'no ratings' | 'all ratings are equal';
  readonly kernel?: {
    /** In deviations of the principal components. */
    readonly lengthScale: number;
    readonly alpha: number;
    /** Variance of the white noise, in variances of the ratings. */
    readonly noise: number;
    /** False where `quick` has kept the kernel of an earlier ranking, or where fewer than ten ratings fit none. */
    readonly fitted: boolean;
  };
  /** Each rating predicted from all others, in ratings, root mean square; and the same predicted by the others' mean. */
  readonly holdOut?: { readonly error: number; readonly blind: number };
}

export interface RankResult {
  /** From rank `offset` on. */
  readonly cutouts: readonly RankedCutout[];
  /** Cutouts that were ranked: of the filter, less what is hidden. */
  readonly ranked: number;
  readonly basis: RankBasis;
  readonly learned: Learned;
  /** All that is rated, whatever is filtered or hidden, the highest rating first. */
  readonly rated: readonly RankedCutout[];
}

export interface ExplainParams {
  readonly folder: string;
  readonly ratings: Ratings;
  readonly cutout: QueryRef;
  /** Number of rated galaxies that weigh most. */
  readonly count: number;
}

/** Why a cutout is ranked where it is: `mean` is `base` and the contributions of all rated together. */
export interface RankExplanation {
  readonly cutout: CutoutInfo;
  readonly mean?: number;
  readonly deviation?: number;
  /** Mean of the ratings: what is expected where nothing rated is near. */
  readonly base?: number;
  /** Rated galaxies by weight, up or down, the largest first. Empty where nothing has been learned. */
  readonly rated: readonly {
    readonly cutout: CutoutInfo;
    readonly rating: Rating;
    /** The kernel between the two: 1 where they are the same, 0 where they have nothing to say of one another. */
    readonly similarity: number;
    /** What it adds to the mean, in ratings. */
    readonly contribution: number;
  }[];
}

export interface LearningParams {
  readonly folder: string;
  readonly ratings: Ratings;
}

/** How far the first `rated` ratings, in the order of their tables' rows, have brought the ranking. */
export interface LearningStep {
  readonly rated: number;
  readonly holdOut?: Learned['holdOut'];
  /** Share of the 100 of highest mean that were not among them a step before; absent in the first. */
  readonly change?: number;
}

export interface LearningResult {
  /** One for each ten ratings, and the last for all. */
  readonly steps: readonly LearningStep[];
  /** Ratings that are likely still worth making: until a step of ten changes less than 5 of the 100; absent where it cannot be told yet. */
  readonly stillWorth?: number;
}

/** The rating of a galaxy of the collection, the mean where several rows rate it. */
export interface FileRating {
  /** The galaxy's name, `file.fits`, or `file.fits[2]` where rows are about HDUs; relative to the collection's folder. */
  readonly path: string;
  readonly rating: Rating;
}

/** The ratings that a column of an open table holds of galaxies of the collection. */
export const ReadRatings = new EngineRequest<{ folder: string; ratings: RatingColumn }, readonly FileRating[]>(
  'anomalies/ratings',
);

/** Null where it has been cancelled. */
export const RankAnomalies = new EngineRequest<RankParams, RankResult | null, RankProgress>('anomalies/rank');

/** Null where it has been cancelled. */
export const ExplainRank = new EngineRequest<ExplainParams, RankExplanation | null>('anomalies/explain');

/** Takes seconds: the ranking is learned anew at each step. Null where it has been cancelled. */
export const MeasureLearning = new EngineRequest<LearningParams, LearningResult | null>('anomalies/learning');
