import { EngineRequest } from './request';

export interface MapParams {
  readonly folder: string;
  /** What is wanted: what is there at once, the cached map or the principal plane; or the map, laid out where it must be. */
  readonly want: 'at once' | 'laid out';
  /** The rows that the client knows: it is not told their names again. */
  readonly revision?: string;
}

/** What a map is being made of, `done` of `total` cutouts or rounds of the layout. */
export interface MapProgress {
  readonly stage: 'plane' | 'neighbours' | 'layout' | 'placing';
  readonly done: number;
  readonly total: number;
  /** A second; undefined until it can be told. */
  readonly rate?: number;
  /** Seconds until the end of this stage. */
  readonly secondsLeft?: number;
}

/** All cutouts of a collection as points of a plane. */
export interface MapResult {
  /** The first two principal axes, or UMAP. */
  readonly method: 'principal' | 'umap';
  /** x and y of each cutout; the units mean nothing. */
  readonly positions: Float32Array;
  /** Names the cutouts and their order. */
  readonly revision: string;
  /** The cutouts, in the order of the positions; undefined where the client knows them. */
  readonly cutouts?: { readonly paths: readonly string[]; readonly hdus: Int32Array };
}

/** Null where it has been cancelled. */
export const MapCollection = new EngineRequest<MapParams, MapResult | null, MapProgress>('map');
