import type { ImageRegion } from '../../collection/image-region';
import type { PictureKind } from '../../imaging';
import type { FileCalls } from '../../viewing';
import { EngineRequest } from './request';

/** One cutout: a file relative to its collection's folder (or absolute, from outside it), and its HDU. */
export interface CutoutRef {
  readonly path: string;
  readonly hdu: number;
}

/** A cutout that is asked about; without an HDU the first image of the file. */
export interface QueryRef {
  readonly path: string;
  readonly hdu?: number;
  /** A part of the image instead of all of it; of FITS files. */
  readonly region?: ImageRegion;
}

/** A cutout, or a part of an image, that is to be seen. */
export interface PictureRef extends CutoutRef {
  readonly region?: ImageRegion;
}

export interface CutoutInfo extends CutoutRef {
  /** ICRS degrees; undefined where the header has no celestial WCS. */
  readonly ra?: number;
  readonly dec?: number;
  /** The part of an image that a query is. */
  readonly region?: ImageRegion;
}

export interface Neighbour extends CutoutInfo {
  /** Cosine similarity, -1 to 1. */
  readonly similarity: number;
}

/** What may name a cutout, in a text for example. */
export interface FindCutoutParams {
  readonly folder: string;
  /** Paths, names of files, names without extension: the first that is of one file alone counts. */
  readonly names: readonly string[];
}

export interface FoundCutout {
  /** Which of the names. */
  readonly index: number;
  /** The first cutout of its file. */
  readonly cutout: CutoutInfo;
}

export interface ThumbnailParams {
  readonly folder: string;
  readonly cutouts: readonly PictureRef[];
  /** Longest side in pixels; smaller cutouts come as they are. */
  readonly size: number;
}

/** Pixels of one cutout, not yet stretched; or the reason why there are none. */
export type Thumbnail =
  | {
      readonly width: number;
      readonly height: number;
      /** Rows in the order of the file: those of FITS run upwards. */
      readonly bands: readonly Float32Array[];
      readonly kind: PictureKind;
    }
  | { readonly error: string };

/** Null where no name is of one file alone. */
export const FindCutout = new EngineRequest<FindCutoutParams, FoundCutout | null>('collection/find');

export const ReadThumbnails = new EngineRequest<ThumbnailParams, readonly Thumbnail[]>('thumbnails');

/** A viewer's call about a file, named by its absolute path. */
export type ViewCall = {
  [M in keyof FileCalls]: { readonly file: string; readonly method: M; readonly params: FileCalls[M]['params'] };
}[keyof FileCalls];

/** Answered whether or not an encoder has been loaded yet. */
export const ViewFile = new EngineRequest<ViewCall, FileCalls[keyof FileCalls]['result']>('view', 'no encoder');
