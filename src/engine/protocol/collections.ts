import { NotificationType, RequestType0 } from 'vscode-jsonrpc';
import type { DeviceSetting } from '../../encoder/devices/device';
import type { RemarkKind } from '../../collection/remark-kinds';
import type { Failure } from './failure';
import { EngineRequest } from './request';

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
  /** Kinds of images that count as galaxies though they are usually left out (`LEFT_OUT_KINDS`). */
  readonly also?: readonly string[];
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
  /** Write nothing for being opened: what is damaged, or left behind by killed processes, stays where it is. */
  readonly untouched?: boolean;
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
  /** Parts of the index that are missing or damaged, each in words; indexing the folder restores them. */
  readonly damage: readonly string[];
  /** What the files were taken for, once the whole folder has been walked. */
  readonly read?: WhatWasRead;
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
  /** The number of cutouts whose files are gone that may be removed, though they are most of the index; Infinity: all. */
  readonly prune?: number;
  /** Read files again that could not be read before, though they have not changed. */
  readonly retry?: boolean;
}

/** Cutouts whose files are gone, and which are so many that they stay until a person says that they may go. */
export interface MissingCutouts {
  readonly cutouts: number;
  /** Cutouts that the run was to look after, the missing ones included. */
  readonly of: number;
  /** How many of the missing ones the glob patterns leave out; their files may be there. */
  readonly leftOut: number;
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
  /** How many of them were so before: their files have not changed, and were not read again. */
  readonly failedBefore: number;
  /** Taken over from a file that has moved. */
  readonly moved: number;
  /** Taken over from what had been removed, for files that are there again. */
  readonly returned: number;
  /** Taken out, because their files are gone. */
  readonly removed: number;
  /** What was to be taken out but is too much to go without a word; nothing is removed then. */
  readonly missing?: MissingCutouts;
  readonly seconds: number;
  /** Encoded cutouts over the time of the run. */
  readonly cutoutsPerSecond: number;
  readonly device: string;
  readonly cancelled: boolean;
  readonly failures: readonly Failure[];
  /** What the files of the folder were taken for; only of runs that have walked all of it. */
  readonly read?: WhatWasRead;
}

/** Images of one kind that are no galaxies, or were read in a way that the file does not spell out. */
export interface RemarkedImages {
  readonly kind: RemarkKind;
  /** What said so; of survey images and cubes that of the first. */
  readonly by: string;
  readonly leftOut: boolean;
  readonly images: number;
  readonly files: number;
  /** Path of the first, relative to the folder. */
  readonly first: string;
}

/** Files of a kind that is not read. */
export interface UnreadKind {
  /** The format's common name: HDF5, TIFF. */
  readonly kind: string;
  readonly files: number;
  readonly first: string;
}

/** What an index run has taken the files of a folder for. */
export interface WhatWasRead {
  /** Files with at least one galaxy, and galaxies. */
  readonly files: number;
  readonly cutouts: number;
  readonly remarks: readonly RemarkedImages[];
  readonly unread: readonly UnreadKind[];
}

export interface ExportParams {
  readonly folder: string;
  /** Absolute path; its extension (.csv, .parquet, .npy) is the format. */
  readonly out: string;
  /** For CSV: writes paths as they are, even where a spreadsheet would run them as formulas. */
  readonly rawCells?: boolean;
}

export const Initialize = new EngineRequest<InitializeParams, { encoder: string; device: string }>('initialize');

export const OpenCollection = new EngineRequest<CollectionParams, CollectionState>('collection/open');

export const IndexCollection = new EngineRequest<IndexParams, IndexSummary, IndexProgress>('collection/index');

export const ListFailures = new EngineRequest<{ folder: string }, readonly Failure[]>('collection/failures');

/** Answers how many rows were written. */
export const ExportRepresentations = new EngineRequest<ExportParams, number>('export');

/** Writes the synthetic sample sky into a folder; cancelled it leaves a part, which can be written over. Answers how many cutouts there are. */
export const CreateSampleSky = new EngineRequest<{ folder: string }, number, readonly [done: number, total: number]>(
  'sample-sky',
);

export const Shutdown = new RequestType0<void, Failure>('shutdown');

/** The collection holds other cutouts than before, or is busy or idle now. At most a few a second. */
export const CollectionChanged = new NotificationType<{ folder: string; state: CollectionState }>('collection/changed');

/** Something that a person should know once, and need not do anything about. */
export const Notice = new NotificationType<{ message: string }>('notice');

export const LogMessage = new NotificationType<{ level: 'info' | 'warn' | 'error'; message: string }>('log');
