import { NotificationType, NotificationType0, RequestType, RequestType0 } from 'vscode-jsonrpc';
import * as v from 'valibot';
import type {
  DuplicateCutout,
  DuplicatesProgress,
  DuplicatesResult,
  FoundDuplicate,
  MergedDuplicate,
  Thumbnail,
} from '../engine/protocol';
import type { DisplayChoice } from '../imaging';
import { USUAL_CRITERIA } from '../similarity/duplicates/links';
import { LabelsSchema, type TileLabels } from './labels';
import { CutoutSchema, type FolderStatus } from './common';

/** The messages between the panel of near-duplicates and the extension host, with the schemas by which the host checks what comes from it. */

/** Arcseconds, and cosine: what a person can choose. */
export const RADIUS = { min: 0, max: 3600, usual: USUAL_CRITERIA.radius } as const;
export const COSINE = { min: 0.9, max: 1, usual: USUAL_CRITERIA.cosine } as const;

export const CriteriaSchema = v.object({
  radius: v.pipe(v.number(), v.minValue(RADIUS.min), v.maxValue(RADIUS.max)),
  cosine: v.pipe(v.number(), v.minValue(COSINE.min), v.maxValue(COSINE.max)),
});
export type Criteria = v.InferOutput<typeof CriteriaSchema>;

/** Lists of pairs: to be decided, not the same, and merged. */
export const LISTS = ['open', 'ignored', 'merged'] as const;
export type ListName = (typeof LISTS)[number];

/** State of the panel that survives a reload. */
export const DuplicatesStateSchema = v.object({
  /** Absolute path of the collection's folder. */
  folder: v.string(),
  criteria: CriteriaSchema,
  list: v.picklist(LISTS),
});
export type DuplicatesState = v.InferOutput<typeof DuplicatesStateSchema>;

export const DecisionSchema = v.union([
  v.object({ kind: v.literal('merge'), keep: CutoutSchema, away: CutoutSchema }),
  v.object({ kind: v.literal('separate'), keep: CutoutSchema, away: CutoutSchema }),
  v.object({ kind: v.picklist(['ignore', 'consider']), first: CutoutSchema, second: CutoutSchema }),
]);
export type Decision = v.InferOutput<typeof DecisionSchema>;

/** A report of what was done, in one sentence. */
export interface Done {
  readonly text: string;
  readonly canUndo: boolean;
}

/** From the panel to the host. */
export const Ready = new RequestType0<{ folder: string; appearance: DisplayChoice; status: FolderStatus }, void>(
  'ready',
);
/** Null where it has been cancelled. */
export const Find = new RequestType<Criteria, DuplicatesResult | null, void>('find');
export const CancelFind = new RequestType0<void, void>('cancelFind');
/** Null where the person, asked which of two labels counts, has left it. */
export const Decide = new RequestType<Decision, Done | null, void>('decide');
/** Takes the last decision of this panel back. */
export const Undo = new RequestType0<Done, void>('undo');
export const ReadTileLabels = new RequestType<v.InferOutput<typeof LabelsSchema>, readonly (TileLabels | null)[], void>(
  'tileLabels',
);

/** From the host to the panel. */
export const FindProgressed = new NotificationType<DuplicatesProgress>('findProgressed');
/** Somebody has decided something, here or elsewhere: what is shown is asked for again. */
export const DecisionsChanged = new NotificationType0('decisionsChanged');
export const LabelsChanged = new NotificationType0('labelsChanged');

export { LabelsSchema };
export type {
  DuplicateCutout,
  DuplicatesProgress,
  DuplicatesResult,
  FoundDuplicate,
  MergedDuplicate,
  Thumbnail,
  TileLabels,
};
