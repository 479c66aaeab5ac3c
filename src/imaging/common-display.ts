import { autoDisplay, type PictureKind } from './auto-display';
import type { Picture } from './picture';
import type { Display } from './render';

/** A picture, and where it comes from. */
export interface KnownPicture extends Picture {
  readonly kind: PictureKind;
}

/**
 * One display for pictures that are to be compared by their brightness: what `autoDisplay` chooses for all of their pixels together. The
 * bands of a colour picture are pooled. Photographs are left out: they are drawn from 0 to 255 anyway.
 * @returns undefined where there is none but photographs
 */
export function commonDisplay(pictures: readonly KnownPicture[]): Display | undefined {
  const bands = pictures.filter(({ kind }) => kind === 'fits').flatMap((picture) => picture.bands);
  const count = bands.reduce((sum, band) => sum + band.length, 0);
  if (count === 0) return undefined;
  const all = new Float32Array(count);
  let at = 0;
  for (const band of bands) {
    all.set(band, at);
    at += band.length;
  }
  return autoDisplay({ width: count, height: 1, bands: [all] }, 'fits');
}
