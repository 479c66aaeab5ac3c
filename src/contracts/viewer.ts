import * as v from 'valibot';
import { NotificationType, NotificationType0, RequestType, RequestType0 } from 'vscode-jsonrpc';
import { COLORMAPS } from '../imaging';
import type { FileCalls } from '../viewing';
import { RegionSchema } from './common';

/** The messages between the FITS viewer and the extension host. */

export const STRETCHES = ['auto', 'linear', 'sqrt', 'log', 'asinh', 'power', 'histogram'] as const;
export const CUTS = ['auto', 'zscale', '99.9 %', '99.5 %', '98 %', '95 %', 'min-max', 'manual'] as const;
/** The frames in which positions are told; `image`: the one of the image's own header. */
export const FRAMES = ['ICRS', 'FK5', 'galactic', 'ecliptic', 'image'] as const;

const Colour = v.pipe(v.string(), v.regex(/^#[0-9a-f]{6}$/i));

export const LooksSchema = v.object({
  stretch: v.picklist(STRETCHES),
  cuts: v.picklist(CUTS),
  colormap: v.picklist(COLORMAPS),
  inverted: v.boolean(),
  badColour: Colour,
  frame: v.picklist(FRAMES),
  degrees: v.boolean(),
  northUp: v.boolean(),
  panel: v.boolean(),
  /** Scale bar and compass. */
  marks: v.optional(v.boolean(), true),
});
/** How images are drawn and positions told; one for all viewers, remembered. */
export type Looks = v.InferOutput<typeof LooksSchema>;
export const DEFAULT_LOOKS: Looks = {
  stretch: 'auto',
  cuts: 'auto',
  colormap: 'grey',
  inverted: false,
  badColour: '#3a2a58',
  frame: 'ICRS',
  degrees: false,
  northUp: false,
  panel: true,
  marks: true,
};

/** State of a viewer that survives a reload. */
export const ViewerStateSchema = v.object({
  hdu: v.number(),
  plane: v.number(),
  tab: v.picklist(['data', 'header']),
  colour: v.optional(v.boolean()),
});
export type ViewerState = v.InferOutput<typeof ViewerStateSchema>;

/** A file that a viewer may open. */
export interface FileSource {
  readonly uri: string;
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** Whether the engine can read it by parts; otherwise it is read whole. */
  readonly byParts: boolean;
}

/** Where a view looks, for others that are locked to it. */
export const SkyViewSchema = v.object({
  /** The image point in the middle, CSS pixels an image pixel, and its turn: for images without coordinates. */
  x: v.number(),
  y: v.number(),
  zoom: v.number(),
  angle: v.number(),
  mirrored: v.boolean(),
  sky: v.optional(
    v.object({
      /** ICRS degrees of the middle. */
      ra: v.number(),
      dec: v.number(),
      pixelsPerArcsecond: v.number(),
      /** Where north points on the screen: radians from up, counterclockwise; and whether east is to its right. */
      north: v.number(),
      flipped: v.boolean(),
    }),
  ),
});
export type SkyView = v.InferOutput<typeof SkyViewSchema>;

const FileMethods = [
  'list',
  'header',
  'survey',
  'tile',
  'values',
  'measure',
  'table',
  'rows',
  'find',
  'matching',
] as const;
const Point = v.object({ x: v.number(), y: v.number() });
const Count = v.pipe(v.number(), v.integer(), v.minValue(0));

/** A call about a file, as the host lets it through to the engine. */
export const FileCallSchema = v.object({
  uri: v.string(),
  method: v.picklist(FileMethods),
  params: v.optional(
    v.object({
      hdu: v.optional(Count),
      plane: v.optional(Count),
      bands: v.optional(v.pipe(v.array(v.object({ hdu: Count, plane: Count })), v.minLength(1), v.maxLength(3))),
      tile: v.optional(v.object({ level: Count, column: Count, row: Count })),
      x: v.optional(Count),
      y: v.optional(Count),
      columns: v.optional(v.pipe(v.array(Count), v.maxLength(999))),
      first: v.optional(Count),
      count: v.optional(Count),
      text: v.optional(v.string()),
      from: v.optional(Count),
      backwards: v.optional(v.boolean()),
      order: v.optional(v.object({ column: Count, descending: v.boolean() })),
      shape: v.optional(
        v.variant('kind', [
          v.object({ kind: v.literal('line'), from: Point, to: Point }),
          v.object({ kind: v.literal('circle'), centre: Point, radius: v.number() }),
          v.object({ kind: v.literal('box'), from: Point, to: Point }),
        ]),
      ),
    }),
  ),
});

export const LinkSchema = v.object({
  service: v.picklist(['aladin', 'legacy-survey']),
  ra: v.pipe(v.number(), v.minValue(0), v.maxValue(360)),
  dec: v.pipe(v.number(), v.minValue(-90), v.maxValue(90)),
  /** Degrees across. */
  fieldOfView: v.pipe(v.number(), v.minValue(0), v.maxValue(180)),
});

export const SavePngSchema = v.object({ name: v.string(), png: v.instance(Uint8Array) });

/** The image that is shown, or a part of it. */
export const FindSimilarSchema = v.object({ hdu: Count, region: v.optional(RegionSchema) });

/** From the viewer to the host. */
export const Ready = new RequestType0<{ file: FileSource; looks: Looks }, void>('ready');
export const ReadFile = new RequestType<string, Uint8Array, void>('readFile');
export const CallFile = new RequestType<
  { uri: string; method: keyof FileCalls; params: FileCalls[keyof FileCalls]['params'] },
  FileCalls[keyof FileCalls]['result'],
  void
>('callFile');
export const Remember = new RequestType<Looks, void, void>('remember');
export const FindSimilar = new RequestType<v.InferOutput<typeof FindSimilarSchema>, void, void>('findSimilar');
export const CopyText = new RequestType<{ text: string; what: string }, void, void>('copyText');
export const OpenLink = new RequestType<v.InferOutput<typeof LinkSchema>, void, void>('openLink');
export const SavePng = new RequestType<v.InferOutput<typeof SavePngSchema>, void, void>('savePng');
/** Lets the person choose a file to compare with; undefined where none was. */
export const ChooseFile = new RequestType0<FileSource | undefined, void>('chooseFile');
/** This view is locked to the others from now on, or no longer. */
export const LockView = new RequestType<boolean, void, void>('lockView');
/** Content of the HDU that is shown. */
export const ContentSchema = v.picklist(['picture', 'table', 'none']);
export const Shows = new NotificationType<v.InferOutput<typeof ContentSchema>>('shows');
export const ViewMoved = new NotificationType<SkyView>('viewMoved');

/** From the host to the viewer: the file is another on the disk now. */
export const FileChanged = new NotificationType0('fileChanged');
/** A view that this one is locked to has moved. */
export const FollowView = new NotificationType<SkyView>('followView');
