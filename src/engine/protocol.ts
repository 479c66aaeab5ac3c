import { NotificationType, ProgressType, RequestType, RequestType0 } from 'vscode-jsonrpc';
import type { QualityFlag } from '../collection/quality-flags';
import type { ImageRegion } from '../collection/image-region';
import type { ValueType } from '../expressions';
import type { PictureKind } from '../imaging';
// By their files: panels know this contract, and what the rooms do with files is not for them.
import type { DeviceSetting } from '../encoder/devices/device';
import type { Way } from '../labels/bind';
import type { TextEdit } from '../labels/edit';
import type { CellValue, LabelFormat, LabelProblem } from '../labels/table';
import type { Synonym } from '../labels/tags';
import type { Understood, ValueCount } from '../labels/understand';
import type { DuplicateCriteria, DuplicateReason } from '../similarity/duplicates/links';
import type { NeighbourQuality } from '../similarity/label-precision';
import type { FileCalls } from '../viewing';

/**
 * What the engine's clients (the editor, the command line) ask it, over the IPC channel of a forked process. Requests
 * are cancelled by the protocol's own tokens; failures arrive as `ResponseError` with `Failure` data.
 */

/** One cutout: a file relative to its collection's folder (or absolute, from outside it), and its HDU. */
export interface CutoutRef {
  readonly path: string;
  readonly hdu: number;
}

/** A cutout that is asked about; without an HDU the first image of the file. */
export interface QueryRef {
  readonly path: string;
  readonly hdu?: number;
  /** A part of the image instead of all of it; of FITS files. */
  readonly region?: ImageRegion;
}

/** A cutout, or a part of an image, that is to be seen. */
export interface PictureRef extends CutoutRef {
  readonly region?: ImageRegion;
}

export interface CutoutInfo extends CutoutRef {
  /** ICRS degrees; undefined where the header has no celestial WCS. */
  readonly ra?: number;
  readonly dec?: number;
  /** Of a query that is a part of an image. */
  readonly region?: ImageRegion;
}

export interface Neighbour extends CutoutInfo {
  /** Cosine similarity, -1 to 1. */
  readonly similarity: number;
}

/** What could not be read, and why. `hdu` is absent where it is the whole file. */
export interface Failure {
  readonly path: string;
  readonly hdu?: number;
  readonly reason: string;
}

export interface InitializeParams {
  /** Folder of the encoder to use where a collection names no other (its card and ONNX file). */
  readonly encoderFolder: string;
  /** Folders in which encoders lie, each in a folder that is called by its id. */
  readonly encoderPath?: readonly string[];
  /** Threads for inference; 0: all cores. */
  readonly threads: number;
  /** What encoders run on; the CPU where it is not said. */
  readonly device?: DeviceSetting;
  /** File that remembers which device proved best; each start tries them where it is not said. */
  readonly deviceMemory?: string;
}

export interface CollectionParams {
  /** Absolute path of the collection's folder. */
  readonly folder: string;
  /** Glob patterns of its files. */
  readonly include: readonly string[];
  /** Where its store lies: `<folder>/.morphoscope`, or elsewhere where that cannot be written to. */
  readonly store: string;
  /**
   * Keep an approximate index where the collection is large, built in the background: for clients that will ask often.
   * Building it takes far longer than comparing all rows a few times.
   */
  readonly approximate?: boolean;
  /** Measure shapes of what is indexed; false where it is not said. */
  readonly measures?: boolean;
  /** Folder of the encoder to use; the engine's own where it is not said. */
  readonly encoder?: string;
  /** Answer with the encoder that has answered before, until this one has indexed everything. */
  readonly keepAnswering?: boolean;
}

export interface CollectionState {
  /** Cutouts with a representation. */
  readonly cutouts: number;
  readonly failed: number;
  readonly indexing: boolean;
  /** True once a whole walk of the folder has found nothing left to do. */
  readonly complete: boolean;
  /** Id of the encoder that answers. */
  readonly encoder: string;
  /** What the encoder runs on now, and why. */
  readonly device: string;
  readonly deviceWhy: string;
  /** The encoder that is to answer when it has indexed everything, and how many cutouts it has indexed so far. */
  readonly next?: { readonly encoder: string; readonly cutouts: number };
}

export interface IndexParams {
  readonly folder: string;
  /** Look at these files alone (relative paths), as a watcher reports them; otherwise the folder is walked. */
  readonly paths?: readonly string[];
  /** Take the files of share `index` of `count` alone. */
  readonly share?: { readonly index: number; readonly count: number };
  /** Write a segment whenever this many cutouts wait, the most a killed process loses; otherwise the engine chooses. */
  readonly segmentRows?: number;
}

export interface IndexProgress {
  /** Files looked at or encoded so far, and files known so far; `walking` while more may be found. */
  readonly done: number;
  readonly total: number;
  readonly walking: boolean;
  readonly cutouts: number;
  readonly failed: number;
  /** Cutouts a second over the last seconds; undefined before there is one. */
  readonly rate?: number;
  /** Seconds until the end at this rate; undefined while walking. */
  readonly secondsLeft?: number;
}

export interface IndexSummary {
  /** Cutouts in the collection now. */
  readonly cutouts: number;
  /** Encoded in this run. */
  readonly new: number;
  /** Found unchanged, and not encoded again. */
  readonly skipped: number;
  /** Files and HDUs that could not be read: `failures` names them. */
  readonly failed: number;
  /** Taken over from a file that has moved. */
  readonly moved: number;
  /** Taken out, because their files are gone. */
  readonly removed: number;
  readonly seconds: number;
  /** Encoded cutouts over the time of the run. */
  readonly cutoutsPerSecond: number;
  readonly device: string;
  readonly cancelled: boolean;
  readonly failures: readonly Failure[];
}

/** What may name a cutout, in a text for example. */
export interface FindCutoutParams {
  readonly folder: string;
  /** Paths, names of files, names without extension: the first that is of one file alone counts. */
  readonly names: readonly string[];
}

export interface FoundCutout {
  /** Which of the names. */
  readonly index: number;
  /** The first cutout of its file. */
  readonly cutout: CutoutInfo;
}

export interface SimilarParams {
  readonly folder: string;
  readonly query: readonly QueryRef[];
  /** What it is not to look like. */
  readonly negatives?: readonly QueryRef[];
  /** Everything that carries a tag is looked for too. */
  readonly tag?: TagRef;
  readonly filter?: Filter;
  readonly count: number;
}

/** A tag, a class, or the name of a column of yes and no, in an open table. */
export interface TagRef {
  readonly file: string;
  /** Of tags; unless said, every column in which it can be. */
  readonly column?: string;
  readonly tag: string;
}

/** Which cutouts come into question at all. */
export interface Filter {
  /** Those of this subfolder, relative to the collection's. */
  readonly within?: string;
  /** Those that carry all of these. */
  readonly tags?: readonly TagRef[];
  /** Those of which it is true: an expression over the columns of `tables`, the earlier before the later, and of the index. */
  readonly where?: string;
  /** Open tables, by their files. */
  readonly tables?: readonly string[];
}

export interface SimilarResult {
  readonly query: readonly CutoutInfo[];
  readonly negatives: readonly CutoutInfo[];
  readonly neighbours: readonly Neighbour[];
  /** Cutouts that were compared with the query: of the filter, where there is one. */
  readonly searched: number;
}

export interface NearParams {
  readonly folder: string;
  /** ICRS degrees. */
  readonly ra: number;
  readonly dec: number;
  /** Degrees. */
  readonly radius: number;
}

/** A cutout around a position. */
export interface NearCutout extends CutoutInfo {
  /** Of its centre from the position, degrees. */
  readonly separation: number;
}

export interface ListParams {
  readonly folder: string;
  readonly cutouts: readonly QueryRef[];
  readonly filter?: Filter;
}

export interface ListResult {
  /** Those of the index that the filter lets through, in the order asked for. */
  readonly cutouts: readonly CutoutInfo[];
  /** How many are not in the index. */
  readonly missing: number;
}

/** Cutouts in the order of a column, or of any expression over columns. */
export interface ListByParams {
  readonly folder: string;
  /** `p_ring`, `1 - smooth`: see docs/expressions.md. */
  readonly by: string;
  readonly descending: boolean;
  readonly count: number;
  /** Absolute paths of the open tables whose columns it may be about, beside those of the index. */
  readonly tables: readonly string[];
  readonly filter?: Filter;
}

export interface ListByResult {
  readonly cutouts: readonly (CutoutInfo & { readonly value: number | string | boolean })[];
  /** Cutouts that have a value and that the filter lets through. */
  readonly listed: number;
}

/** A table of the workspace that says something of cutouts: labels that a person edits, or a catalogue. */
export interface TableParams {
  readonly folder: string;
  /** Absolute path. */
  readonly file: string;
  /** As an editor shows it; read from the disk where it is not said. */
  readonly text?: string;
  /** How rows are matched to cutouts; unless said, in the way that matches most. */
  readonly by?: { readonly way: Way; readonly columns: readonly string[]; readonly radius?: number };
}

export interface TableColumn {
  readonly name: string;
  readonly kind: Understood['kind'];
  /** To an expression. */
  readonly type: ValueType;
  /** Of classes, yes and no, tags and ratings: the most frequent, with how many rows have them. */
  readonly values?: readonly ValueCount[];
}

/** A way in which rows and cutouts can be matched, and how many are. */
export interface TableCandidate {
  readonly by: Way;
  readonly columns: readonly string[];
  readonly matched: number;
  readonly unmatched: number;
  readonly ambiguous: number;
}

export interface TableBinding extends TableCandidate {
  readonly examples: {
    readonly matched: readonly { readonly row: string; readonly path: string }[];
    readonly unmatched: readonly string[];
    readonly ambiguous: readonly string[];
  };
}

export interface TableState {
  readonly file: string;
  readonly format: LabelFormat;
  readonly editable: boolean;
  readonly rows: number;
  readonly columns: readonly TableColumn[];
  /** Undefined where no row is about any cutout. */
  readonly binding?: TableBinding;
  readonly candidates: readonly TableCandidate[];
  readonly problems: readonly LabelProblem[];
}

/** What is to be written of some files of the collection. A file without a row gets one. */
export type LabelEdit =
  | { readonly kind: 'set'; readonly paths: readonly string[]; readonly column: string; readonly value: CellValue }
  | { readonly kind: 'add'; readonly paths: readonly string[]; readonly column: string; readonly tag: string }
  /** Several cells of one file, as one step: values, and tags that are added. */
  | {
      readonly kind: 'fill';
      readonly path: string;
      readonly cells: readonly { readonly column: string; readonly value: CellValue }[];
      readonly tags: readonly { readonly column: string; readonly tag: string }[];
    }
  | { readonly kind: 'remove'; readonly paths: readonly string[]; readonly column: string; readonly tag: string }
  /** Of all rows that have the one tag, also of those about no cutout: they have the other instead. */
  | { readonly kind: 'merge'; readonly column: string; readonly from: string; readonly to: string };

export interface EditLabelsParams {
  readonly folder: string;
  readonly file: string;
  readonly edit: LabelEdit | 'undo' | 'redo';
  /** Undo this change alone, by its number: where another was made after it nothing is done. */
  readonly only?: number;
  /** Write the file; otherwise the client applies the edits, to the editor that has the file open. */
  readonly save: boolean;
}

export interface EditLabelsResult {
  /** Of the text as the engine knew it before. Empty where there was nothing to do. */
  readonly edits: readonly TextEdit[];
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  /** Which change 'undo' would take back now, by its number; 0 where there is none. */
  readonly lastChange: number;
}

/** Cells by their column's name, tags one by one; null of a file that has no row. */
export type LabelCells = Readonly<Record<string, CellValue>> | null;

/** Which column's values are asked for, of which files: paths relative to the collection's folder. */
export interface ColumnParams {
  readonly folder: string;
  readonly file: string;
  readonly column: string;
  readonly paths: readonly string[];
}

/** What a column says of files, in the order in which they were asked about. */
export type ColumnValues =
  | {
      readonly kind: 'class';
      readonly names: readonly string[];
      /** Of each file the number of its name, or -1 where the column says nothing of it. */
      readonly codes: Int32Array;
    }
  /** NaN where the column says nothing of a file. */
  | { readonly kind: 'number'; readonly values: Float32Array };

export interface SummaryParams {
  readonly folder: string;
  readonly file: string;
  /** Of tags or classes. */
  readonly column: string;
  /** So many of each, at most. */
  readonly examples: number;
}

/** The tags or classes of a column, the most frequent first. */
export interface ColumnSummary {
  readonly labels: readonly LabelSummary[];
  /** Tags that may mean the same as a more frequent one; none of classes. */
  readonly synonyms: readonly Synonym[];
}

export interface LabelSummary {
  readonly name: string;
  /** Rows that have it. */
  readonly rows: number;
  /** Cutouts of the index that carry it. */
  readonly galaxies: number;
  /** Those nearest to the mean of them all, the nearest first. */
  readonly examples: readonly CutoutRef[];
}

export interface QualityParams {
  readonly folder: string;
  readonly file: string;
  readonly column: string;
  readonly k: number;
}

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
  readonly hide?: readonly QualityFlag[];
  /** Only what has one of these flags. */
  readonly seek?: readonly QualityFlag[];
  /** Leave out what has been rated; `next` always does. */
  readonly unratedOnly?: boolean;
  readonly count: number;
  /** Ranks before the first that is wanted; 0 where it is not said. */
  readonly offset?: number;
  /** Of everything that is drawn by chance; 1 where it is not said. */
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
  /** Of the rated that weigh most. */
  readonly count: number;
}

/** Why a cutout is ranked where it is: `mean` is `base` and the contributions of all rated together. */
export interface RankExplanation {
  readonly cutout: CutoutInfo;
  readonly mean?: number;
  readonly deviation?: number;
  /** Mean of the ratings: what is expected where nothing rated is near. */
  readonly base?: number;
  /** Those that weigh most, whichever way, first. Empty where nothing has been learned. */
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

export interface ThumbnailParams {
  readonly folder: string;
  readonly cutouts: readonly PictureRef[];
  /** Longest side in pixels; smaller cutouts come as they are. */
  readonly size: number;
}

/** Pixels of one cutout, not yet stretched; or the reason why there are none. */
export type Thumbnail =
  | {
      readonly width: number;
      readonly height: number;
      /** Rows in the order of the file: those of FITS run upwards. */
      readonly bands: readonly Float32Array[];
      readonly kind: PictureKind;
    }
  | { readonly error: string };

export interface MapParams {
  readonly folder: string;
  /** What is wanted: what is there at once, the cached map or the principal plane; or the map, laid out where it must be. */
  readonly want: 'at once' | 'laid out';
  /** The rows that the client knows: it is not told their names again. */
  readonly revision?: string;
}

/** What a map is being made of, `done` of `total` cutouts or rounds of the layout. */
export interface MapProgress {
  readonly stage: 'plane' | 'neighbours' | 'layout' | 'placing';
  readonly done: number;
  readonly total: number;
  /** A second; undefined until it can be told. */
  readonly rate?: number;
  /** Seconds until the end of this stage. */
  readonly secondsLeft?: number;
}

/** All cutouts of a collection as points of a plane. */
export interface MapResult {
  /** The first two principal axes, or UMAP. */
  readonly method: 'principal' | 'umap';
  /** x and y of each cutout; the units mean nothing. */
  readonly positions: Float32Array;
  /** Names the cutouts and their order. */
  readonly revision: string;
  /** The cutouts, in the order of the positions; undefined where the client knows them. */
  readonly cutouts?: { readonly paths: readonly string[]; readonly hdus: Int32Array };
}

export interface DuplicatesParams extends DuplicateCriteria {
  readonly folder: string;
}

/** `done` of `total` positions, pictures or files whose pixels are read. */
export interface DuplicatesProgress {
  readonly stage: 'positions' | 'pictures' | 'pixels';
  readonly done: number;
  readonly total: number;
  /** A second; undefined until it can be told. */
  readonly rate?: number;
  /** Seconds until the end of this stage. */
  readonly secondsLeft?: number;
}

export interface DuplicateCutout extends CutoutInfo {
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  readonly bands: number;
}

/** How two cutouts compare. */
export interface Compared {
  /** Of their centres, arcseconds; undefined where one has no position. */
  readonly separation?: number;
  /** Cosine of their representations, -1 to 1. */
  readonly similarity?: number;
}

export interface FoundDuplicate extends Compared {
  /** Of the two the one with more pixels. */
  readonly first: DuplicateCutout;
  readonly second: DuplicateCutout;
  /** Why they are listed, the strongest reason first. */
  readonly reasons: readonly DuplicateReason[];
  /** All that hang together have one number. */
  readonly group: number;
  /** Cutouts of the group. */
  readonly groupSize: number;
}

export interface MergedDuplicate extends Compared {
  readonly keep: DuplicateCutout;
  readonly away: DuplicateCutout;
}

export interface DuplicatesResult {
  /** Cutouts that were compared, without those that are merged away. */
  readonly searched: number;
  /** Pairs that there are to decide on; `pairs` has the first two thousand. */
  readonly total: number;
  /** As few as connect all that hangs together, group by group, the strongest first. */
  readonly pairs: readonly FoundDuplicate[];
  /** Those that the person has said are not the same. */
  readonly ignored: readonly FoundDuplicate[];
  /** Those that were merged, whatever the criteria. */
  readonly merged: readonly MergedDuplicate[];
}

/** What a person decides of near-duplicates. No file is deleted or changed but the one of the decisions. */
export type DuplicateDecision =
  /** The one is left out of searches from now on: the other stands for it. */
  | { readonly kind: 'merge'; readonly keep: CutoutRef; readonly away: CutoutRef }
  | { readonly kind: 'separate'; readonly away: CutoutRef }
  /** They are not the same, or may be after all. */
  | { readonly kind: 'ignore' | 'consider'; readonly first: CutoutRef; readonly second: CutoutRef };

export interface ExportParams {
  readonly folder: string;
  /** Absolute path; its extension (.csv, .parquet, .npy) is the format. */
  readonly out: string;
}

export const Initialize = new RequestType<InitializeParams, { encoder: string; device: string }, Failure>('initialize');
export const OpenCollection = new RequestType<CollectionParams, CollectionState, Failure>('collection/open');
export const IndexCollection = new RequestType<IndexParams & { progress?: string }, IndexSummary, Failure>(
  'collection/index',
);
export const ListFailures = new RequestType<{ folder: string }, readonly Failure[], Failure>('collection/failures');
/** Null where no name is of one file alone. */
export const FindCutout = new RequestType<FindCutoutParams, FoundCutout | null, Failure>('collection/find');
export const FindSimilar = new RequestType<SimilarParams, SimilarResult, Failure>('similar');
/** The nearest first, fifty at most. */
export const FindNear = new RequestType<NearParams, readonly NearCutout[], Failure>('near');
export const ListCutouts = new RequestType<ListParams, ListResult, Failure>('list');
export const ListBy = new RequestType<ListByParams, ListByResult, Failure>('list/by');
export const OpenTable = new RequestType<TableParams, TableState, Failure>('tables/open');
/** The text has changed in its editor. What the table is then is asked for when typing rests: it may take every row to say. */
export const ChangeTable = new RequestType<{ folder: string; file: string; edits: readonly TextEdit[] }, void, Failure>(
  'tables/change',
);
export const DescribeTable = new RequestType<{ folder: string; file: string }, TableState, Failure>('tables/describe');
export const CloseTable = new RequestType<{ folder: string; file: string }, void, Failure>('tables/close');
export const ReadLabels = new RequestType<
  { folder: string; file: string; paths: readonly string[] },
  readonly LabelCells[],
  Failure
>('tables/labels');
export const ReadColumn = new RequestType<ColumnParams, ColumnValues, Failure>('tables/column');
export const EditLabels = new RequestType<EditLabelsParams, EditLabelsResult, Failure>('tables/edit');
export const SummariseColumn = new RequestType<SummaryParams, ColumnSummary, Failure>('tables/summary');
export const MeasureQuality = new RequestType<QualityParams, NeighbourQuality, Failure>('quality');
/** Null where it has been cancelled. */
export const RankAnomalies = new RequestType<RankParams & { progress?: string }, RankResult | null, Failure>(
  'anomalies/rank',
);
/** Null where it has been cancelled. */
export const ExplainRank = new RequestType<ExplainParams, RankExplanation | null, Failure>('anomalies/explain');
/** Takes seconds: the ranking is learned anew at each step. Null where it has been cancelled. */
export const MeasureLearning = new RequestType<LearningParams, LearningResult | null, Failure>('anomalies/learning');
export const ReadThumbnails = new RequestType<ThumbnailParams, readonly Thumbnail[], Failure>('thumbnails');
/** Null where it has been cancelled. */
export const MapCollection = new RequestType<MapParams & { progress?: string }, MapResult | null, Failure>('map');
/** Null where it has been cancelled. Of the same cutouts and criteria as before it is answered at once. */
export const FindDuplicates = new RequestType<
  DuplicatesParams & { progress?: string },
  DuplicatesResult | null,
  Failure
>('duplicates');
export const DecideDuplicates = new RequestType<{ folder: string; decision: DuplicateDecision }, void, Failure>(
  'duplicates/decide',
);
export const ExportRepresentations = new RequestType<ExportParams, { rows: number }, Failure>('export');
/** Writes the synthetic sample sky into a folder; progress comes as [done, total] under the given token. */
export const CreateSampleSky = new RequestType<{ folder: string; progress: string }, { cutouts: number }, Failure>(
  'sample-sky',
);
export const SampleSkyProgressType = new ProgressType<readonly [done: number, total: number]>();
/** A viewer's call about a file, named by its absolute path. */
export type ViewCall = {
  [M in keyof FileCalls]: { readonly file: string; readonly method: M; readonly params: FileCalls[M]['params'] };
}[keyof FileCalls];

/** Answered whether or not an encoder has been loaded yet. */
export const ViewFile = new RequestType<ViewCall, FileCalls[keyof FileCalls]['result'], Failure>('view');
export const Shutdown = new RequestType0<void, Failure>('shutdown');

export const RankProgressType = new ProgressType<RankProgress>();
export const DuplicatesProgressType = new ProgressType<DuplicatesProgress>();
export const MapProgressType = new ProgressType<MapProgress>();
export const IndexProgressType = new ProgressType<IndexProgress>();
/** The collection holds other cutouts than before, or is busy or idle now. At most a few a second. */
export const CollectionChanged = new NotificationType<{ folder: string; state: CollectionState }>('collection/changed');
/** Something that a person should know once, and need not do anything about. */
export const Notice = new NotificationType<{ message: string }>('notice');
export const LogMessage = new NotificationType<{ level: 'info' | 'warn' | 'error'; message: string }>('log');
