import { NotificationType, RequestType, RequestType0 } from 'vscode-jsonrpc';
import * as v from 'valibot';
import type { CollectionState, CutoutInfo, IndexProgress, SimilarResult, Thumbnail } from '../../src/engine/protocol';
import { COLORMAPS, CUTS_CHOICES, STRETCH_CHOICES } from '../../src/imaging';

/**
 * The messages between the similarity panel and the extension host, with the schemas by which the host checks what
 * comes from the panel.
 */

const CutoutSchema = v.object({ path: v.string(), hdu: v.pipe(v.number(), v.integer(), v.minValue(0)) });

const QueryRefs = v.array(
  v.object({ path: v.string(), hdu: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))) }),
);

export const QuerySchema = v.object({
  /** Absolute path of the collection's folder. */
  folder: v.string(),
  cutouts: v.pipe(QueryRefs, v.minLength(1), v.maxLength(1000)),
  /** What the neighbours are not to look like. */
  negatives: v.optional(v.pipe(QueryRefs, v.maxLength(1000))),
});
export type Query = v.InferOutput<typeof QuerySchema>;

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

/** What the panel keeps through a reload. */
export const PanelStateSchema = v.object({ history: v.array(QuerySchema), position: v.number() });
export type PanelState = v.InferOutput<typeof PanelStateSchema>;

export const ThumbnailsSchema = v.object({
  folder: v.string(),
  cutouts: v.pipe(v.array(CutoutSchema), v.maxLength(256)),
  size: v.pipe(v.number(), v.integer(), v.minValue(8), v.maxValue(1024)),
});
export const CutoutsSchema = v.object({ folder: v.string(), cutouts: v.array(CutoutSchema) });
export const ExportSchema = v.object({
  query: QuerySchema,
  neighbours: v.array(
    v.object({
      ...CutoutSchema.entries,
      similarity: v.number(),
      ra: v.optional(v.number()),
      dec: v.optional(v.number()),
    }),
  ),
});

/** From the panel to the host. */
export const Ready = new RequestType0<{ query?: Query; appearance: Appearance }, void>('ready');
export const Search = new RequestType<Query, SimilarResult, void>('search');
export const Thumbnails = new RequestType<v.InferOutput<typeof ThumbnailsSchema>, readonly Thumbnail[], void>(
  'thumbnails',
);
export const Open = new RequestType<v.InferOutput<typeof CutoutsSchema>, void, void>('open');
export const Reveal = new RequestType<v.InferOutput<typeof CutoutsSchema>, void, void>('reveal');
export const CopyPaths = new RequestType<v.InferOutput<typeof CutoutsSchema>, void, void>('copyPaths');
export const Export = new RequestType<v.InferOutput<typeof ExportSchema>, void, void>('export');
export const Remember = new RequestType<Appearance, void, void>('remember');
export const CancelIndexing = new RequestType<string, void, void>('cancelIndexing');
export const ResumeIndexing = new RequestType<string, void, void>('resumeIndexing');
export const ShowUnreadable = new RequestType0<void, void>('showUnreadable');

/** From the host to the panel. */
export const ShowQuery = new NotificationType<Query>('showQuery');
export const CollectionStatus = new NotificationType<{
  folder: string;
  state?: CollectionState;
  progress?: IndexProgress;
}>('collectionStatus');
export type TileCommandName = 'open' | 'findSimilar' | 'moreLikeThis' | 'lessLikeThis' | 'reveal' | 'copyPaths';
/** A command from a tile's context menu. */
export const TileCommand = new NotificationType<{ command: TileCommandName; tile: string }>('tileCommand');

export type { CutoutInfo, SimilarResult, Thumbnail };
