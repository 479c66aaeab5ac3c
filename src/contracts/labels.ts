import { NotificationType, RequestType } from 'vscode-jsonrpc';
import * as v from 'valibot';
import type { TableColumn } from '../engine/protocol';

/** The messages by which a panel shows and changes labels, with the schemas by which the host checks what comes from it. */

/** Galaxies of the collection whose labels are asked for, by their names: `file.fits` or `file.fits[2]`. */
export const LabelsSchema = v.object({ folder: v.string(), paths: v.pipe(v.array(v.string()), v.maxLength(10_000)) });

export const LabelEditSchema = v.object({
  folder: v.string(),
  edit: v.union([
    v.picklist(['undo', 'redo']),
    v.object({
      kind: v.literal('set'),
      paths: v.array(v.string()),
      column: v.string(),
      value: v.nullable(v.union([v.string(), v.number(), v.boolean()])),
    }),
    v.object({ kind: v.literal('add'), paths: v.array(v.string()), column: v.string(), tag: v.string() }),
    v.object({ kind: v.literal('remove'), paths: v.array(v.string()), column: v.string(), tag: v.string() }),
  ]),
});

export type LabelEdit = v.InferOutput<typeof LabelEditSchema>['edit'];

/** One galaxy's labels in the label file, for its tile. */
export interface TileLabels {
  readonly tags: readonly string[];
  /** Class, rating and the like, in the order of the columns. */
  readonly values: readonly { readonly column: string; readonly value: string }[];
}

/** The label file of a folder, and what filters can be about. */
export interface LabelSituation {
  readonly folder: string;
  /** Name of the label file, relative to the folder where it lies there; undefined where none is chosen. */
  readonly name?: string;
  /** False where the label file cannot be used; `errors` says why. */
  readonly readable: boolean;
  readonly editable: boolean;
  /** Rows, and how many of them are about a galaxy of the index. */
  readonly rows: number;
  readonly matched: number;
  readonly columns: readonly TableColumn[];
  /** Columns of catalogues, behind those of the label file. */
  readonly others: readonly TableColumn[];
  /** Why a table cannot be used. */
  readonly errors: readonly string[];
}

/** From the panel to the host. */
export const ReadSituation = new RequestType<string, LabelSituation, void>('labelSituation');
export const ReadTileLabels = new RequestType<v.InferOutput<typeof LabelsSchema>, readonly (TileLabels | null)[], void>(
  'tileLabels',
);
export const EditLabels = new RequestType<
  v.InferOutput<typeof LabelEditSchema>,
  { canUndo: boolean; canRedo: boolean; changed: boolean },
  void
>('editLabels');
/** Lets the person choose a label file, or, where there is one, see how its rows are matched, or its tags. */
export const ChooseLabels = new RequestType<'choose' | 'match' | 'tags', void, void>('chooseLabels');
/** Labels of a folder as they are now. */
export interface LabelsNow {
  readonly situation: LabelSituation;
  /** What has changed on the tiles that the panel asked about last, by name; undefined where it is to ask again. */
  readonly tiles?: readonly (readonly [galaxy: string, labels: TileLabels | null])[];
}

/** From the host to the panel. */
export const LabelsChanged = new NotificationType<LabelsNow>('labelsChanged');

export type { TableColumn };
