import { NotificationType, RequestType, RequestType0 } from 'vscode-jsonrpc';
import * as v from 'valibot';
import type { QualityFlag } from '../collection/quality-flags';
import { HIDDEN_FLAGS, type HiddenFlag, QUALITY_FLAGS } from '../collection/quality-flags';
import type {
  CutoutInfo,
  LearningResult,
  RankedCutout,
  RankExplanation,
  RankProgress,
  RankResult,
  RankSort,
  Thumbnail,
} from '../engine/protocol';
import { type Appearance, CutoutSchema, type FolderStatus } from './common';

/** The messages between the anomalies panel and the extension host, with the schemas by which the host checks what comes from it. */

export const SORTS = ['interest', 'next', 'unusual'] as const satisfies readonly RankSort[];
/** How many a person is asked at once. */
export const BATCH = 10;
/** More of a ranking are not shown in the grid: nobody looks at so many. */
export const SHOWN_MOST = 1000;
export const MOST_RATING = 5;

const Sort = v.picklist(SORTS);
const Flags = v.array(v.picklist(QUALITY_FLAGS));
/** Choices of before may hide what is no more hidden. */
const Hidden = v.pipe(
  Flags,
  v.transform((flags) =>
    flags.filter((flag): flag is HiddenFlag => (HIDDEN_FLAGS as readonly string[]).includes(flag)),
  ),
);

/** The galaxies to rank, and the order. */
const Choice = v.object({
  sort: Sort,
  where: v.optional(v.string()),
  hide: Hidden,
  /** Only what has one of these. */
  seek: Flags,
  unratedOnly: v.boolean(),
  /** How much better than the best so far, in ratings, is hoped for. */
  tradeOff: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(MOST_RATING))),
  unusualBy: v.picklist(['neighbour', 'forest']),
});
export type Choice = v.InferOutput<typeof Choice>;
export const DEFAULT_CHOICE: Choice = { sort: 'next', hide: [], seek: [], unratedOnly: false, unusualBy: 'neighbour' };

/** State of the panel that survives a reload. */
export const AnomaliesStateSchema = v.object({
  /** Absolute path of the collection's folder. */
  folder: v.string(),
  choice: v.optional(Choice),
  /** The galaxy that is looked at. */
  current: v.optional(CutoutSchema),
  /** Galaxies that are not to be asked about again. */
  skipped: v.optional(v.array(v.string())),
});
export type AnomaliesState = v.InferOutput<typeof AnomaliesStateSchema>;

export const RankSchema = v.object({
  choice: Choice,
  count: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(2 * SHOWN_MOST)),
  quick: v.boolean(),
});
export const RateSchema = v.object({
  /** The galaxy's name: `file.fits` or `file.fits[2]`. */
  galaxy: v.string(),
  /** Null takes the rating away. */
  rating: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(MOST_RATING))),
});
export const SaveSchema = v.object({ choice: Choice });
export const DoSchema = v.picklist([
  'index',
  'cancel indexing',
  'match labels',
  'choose rater',
  'choose others',
  'map',
]);

/** Where ratings are kept, and what else counts as one. */
export interface RatingSituation {
  /** The column that the person's ratings go to; it may not be there yet. */
  readonly column: string;
  /** Name of the label file; undefined where none is chosen. */
  readonly file?: string;
  /** Other columns that count, in words. */
  readonly others: readonly string[];
  /** Ratings in files that were the label file before, of galaxies that have none in it now and that do not count. */
  readonly earlier: readonly {
    readonly file: string;
    readonly column: string;
    readonly galaxies: number;
    /** Why they cannot be read. */
    readonly unreadable?: string;
  }[];
}

/** What is done with ratings of another file: they count from there, are copied into the label file, or are not spoken of any more. */
export const EarlierRatingsSchema = v.object({
  file: v.string(),
  column: v.string(),
  what: v.picklist(['count', 'copy', 'forget']),
});

/** Some of the folder's galaxies as points of its map. */
export interface MiniMapPoints {
  /** x and y, 0 to 1, by turns. */
  readonly points: readonly number[];
}

/** From the panel to the host. */
export const Ready = new RequestType0<
  { folder: string; appearance: Appearance; status: FolderStatus; ratings: RatingSituation },
  void
>('ready');
/** Null where another ranking has been asked for meanwhile. */
export const Rank = new RequestType<v.InferOutput<typeof RankSchema>, RankResult | null, void>('rank');
export const Explain = new RequestType<v.InferOutput<typeof CutoutSchema>, RankExplanation | null, void>('explain');
export const Neighbours = new RequestType<v.InferOutput<typeof CutoutSchema>, readonly CutoutInfo[], void>(
  'neighbours',
);
/** Null where there is no map, or the panel has stopped waiting. */
export const Learning = new RequestType0<LearningResult | null, void>('learning');
/** Null where nothing is indexed. */
export const MiniMap = new RequestType0<MiniMapPoints | null, void>('miniMap');
/** x and y on the mini map; null of what is not on it. */
export const PlaceOf = new RequestType<v.InferOutput<typeof CutoutSchema>, readonly [number, number] | null, void>(
  'placeOf',
);
/** False where the person was asked for a label file and left. */
export const Rate = new RequestType<v.InferOutput<typeof RateSchema>, boolean, void>('rate');
/** @returns what was done, in words */
export const UseEarlierRatings = new RequestType<v.InferOutput<typeof EarlierRatingsSchema>, string, void>(
  'useEarlierRatings',
);
export const Undo = new RequestType<'undo' | 'redo', { changed: boolean }, void>('undo');
export const Do = new RequestType<v.InferOutput<typeof DoSchema>, void, void>('do');
export const Save = new RequestType<v.InferOutput<typeof SaveSchema>, void, void>('save');

/** From the host to the panel. */
export const RatingsChanged = new NotificationType<RatingSituation>('ratingsChanged');
export const RankProgressed = new NotificationType<RankProgress>('rankProgressed');

export { HIDDEN_FLAGS, QUALITY_FLAGS };
export type {
  CutoutInfo,
  LearningResult,
  HiddenFlag,
  QualityFlag,
  RankedCutout,
  RankExplanation,
  RankProgress,
  RankResult,
  RankSort,
  Thumbnail,
};
