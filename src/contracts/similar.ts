import { NotificationType, NotificationType0, RequestType, RequestType0 } from 'vscode-jsonrpc';
import * as v from 'valibot';
import type { CutoutInfo, SimilarResult, Thumbnail } from '../engine/protocol';
import { type Appearance, Count, CutoutSchema, RegionSchema } from './common';

/**
 * The messages between the similarity panel and the extension host, with the schemas by which the host checks what
 * comes from the panel.
 */

const QueryRefs = v.array(v.object({ path: v.string(), hdu: v.optional(Count), region: v.optional(RegionSchema) }));

/** An expression over columns, and which end of it comes first. */
export const OrderSchema = v.object({ by: v.string(), descending: v.boolean() });

const QueryFields = v.object({
  /** Absolute path of the collection's folder. */
  folder: v.string(),
  cutouts: v.pipe(QueryRefs, v.maxLength(1000)),
  /** Galaxies that the neighbours should not resemble. */
  negatives: v.optional(v.pipe(QueryRefs, v.maxLength(1000))),
  /** Everything that carries it in the label file is looked for too. */
  tag: v.optional(v.string()),
  /** Not neighbours, but what was saved under this name. */
  collection: v.optional(v.string()),
  /** Not neighbours, but all galaxies in the order of an expression over columns. */
  order: v.optional(OrderSchema),
  /** Filter of the galaxies to search: an expression over the columns of the label file, the catalogues and the index. */
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

/** What the panel keeps through a reload. */
export const PanelStateSchema = v.object({ history: v.array(QuerySchema), position: v.number() });
export type PanelState = v.InferOutput<typeof PanelStateSchema>;

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

/** The result that the panel shows. */
export type PanelResult = Omit<SimilarResult, 'neighbours'> & { readonly neighbours: readonly ListedCutout[] };

/** From the panel to the host. */
export const Ready = new RequestType0<{ query?: Query; appearance: Appearance }, void>('ready');
export const Search = new RequestType<Query, PanelResult, void>('search');
/** Python that loads these neighbours, to the clipboard. */
export const CopyPython = new RequestType<v.InferOutput<typeof ExportSchema>, void, void>('copyPython');
export const Export = new RequestType<v.InferOutput<typeof ExportSchema>, void, void>('export');
export const ShowUnreadable = new RequestType0<void, void>('showUnreadable');

/** From the host to the panel. */
export const ShowQuery = new NotificationType<Query>('showQuery');
/** A collection holds others now: whoever shows one asks again. */
export const CollectionsChanged = new NotificationType0('collectionsChanged');
/** Near-duplicates were merged or given back: other galaxies are found than before. */
export const DuplicatesDecided = new NotificationType0('duplicatesDecided');

export type { CutoutInfo, SimilarResult, Thumbnail };
