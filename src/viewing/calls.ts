import type { HduKind } from '../fits';
import type { Measurement, Shape } from './measure';
import type { PlaneSurvey } from './survey';
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
  /** Of a picture: planes of `width` by `height` pixels. */
  readonly width: number;
  readonly height: number;
  readonly planes: number;
  /** Why its data cannot be read, if so. */
  readonly failure?: string;
}

/** The cards of a header as they stand in the file, without END. */
export interface HeaderBytes {
  readonly bytes: Uint8Array;
}

/** Pixels of a tile, of each of the planes asked for. */
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

interface OfPlanes {
  readonly hdu: number;
  readonly planes: readonly number[];
}

/** What a viewer asks of a file, wherever the file is read. Each fails with a FitsError. */
export type FileCalls = {
  list: { params: undefined; result: readonly HduSummary[] };
  header: { params: { hdu: number }; result: HeaderBytes };
  survey: { params: OfPlane; result: PlaneSurvey };
  tile: { params: OfPlanes & { tile: TilePlace }; result: TileValues };
  /** The pixel in its full precision, as text; one a plane. */
  values: { params: OfPlanes & { x: number; y: number }; result: readonly string[] };
  measure: { params: OfPlane & { shape: Shape }; result: Measurement };
};

/** A file as a viewer sees it. */
export interface FileClient {
  call<M extends keyof FileCalls>(method: M, params: FileCalls[M]['params']): Promise<FileCalls[M]['result']>;
}
