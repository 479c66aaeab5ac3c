import { type KnownDisplay, painter, type Placed } from '../../components/grid/painter';
import { compose } from './geometry';
import type { ImageLayer } from './image-layer';
import type { ViewTransform } from './view-transform';

/**
 * Draws what has come of an image, and asks for the rest.
 * @param ratio device pixels a CSS pixel
 * @returns whether anything has been drawn
 */
export function drawLayer(
  context: CanvasRenderingContext2D,
  layer: ImageLayer,
  view: ViewTransform,
  display: KnownDisplay,
  ratio: number,
): boolean {
  const { low, high } = view.bounds;
  // The level whose pixels are just smaller than the screen's, or as large.
  const level = Math.max(0, Math.floor(Math.log2(1 / (view.placement.zoom * ratio)) + 1e-6));
  const toDevice = compose({ a: ratio, b: 0, c: 0, d: ratio, e: 0, f: 0 }, view.matrix);
  const placed = layer.tiles.visible(low, high, level).map((tile): Placed => {
    const { scale, x, y } = tile;
    return { tile, matrix: compose(toDevice, { a: scale, b: 0, c: 0, d: scale, e: x, f: y }) };
  });
  if (placed.length > 0) painter().paint(context, placed, display);
  return placed.length > 0;
}
