import { NotificationType, RequestType, RequestType0 } from 'vscode-jsonrpc';
import * as v from 'valibot';
import type { CutoutRef, MapProgress, Thumbnail } from '../engine/protocol';
import type { DisplayChoice } from '../imaging';
import type { FolderStatus } from './common';

/** The messages between the map and the extension host, with the schemas by which the host checks what comes from it. */

/** More of a selection are not shown in the grid: nobody looks at so many. */
export const GRID_MOST = 10_000;

const Place = v.pipe(v.number(), v.finite());

/** State of the panel that survives a reload. */
export const MapStateSchema = v.object({
  /** Absolute path of the collection's folder. */
  folder: v.string(),
  /** Names the `ColourChoice` that colours the points. */
  colourBy: v.optional(v.string()),
  /** Where the person was on the map: its middle, and how many times nearer than where all is seen. */
  view: v.optional(v.object({ x: Place, y: Place, nearness: v.pipe(Place, v.minValue(1e-6)) })),
});
export type MapState = v.InferOutput<typeof MapStateSchema>;

export const LoadMapSchema = v.object({
  want: v.picklist(['at once', 'laid out']),
  /** The points that the panel has. */
  revision: v.optional(v.string()),
});

export const NamesSchema = v.object({
  revision: v.string(),
  /** Numbers of points. */
  points: v.pipe(v.array(v.pipe(v.number(), v.integer(), v.minValue(0))), v.maxLength(GRID_MOST)),
});
export const CopyPythonSchema = v.object({
  revision: v.string(),
  /** Numbers of points; undefined all. */
  points: v.optional(v.array(v.pipe(v.number(), v.integer(), v.minValue(0)))),
});
export const ColourSchema = v.object({ revision: v.string(), id: v.string() });

/** All cutouts of the folder as points. */
export interface MapPoints {
  readonly method: 'principal' | 'umap';
  /** x and y of each point. */
  readonly positions: Float32Array;
  /** Names the points and their order; what is asked of points says which it means. */
  readonly revision: string;
}

/** A value of each point to colour it by. */
export type MapColour =
  | {
      readonly kind: 'class';
      readonly names: readonly string[];
      /** The number of each point's class name, or -1. */
      readonly codes: Int32Array;
    }
  /** NaN where there is none. */
  | { readonly kind: 'number'; readonly values: Float32Array };

/** A column that can colour the points. */
export interface ColourChoice {
  readonly id: string;
  readonly label: string;
}

/** From the panel to the host. */
export const Ready = new RequestType0<
  { folder: string; appearance: DisplayChoice; choices: readonly ColourChoice[]; status: FolderStatus },
  void
>('ready');
/** Null where it has been cancelled. */
export const LoadMap = new RequestType<v.InferOutput<typeof LoadMapSchema>, MapPoints | null, void>('loadMap');
export const CancelMap = new RequestType0<void, void>('cancelMap');
/** The cutouts that some points are, in the order asked for; none where the host has a newer map. */
export const NamePoints = new RequestType<v.InferOutput<typeof NamesSchema>, readonly CutoutRef[], void>('namePoints');
/** Null where the points have no such value, or the host has a newer map. */
export const ColourPoints = new RequestType<v.InferOutput<typeof ColourSchema>, MapColour | null, void>('colourPoints');
/** Everything that carries a tag, as a query of its own. */
export const FindTagged = new RequestType<string, void, void>('findTagged');
/** Python that loads these points' cutouts, to the clipboard. */
export const CopyPython = new RequestType<v.InferOutput<typeof CopyPythonSchema>, void, void>('copyPython');

/** From the host to the panel. */
export const MapProgressed = new NotificationType<MapProgress>('mapProgressed');
/** There are other columns to colour by, or what they say has changed. */
export const ColoursChanged = new NotificationType<readonly ColourChoice[]>('coloursChanged');

export type { CutoutRef, MapProgress, Thumbnail };
