import type { CutoutInfo, Neighbour, QueryRef } from './cutouts';
import { EngineRequest } from './request';

export interface SimilarParams {
  readonly folder: string;
  readonly query: readonly QueryRef[];
  /** What it is not to look like. */
  readonly negatives?: readonly QueryRef[];
  /** Everything that carries a tag is looked for too. */
  readonly tag?: TagRef;
  readonly filter?: Filter;
  readonly count: number;
}

/** A tag, a class, or the name of a column of yes and no, in an open table. */
export interface TagRef {
  readonly file: string;
  /** Column of tags; by default every column that can hold the tag. */
  readonly column?: string;
  readonly tag: string;
}

/** Which cutouts come into question at all. */
export interface Filter {
  /** Galaxies of this subfolder, relative to the collection's folder. */
  readonly within?: string;
  /** Galaxies that carry all of these tags. */
  readonly tags?: readonly TagRef[];
  /** An expression that is true for the galaxy: over the columns of `tables`, the earlier before the later, and of the index. */
  readonly where?: string;
  /** Open tables, by their files. */
  readonly tables?: readonly string[];
}

export interface SimilarResult {
  readonly query: readonly CutoutInfo[];
  readonly negatives: readonly CutoutInfo[];
  readonly neighbours: readonly Neighbour[];
  /** Cutouts that were compared with the query: of the filter, where there is one. */
  readonly searched: number;
}

export interface NearParams {
  readonly folder: string;
  /** ICRS degrees. */
  readonly ra: number;
  readonly dec: number;
  /** Degrees. */
  readonly radius: number;
}

/** A cutout around a position. */
export interface NearCutout extends CutoutInfo {
  /** Distance of its centre from the position, degrees. */
  readonly separation: number;
}

export interface ListParams {
  readonly folder: string;
  readonly cutouts: readonly QueryRef[];
  readonly filter?: Filter;
}

export interface ListResult {
  /** Galaxies of the index that pass the filter, in the order asked for. */
  readonly cutouts: readonly CutoutInfo[];
  /** How many are not in the index. */
  readonly missing: number;
}

/** Cutouts in the order of a column, or of any expression over columns. */
export interface ListByParams {
  readonly folder: string;
  /** `p_ring`, `1 - smooth`: see docs/expressions.md. */
  readonly by: string;
  readonly descending: boolean;
  readonly count: number;
  /** Absolute paths of the open tables whose columns it may be about, beside those of the index. */
  readonly tables: readonly string[];
  readonly filter?: Filter;
}

export interface ListByResult {
  readonly cutouts: readonly (CutoutInfo & { readonly value: number | string | boolean })[];
  /** Cutouts that have a value and that the filter lets through. */
  readonly listed: number;
}

export const FindSimilar = new EngineRequest<SimilarParams, SimilarResult>('similar');

/** The nearest first, fifty at most. */
export const FindNear = new EngineRequest<NearParams, readonly NearCutout[]>('near');

export const ListCutouts = new EngineRequest<ListParams, ListResult>('list');

export const ListBy = new EngineRequest<ListByParams, ListByResult>('list/by');
