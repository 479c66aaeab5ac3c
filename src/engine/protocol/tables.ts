import type { ValueType } from '../../expressions';
import type { Spelling, Way } from '../../labels/bind';
import type { TextEdit } from '../../labels/edit';
import type { CellValue, LabelFormat, LabelProblem } from '../../labels/table';
import type { Synonym } from '../../labels/tags';
import type { Understood, ValueCount } from '../../labels/understand';
import type { NeighbourQuality } from '../../similarity/label-precision';
import type { CutoutRef } from './cutouts';
import { EngineRequest } from './request';

/** How several rows of one galaxy count: only what they agree on; or the mean of numbers and the majority of other values. */
export type SeveralRows = 'agree' | 'combine';

/** Which rows of a table count, and how where a galaxy has several. */
export interface RowChoice {
  /** `agree` unless said. */
  readonly several?: SeveralRows;
  /** Only rows of which it is true: an expression about the table's own columns, such as `rater == "A"`. */
  readonly where?: string;
}

/** A table of the workspace that says something of cutouts: labels that a person edits, or a catalogue. */
export interface TableParams {
  readonly folder: string;
  /** Absolute path. */
  readonly file: string;
  /** The text in the editor; by default the file is read from the disk. */
  readonly text?: string;
  /** How rows are matched to cutouts; unless said, in the way that matches most. */
  readonly by?: { readonly way: Way; readonly columns: readonly string[]; readonly radius?: number };
  readonly rows?: RowChoice;
  /** Write nothing for being opened: what killed processes have left beside it stays there. */
  readonly untouched?: boolean;
}

export interface TableColumn {
  readonly name: string;
  readonly kind: Understood['kind'];
  /** To an expression. */
  readonly type: ValueType;
  /** All values of a column of texts are integers, which compare with numbers. */
  readonly integers?: true;
  /** For classes, yes and no, tags and ratings: the most frequent values, with their numbers of rows. */
  readonly values?: readonly ValueCount[];
}

/** A way in which rows and cutouts can be matched, and how many are. */
export interface TableCandidate {
  readonly by: Way;
  readonly columns: readonly string[];
  /** How cells were read where none matched as it stands. */
  readonly spelling?: Spelling;
  readonly matched: number;
  /** Matched rows whose file other rows name, too. */
  readonly shared: number;
  readonly unmatched: number;
  /** Rows that may be about several files. */
  readonly ambiguous: number;
}

/** Galaxies that have several rows. */
export interface RowsOfOneGalaxy {
  readonly galaxies: number;
  readonly rows: number;
  readonly how: SeveralRows;
  /** Where two rows of one galaxy stand: their lines, or their numbers from 1 where the file has no lines. */
  readonly example: readonly [number, number];
  /** Columns in which rows of one galaxy differ, and of how many galaxies. */
  readonly differing: readonly { readonly column: string; readonly galaxies: number }[];
}

export interface TableBinding extends TableCandidate {
  /** Undefined where no galaxy has several rows. */
  readonly several?: RowsOfOneGalaxy;
  /** Rows are about HDUs of files; so many of the matched ones about HDUs that are not in the index. */
  readonly hdus?: { readonly others: number };
  /** Galaxies that lie there as several files, `g1.fits` and `g1.jpg`: their row is about each. */
  readonly severalFiles: number;
  /** Rows that `where` leaves out. */
  readonly leftOut: number;
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
  /** Where no row is about any cutout: a column of identifiers that have lost their last digits, as numbers do. */
  readonly rounded?: { readonly column: string; readonly example: string };
  readonly problems: readonly LabelProblem[];
  /** Numbers that may stand for missing ones, such as -99, by column: they count as numbers until a filter leaves them out. */
  readonly sentinels: readonly { readonly column: string; readonly value: number; readonly rows: number }[];
}

/**
 * What is to be written of some galaxies of the collection. One without a row gets one. Paths are their names, `file.fits` or
 * `file.fits[2]`: the HDU counts where the table's rows are about HDUs.
 */
export type LabelEdit =
  | { readonly kind: 'set'; readonly paths: readonly string[]; readonly column: string; readonly value: CellValue }
  /** Values of a column by file, as one step; a file that has a value keeps its own. */
  | {
      readonly kind: 'complete';
      readonly column: string;
      readonly values: readonly { readonly path: string; readonly value: CellValue }[];
    }
  | { readonly kind: 'add'; readonly paths: readonly string[]; readonly column: string; readonly tag: string }
  /** Several cells of one file, as one step: values, and tags that are added. */
  | {
      readonly kind: 'fill';
      readonly path: string;
      readonly cells: readonly { readonly column: string; readonly value: CellValue }[];
      readonly tags: readonly { readonly column: string; readonly tag: string }[];
    }
  | { readonly kind: 'remove'; readonly paths: readonly string[]; readonly column: string; readonly tag: string }
  /** Replaces one tag by another in all rows that have it, also in those about no cutout. */
  | { readonly kind: 'merge'; readonly column: string; readonly from: string; readonly to: string };

export interface EditLabelsParams {
  readonly folder: string;
  readonly file: string;
  readonly edit: LabelEdit | 'undo' | 'redo';
  /** Undo this change alone, by its number: where another was made after it nothing is done. */
  readonly only?: number;
  /** Write the file; otherwise the client applies the edits, to the editor that has the file open. */
  readonly save: boolean;
  /** Where the file must really lie, all links followed: a link that leads elsewhere meanwhile is not written through. */
  readonly target?: string;
  /** Names of the galaxies whose cells somebody sees: those that the change is about come with the answer. */
  readonly shown?: readonly string[];
}

export interface EditLabelsResult {
  /** Edits of the text as the engine knew it before. Empty where there was nothing to do. */
  readonly edits: readonly TextEdit[];
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  /** Which change 'undo' would take back now, by its number; 0 where there is none. */
  readonly lastChange: number;
  /** Names of the galaxies that were changed; undefined where it may have been any. */
  readonly galaxies?: readonly string[];
  /** The table as it is now; only where the file was saved, since otherwise the editor has it first. */
  readonly table?: ChangedTable;
}

/** Which cells are wanted with a table's state. */
export interface WantedCells {
  /** Names of the galaxies whose cells somebody sees. */
  readonly shown: readonly string[];
  /** Names of the galaxies that were changed; undefined where it may have been any. */
  readonly galaxies?: readonly string[];
}

/** A table after a change. */
export interface ChangedTable {
  readonly state: TableState;
  /** Cells of those that are shown and were changed, by the galaxy's name. A row can be about several names: all HDUs of a file. */
  readonly cells: readonly (readonly [galaxy: string, cells: LabelCells])[];
}

/** Cells by their column's name, tags one by one; null of a file that has no row. */
export type LabelCells = Readonly<Record<string, CellValue>> | null;

/** Which column's values are asked for, of which galaxies: `file.fits` or `file.fits[2]`, relative to the collection's folder. */
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
      /** The number of each file's name, or -1 where the column has no value for it. */
      readonly codes: Int32Array;
    }
  /** NaN where the column says nothing of a file. */
  | { readonly kind: 'number'; readonly values: Float32Array };

export interface SummaryParams {
  readonly folder: string;
  readonly file: string;
  /** A column of tags or classes. */
  readonly column: string;
  /** Most examples of each label. */
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
  /** Examples nearest to the label's mean embedding, the nearest first. */
  readonly examples: readonly CutoutRef[];
}

export interface QualityParams {
  readonly folder: string;
  readonly file: string;
  readonly column: string;
  readonly k: number;
}

export const OpenTable = new EngineRequest<TableParams, TableState>('tables/open');

/**
 * The text has changed in its editor. While a person types nothing is wanted: to say what the table is may take every row, and
 * is asked for when typing rests.
 */
export const ChangeTable = new EngineRequest<
  { folder: string; file: string; edits: readonly TextEdit[]; wanted?: WantedCells },
  ChangedTable | undefined
>('tables/change');

export const DescribeTable = new EngineRequest<{ folder: string; file: string; wanted: WantedCells }, ChangedTable>(
  'tables/describe',
);

export const CloseTable = new EngineRequest<{ folder: string; file: string }, void>('tables/close');

/** Paths are names of galaxies: `file.fits` or `file.fits[2]`. */
export const ReadLabels = new EngineRequest<
  { folder: string; file: string; paths: readonly string[] },
  readonly LabelCells[]
>('tables/labels');

export const ReadColumn = new EngineRequest<ColumnParams, ColumnValues>('tables/column');

export const EditLabels = new EngineRequest<EditLabelsParams, EditLabelsResult>('tables/edit');

export const SummariseColumn = new EngineRequest<SummaryParams, ColumnSummary>('tables/summary');

export const MeasureQuality = new EngineRequest<QualityParams, NeighbourQuality>('quality');
