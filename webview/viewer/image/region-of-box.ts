import type { BandOf, Shape } from '../../../src/viewing';
import type { Region } from '../../../src/contracts/common';

/** Pixels a side that a region has at least: below there is no morphology to speak of. */
export const SMALLEST_REGION = 8;

/** A side of the box around a place that is not said otherwise, in pixels. */
const SIDE_HERE = 64;

/** A box of 64 pixels a side around a place, or of the image's side where that is smaller, as far as the image goes. */
export function boxAround(
  { x, y }: { readonly x: number; readonly y: number },
  { width, height }: { readonly width: number; readonly height: number },
): Extract<Shape, { kind: 'box' }> {
  const side = Math.min(SIDE_HERE, width, height);
  const from = (at: number, most: number) => Math.round(Math.min(most - side, Math.max(0, at - side / 2)));
  const corner = { x: from(x, width), y: from(y, height) };
  return { kind: 'box', from: corner, to: { x: corner.x + side, y: corner.y + side } };
}

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
