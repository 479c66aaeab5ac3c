import { NotificationType, NotificationType0, RequestType, RequestType0 } from 'vscode-jsonrpc';
import * as v from 'valibot';
import type { CollectionState, CutoutInfo, IndexProgress, SimilarResult, Thumbnail } from '../engine/protocol';
import { COLORMAPS, CUTS_CHOICES, STRETCH_CHOICES } from '../imaging';

/**
 * The messages between the similarity panel and the extension host, with the schemas by which the host checks what
 * comes from the panel.
 */

const Count = v.pipe(v.number(), v.integer(), v.minValue(0));
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

const CutoutSchema = v.object({ path: v.string(), hdu: Count });
const PictureSchema = v.object({ ...CutoutSchema.entries, region: v.optional(RegionSchema) });

const QueryRefs = v.array(v.object({ path: v.string(), hdu: v.optional(Count), region: v.optional(RegionSchema) }));

/** An expression over columns, and which end of it comes first. */
export const OrderSchema = v.object({ by: v.string(), descending: v.boolean() });

const QueryFields = v.object({
  /** Absolute path of the collection's folder. */
  folder: v.string(),
  cutouts: v.pipe(QueryRefs, v.maxLength(1000)),
  /** What the neighbours are not to look like. */
  negatives: v.optional(v.pipe(QueryRefs, v.maxLength(1000))),
  /** Everything that carries it in the label file is looked for too. */
  tag: v.optional(v.string()),
  /** Not neighbours, but what was saved under this name. */
  collection: v.optional(v.string()),
  /** Not neighbours, but all galaxies in the order of an expression over columns. */
  order: v.optional(OrderSchema),
  /** Which galaxies come into question: an expression over the columns of the label file, the catalogues and the index. */
  where: v.optional(v.string()),
});
export const QuerySchema = v.pipe(
  QueryFields,
  v.check(
    ({ cutouts, tag, collection, order }) => cutouts.length > 0 || [tag, collection, order].some((one) => one !== undefined), // prettier-ignore
    'a query looks for something',
  ),
);
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
  cutouts: v.pipe(v.array(PictureSchema), v.maxLength(256)),
  size: v.pipe(v.number(), v.integer(), v.minValue(8), v.maxValue(1024)),
});
export const CutoutsSchema = v.object({ folder: v.string(), cutouts: v.array(CutoutSchema) });
export const ExportSchema = v.object({
  query: QuerySchema,
  neighbours: v.array(
    v.object({
      ...CutoutSchema.entries,
      similarity: v.optional(v.number()),
      ra: v.optional(v.number()),
      dec: v.optional(v.number()),
    }),
  ),
});

/** A galaxy of the grid: a neighbour, or, of a list, without a similarity; where the list is sorted, with what it is sorted by. */
export type ListedCutout = CutoutInfo & {
  readonly similarity?: number;
  readonly value?: number | string | boolean;
};

/** What the panel shows. */
export type PanelResult = Omit<SimilarResult, 'neighbours'> & { readonly neighbours: readonly ListedCutout[] };

/** From the panel to the host. */
export const Ready = new RequestType0<{ query?: Query; appearance: Appearance }, void>('ready');
export const Search = new RequestType<Query, PanelResult, void>('search');
export const Thumbnails = new RequestType<v.InferOutput<typeof ThumbnailsSchema>, readonly Thumbnail[], void>(
  'thumbnails',
);
export const Open = new RequestType<v.InferOutput<typeof CutoutsSchema>, void, void>('open');
export const Reveal = new RequestType<v.InferOutput<typeof CutoutsSchema>, void, void>('reveal');
/** Into a collection that the person then names. */
export const SaveCollection = new RequestType<v.InferOutput<typeof CutoutsSchema>, void, void>('saveCollection');
export const CopyPaths = new RequestType<v.InferOutput<typeof CutoutsSchema>, void, void>('copyPaths');
/** Python that loads these neighbours, to the clipboard. */
export const CopyPython = new RequestType<v.InferOutput<typeof ExportSchema>, void, void>('copyPython');
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
  interrupted?: boolean;
}>('collectionStatus');
/** A collection holds others now: whoever shows one asks again. */
export const CollectionsChanged = new NotificationType0('collectionsChanged');
/** Near-duplicates were merged or given back: other galaxies are found than before. */
export const DuplicatesDecided = new NotificationType0('duplicatesDecided');
export type TileCommandName =
  'open' | 'findSimilar' | 'moreLikeThis' | 'lessLikeThis' | 'label' | 'save' | 'reveal' | 'copyPaths';
/** A command from a tile's context menu. */
export const TileCommand = new NotificationType<{ command: TileCommandName; tile: string }>('tileCommand');

export type { CutoutInfo, SimilarResult, Thumbnail };
