import { NotificationType, ProgressType, RequestType, RequestType0 } from 'vscode-jsonrpc';
import type { PictureKind } from '../imaging';
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
}

export interface CutoutInfo extends CutoutRef {
  /** ICRS degrees; undefined where the header has no celestial WCS. */
  readonly ra?: number;
  readonly dec?: number;
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
  /** Folder of the encoder to use (its card and ONNX file). */
  readonly encoderFolder: string;
  /** Threads for inference; 0: all cores. */
  readonly threads: number;
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
}

export interface CollectionState {
  /** Cutouts with a representation. */
  readonly cutouts: number;
  readonly failed: number;
  readonly indexing: boolean;
  /** True once a whole walk of the folder has found nothing left to do. */
  readonly complete: boolean;
  readonly encoder: string;
  readonly device: string;
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

export interface SimilarParams {
  readonly folder: string;
  readonly query: readonly QueryRef[];
  /** What it is not to look like. */
  readonly negatives?: readonly QueryRef[];
  readonly count: number;
}

export interface SimilarResult {
  readonly query: readonly CutoutInfo[];
  readonly negatives: readonly CutoutInfo[];
  readonly neighbours: readonly Neighbour[];
  /** Cutouts that were compared with the query. */
  readonly searched: number;
}

export interface ThumbnailParams {
  readonly folder: string;
  readonly cutouts: readonly CutoutRef[];
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
export const FindSimilar = new RequestType<SimilarParams, SimilarResult, Failure>('similar');
export const ReadThumbnails = new RequestType<ThumbnailParams, readonly Thumbnail[], Failure>('thumbnails');
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

export const IndexProgressType = new ProgressType<IndexProgress>();
/** The collection holds other cutouts than before, or is busy or idle now. At most a few a second. */
export const CollectionChanged = new NotificationType<{ folder: string; state: CollectionState }>('collection/changed');
export const LogMessage = new NotificationType<{ level: 'info' | 'warn' | 'error'; message: string }>('log');
