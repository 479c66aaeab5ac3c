import type { HduKind, LookupTable } from '../fits';
import type { Measurement, Shape } from './measure';
import type { PlaneSurvey } from './survey';
import type { FoundRow, RowOrder, TableRows, TableSummary } from './table-view';
import type { TilePlace } from './tiles';

/** An HDU as a list shows it. */
export interface HduSummary {
  readonly index: number;
  readonly kind: HduKind;
  readonly name: string;
  /** C order, slowest first; of a table its rows and columns. */
  readonly shape: readonly number[];
  readonly bitpix: number;
  readonly content: 'picture' | 'table' | 'none';
  /** For a picture, whose planes have `width` by `height` pixels. */
  readonly width: number;
  readonly height: number;
  readonly planes: number;
  /** For a picture of three planes, their indices in the order red, green, blue. */
  readonly redFirst?: readonly number[];
  /** Why its data cannot be read, if so. */
  readonly failure?: string;
}

/** A header, with what else of the file its coordinates need. */
export interface HeaderBytes {
  /** The cards as they stand in the file, without END. */
  readonly bytes: Uint8Array;
  readonly lookups: readonly NamedLookup[];
  /** The cards that say where the pixels are, where the primary header has some of them (INHERIT). */
  readonly coordinates?: Uint8Array;
}

/** A lookup table of a distortion, and the extension that it is in. */
export interface NamedLookup {
  readonly extname: string;
  readonly extver: number;
  readonly table: LookupTable;
}

/** Pixels of a tile, of each of the bands asked for. */
export interface TileValues {
  readonly width: number;
  readonly height: number;
  readonly bands: readonly Float32Array[];
}

interface OfPlane {
  readonly hdu: number;
  /** 0-based, over all axes beyond the second. */
  readonly plane: number;
}

/** A plane as one of several that are drawn together: all of one size. */
export type BandOf = OfPlane;

interface OfBands {
  readonly bands: readonly BandOf[];
}

/** The questions that a viewer asks of a file, wherever it is read. Each can fail with a FitsError. */
export type FileCalls = {
  list: { params: undefined; result: readonly HduSummary[] };
  header: { params: { hdu: number }; result: HeaderBytes };
  survey: { params: OfPlane; result: PlaneSurvey };
  tile: { params: OfBands & { tile: TilePlace }; result: TileValues };
  /** The pixel in its full precision, as text; one a band. */
  values: { params: OfBands & { x: number; y: number }; result: readonly string[] };
  measure: { params: OfPlane & { shape: Shape }; result: Measurement };
  table: { params: { hdu: number }; result: TableSummary };
  rows: {
    params: { hdu: number; columns: readonly number[]; first: number; count: number; order?: RowOrder };
    result: TableRows;
  };
  find: {
    params: {
      hdu: number;
      columns: readonly number[];
      text: string;
      from: number;
      backwards: boolean;
      order?: RowOrder;
    };
    result: FoundRow | undefined;
  };
  /** How many of `count` rows of the file, from the row `first` on, hold the text. */
  matching: {
    params: { hdu: number; columns: readonly number[]; text: string; first: number; count: number };
    result: number;
  };
};

/** A file as a viewer sees it. */
export interface FileClient {
  call<M extends keyof FileCalls>(method: M, params: FileCalls[M]['params']): Promise<FileCalls[M]['result']>;
}
