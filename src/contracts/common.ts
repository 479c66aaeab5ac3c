import { NotificationType, RequestType } from 'vscode-jsonrpc';
import * as v from 'valibot';
import type { CollectionState, IndexProgress, Thumbnail } from '../engine/protocol';
import { COLORMAPS, CUTS_CHOICES, STRETCH_CHOICES } from '../imaging';

/** The messages that all panels have in common, with the schemas by which the host checks what comes from a panel. */

export const Count = v.pipe(v.number(), v.integer(), v.minValue(0));
const Pixel = v.pipe(v.number(), v.safeInteger());

/** A part of an image, as the engine has it: the first pixel counted from (1, 1), width and height in pixels. */
export const RegionSchema = v.object({
  x: Pixel,
  y: Pixel,
  width: v.pipe(Pixel, v.minValue(1)),
  height: v.pipe(Pixel, v.minValue(1)),
  bands: v.optional(
    v.pipe(v.array(v.object({ hdu: Count, plane: Count })), v.minLength(1), v.maxLength(3), v.readonly()),
  ),
});
export type Region = v.InferOutput<typeof RegionSchema>;

export const CutoutSchema = v.object({ path: v.string(), hdu: Count });
const PictureSchema = v.object({ ...CutoutSchema.entries, region: v.optional(RegionSchema) });

export const TILE_SIZES = { min: 64, max: 320, step: 16 } as const;

export const AppearanceSchema = v.object({
  stretch: v.picklist(STRETCH_CHOICES),
  cuts: v.picklist(CUTS_CHOICES),
  colormap: v.picklist(COLORMAPS),
  /** Side of a tile's picture in CSS pixels. */
  tileSize: v.pipe(v.number(), v.minValue(TILE_SIZES.min), v.maxValue(TILE_SIZES.max)),
});
/** How the tiles look; one for all panels, remembered. */
export type Appearance = v.InferOutput<typeof AppearanceSchema>;
export const DEFAULT_APPEARANCE: Appearance = { stretch: 'auto', cuts: 'auto', colormap: 'grey', tileSize: 128 };

export const ThumbnailsSchema = v.object({
  folder: v.string(),
  cutouts: v.pipe(v.array(PictureSchema), v.maxLength(256)),
  size: v.pipe(v.number(), v.integer(), v.minValue(8), v.maxValue(1024)),
});
export const CutoutsSchema = v.object({ folder: v.string(), cutouts: v.array(CutoutSchema) });
/** A folder's collection: what is indexed, and how far indexing is. */
export interface FolderStatus {
  /** Absolute path. */
  readonly folder: string;
  readonly state?: CollectionState;
  /** While the folder is being indexed. */
  readonly progress?: IndexProgress;
  /** The last run over the whole folder was stopped before its end. */
  readonly interrupted?: boolean;
}

/** From the panel to the host. */
export const Thumbnails = new RequestType<v.InferOutput<typeof ThumbnailsSchema>, readonly Thumbnail[], void>(
  'thumbnails',
);
export const Open = new RequestType<v.InferOutput<typeof CutoutsSchema>, void, void>('open');
export const Reveal = new RequestType<v.InferOutput<typeof CutoutsSchema>, void, void>('reveal');
/** Saves them into a collection that the person then names. */
export const SaveCollection = new RequestType<v.InferOutput<typeof CutoutsSchema>, void, void>('saveCollection');
export const CopyPaths = new RequestType<v.InferOutput<typeof CutoutsSchema>, void, void>('copyPaths');
/** Opens the similarity panel with these as its query. */
export const FindSimilar = new RequestType<v.InferOutput<typeof CutoutsSchema>, void, void>('findSimilar');
/** Remembers how tiles look. */
export const Remember = new RequestType<Appearance, void, void>('remember');
/** Indexes a folder, or goes on with it, because the person asks for it. */
export const IndexFolder = new RequestType<string, void, void>('indexFolder');
export const CancelIndexing = new RequestType<string, void, void>('cancelIndexing');

/** From the host to the panel. */
export const CollectionStatus = new NotificationType<FolderStatus>('collectionStatus');
export type TileAction =
  'open' | 'findSimilar' | 'moreLikeThis' | 'lessLikeThis' | 'label' | 'save' | 'reveal' | 'copyPaths';
/** A command from a tile's context menu. */
export const TileCommand = new NotificationType<{ command: TileAction; tile: string }>('tileCommand');
