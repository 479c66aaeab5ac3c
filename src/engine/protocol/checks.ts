import { EngineRequest } from './request';

export interface CheckParams {
  /** Absolute path of the collection's folder. */
  readonly folder: string;
  /** Glob patterns of its files. */
  readonly include: readonly string[];
  readonly store: string;
  /** Id of the one encoder whose index is checked; all that have one otherwise. */
  readonly encoder?: string;
}

/** Something of a store that is missing, damaged or old. */
export interface Finding {
  readonly kind: 'store' | 'segment' | 'manifest' | 'index' | 'map' | 'note' | 'leftover' | 'folder';
  /** Absolute path. */
  readonly file: string;
  /** What it is, and what becomes of it or is to be done. */
  readonly reason: string;
}

/** Files of a collection of which something holds: how many, and the first of them in the order of their paths. */
export interface CheckedFiles {
  readonly count: number;
  readonly first: readonly string[];
}

/** What the index of one encoder is like. */
export interface EncoderCheck {
  readonly encoder: string;
  readonly segments: number;
  /** Cutouts with a representation, and the files that they are of. */
  readonly cutouts: number;
  readonly files: number;
  readonly findings: readonly Finding[];
  /** Indexed files that are not there any more, or that the patterns leave out now. */
  readonly gone: CheckedFiles;
  /** Indexed files that have another size or time. */
  readonly changed: CheckedFiles;
  /** Files that are there and are not indexed; not those that cannot be read. */
  readonly notIndexed: CheckedFiles;
  /** Files that could not be read, and have not changed. */
  readonly unreadable: number;
  /** Segments in `damaged/`; those that are missing for it are among the findings. */
  readonly setAside: number;
}

export interface CheckResult {
  readonly encoders: readonly EncoderCheck[];
  /** About the store as a whole. */
  readonly findings: readonly Finding[];
}

/** Looks at a store and changes nothing. */
export const CheckStore = new EngineRequest<CheckParams, CheckResult>('store/check', 'no encoder');
