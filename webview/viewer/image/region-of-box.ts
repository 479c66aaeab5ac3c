import type { BandOf, Shape } from '../../../src/viewing';
import type { Region } from '../../similar/contract';

/** Pixels a side that a region has at least: below there is no morphology to speak of. */
export const SMALLEST_REGION = 8;

/**
 * The pixels that a drawn box covers, as far as they are of the image: counted from (1, 1) as FITS does, where the box
 * counts from its corner (0, 0). A pixel counts where its centre lies in the box, as in the box's statistics.
 * @returns undefined where they are fewer than eight a side
 */
export function regionOfBox(
  { from, to }: Extract<Shape, { kind: 'box' }>,
  { width, height }: { readonly width: number; readonly height: number },
  bands: readonly BandOf[],
): Region | undefined {
  const inside = (n: number, most: number) => Math.min(most, Math.max(0, Math.round(n)));
  const [left, right] = [inside(Math.min(from.x, to.x), width), inside(Math.max(from.x, to.x), width)];
  const [low, high] = [inside(Math.min(from.y, to.y), height), inside(Math.max(from.y, to.y), height)];
  if (right - left < SMALLEST_REGION || high - low < SMALLEST_REGION) return undefined;
  const shown = bands.map(({ hdu, plane }) => ({ hdu, plane }));
  return { x: left + 1, y: low + 1, width: right - left, height: high - low, bands: shown };
}
