import type { DuplicateCriteria, DuplicateReason } from '../../similarity/duplicates/links';
import type { CutoutInfo, CutoutRef } from './cutouts';
import { EngineRequest } from './request';

export interface DuplicatesParams extends DuplicateCriteria {
  readonly folder: string;
}

/** `done` of `total` positions, pictures, or pairs whose pixels are compared. */
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
  /** Distance of the centres, arcseconds; undefined where one has no position. */
  readonly separation?: number;
  /** Cosine of their representations, -1 to 1. */
  readonly similarity?: number;
}

export interface FoundDuplicate extends Compared {
  /** The one of the two with more pixels. */
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
  /** Pairs that connect each group with as few links as possible, group by group, the strongest first. */
  readonly pairs: readonly FoundDuplicate[];
  /** Pairs that the person has said are different galaxies. */
  readonly ignored: readonly FoundDuplicate[];
  /** Pairs that were merged, whatever the criteria. */
  readonly merged: readonly MergedDuplicate[];
}

/** What a person decides of near-duplicates. No file is deleted or changed but the one of the decisions. */
export type DuplicateDecision =
  /** The one is left out of searches from now on: the other stands for it. */
  | { readonly kind: 'merge'; readonly keep: CutoutRef; readonly away: CutoutRef }
  | { readonly kind: 'separate'; readonly away: CutoutRef }
  /** They are not the same, or may be after all. */
  | { readonly kind: 'ignore' | 'consider'; readonly first: CutoutRef; readonly second: CutoutRef };

/** Null where it has been cancelled. Of the same cutouts and criteria as before it is answered at once. */
export const FindDuplicates = new EngineRequest<DuplicatesParams, DuplicatesResult | null, DuplicatesProgress>(
  'duplicates',
);

export const DecideDuplicates = new EngineRequest<{ folder: string; decision: DuplicateDecision }, void>(
  'duplicates/decide',
);
