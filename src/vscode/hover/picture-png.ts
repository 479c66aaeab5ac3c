import { encode } from 'fast-png';
import { displayOf, type DisplayChoice, render } from '../../imaging';
import type { Thumbnail } from '../../engine';

/** A thumbnail as PNG bytes, drawn as the panels draw it under the same choice; undefined where there are no pixels. */
export function picturePng(thumbnail: Thumbnail, choice: DisplayChoice): Uint8Array | undefined {
  if ('error' in thumbnail) return undefined;
  const { kind, ...picture } = thumbnail;
  const { width, height, rgba } = render(picture, displayOf(picture, kind, choice));
  // Without the alpha that every pixel has alike: a hover takes 100,000 characters at most.
  const rgb = new Uint8Array(3 * width * height);
  for (let i = 0; i < width * height; i++) rgb.set(rgba.subarray(4 * i, 4 * i + 3), 3 * i);
  return encode({ width, height, data: rgb, channels: 3, depth: 8 });
}
