import type { PlaneRole } from '../imaging';

/** Kind of a remark on an image: why it is no galaxy, or how its pixels were taken. */
export type RemarkKind = PlaneRole | 'survey image' | 'averaged cube' | 'guessed colours';

/** The kinds of which images are left out, unless they are asked for. */
export const LEFT_OUT_KINDS = [
  'error',
  'quality',
  'weight',
  'exposure',
  'PSF',
  'sky',
  'segmentation',
  'lookup table',
  'survey image',
] as const satisfies readonly RemarkKind[];

export const REMARK_KINDS = [
  ...LEFT_OUT_KINDS,
  'averaged cube',
  'guessed colours',
] as const satisfies readonly RemarkKind[];

export type LeftOutKind = (typeof LEFT_OUT_KINDS)[number];

/** Whether images of a kind are left out unless they are asked for; of the others it is said how they were read. */
export function isLeftOutKind(kind: string): kind is LeftOutKind {
  return (LEFT_OUT_KINDS as readonly string[]).includes(kind);
}

/** Something of an image that its collection says: it was left out, or read in a way that the file does not spell out. */
export interface Remark {
  readonly hdu: number;
  readonly kind: RemarkKind;
  /** The evidence: a keyword, the file's name, or the image's content. */
  readonly by: string;
  readonly leftOut: boolean;
}
