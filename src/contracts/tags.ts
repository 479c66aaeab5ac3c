import { NotificationType0, RequestType, RequestType0 } from 'vscode-jsonrpc';
import * as v from 'valibot';
import type { LabelSummary, Thumbnail } from '../engine/protocol';
import type { DisplayChoice } from '../imaging';
// By their files: what the rooms do with files is not for panels.
import type { Synonym } from '../labels/tags';
import type { LabelPrecision, NeighbourQuality } from '../similarity/label-precision';
import type { FolderStatus } from './common';

/** The messages between the page of tags and the extension host, with the schemas by which the host checks what comes from it. */

/** Nearest neighbours of a galaxy that purity is about. */
export const NEIGHBOURS = 10;

export const SORTS = ['name', 'count', 'purity'] as const;
const SortSchema = v.object({ by: v.picklist(SORTS), descending: v.boolean() });
export type Sort = v.InferOutput<typeof SortSchema>;

/** State of the panel that survives a reload. */
export const TagsStateSchema = v.object({
  /** Absolute path of the collection's folder. */
  folder: v.string(),
  /** The column that was chosen. */
  column: v.optional(v.string()),
  sort: v.optional(SortSchema),
});
export type TagsState = v.InferOutput<typeof TagsStateSchema>;

export const ColumnSchema = v.object({ column: v.string() });
export const PageSchema = v.object({ column: v.optional(v.string()) });
export const LabelSchema = v.object({ label: v.pipe(v.string(), v.minLength(1)) });
/** Two tags of a column: the one is, or is not, the other. */
export const PairSchema = v.object({ column: v.string(), from: v.string(), to: v.string() });
export const StepSchema = v.picklist(['undo', 'redo']);
export const DoSchema = v.picklist(['choose labels', 'new labels', 'match labels', 'index']);

/** A column of tags or classes. */
export interface TagColumn {
  readonly name: string;
  readonly kind: 'tags' | 'class';
}

/** All that there is to show, but for purities, which take longer. */
export interface TagPage {
  /** Name of the label file; undefined where none is chosen. */
  readonly file?: string;
  /** Why it cannot be read. */
  readonly error?: string;
  readonly editable: boolean;
  readonly columns: readonly TagColumn[];
  /** The one that the rest is about; undefined where there is none. */
  readonly column?: TagColumn;
  readonly labels: readonly LabelSummary[];
  /** Tags that may mean the same, but for those that the person has said do not. */
  readonly merges: readonly Synonym[];
  /** How many of these there are. */
  readonly dismissed: number;
}

/** From the panel to the host. */
export const Ready = new RequestType0<{ folder: string; appearance: DisplayChoice; status: FolderStatus }, void>(
  'ready',
);
/** The page of the column asked for, where it exists, else of the first column of tags, or of classes. */
export const ReadPage = new RequestType<v.InferOutput<typeof PageSchema>, TagPage, void>('readPage');
/** How often the ten nearest neighbours of a galaxy carry the label that it carries. */
export const ReadPurity = new RequestType<v.InferOutput<typeof ColumnSchema>, NeighbourQuality, void>('readPurity');
/** Shows what carries a tag or is of a class, and more of it, in the similarity panel. */
export const FindLabel = new RequestType<v.InferOutput<typeof LabelSchema>, void, void>('findLabel');
export const Merge = new RequestType<v.InferOutput<typeof PairSchema>, { changed: boolean }, void>('merge');
export const Step = new RequestType<v.InferOutput<typeof StepSchema>, { changed: boolean }, void>('step');
/** Two tags do not mean the same, and are not offered any more. */
export const Dismiss = new RequestType<v.InferOutput<typeof PairSchema>, void, void>('dismiss');
/** Offers again what was dismissed of a column. */
export const OfferAgain = new RequestType<v.InferOutput<typeof ColumnSchema>, void, void>('offerAgain');
export const Do = new RequestType<v.InferOutput<typeof DoSchema>, void, void>('do');

/** From the host to the panel. */
export const LabelsChanged = new NotificationType0('labelsChanged');

export type { LabelPrecision, LabelSummary, NeighbourQuality, Synonym, Thumbnail };
