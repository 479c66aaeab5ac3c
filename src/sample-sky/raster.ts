import type { Blob, Light } from './galaxy';
import type { Profile } from './profiles';

/** One plane of a cutout, row by row from the bottom, as FITS has it. */
export interface Plane {
  size: number;
  pixels: Float64Array;
}

/** Samples a pixel is given along each axis: a profile may change much across one near its centre, and little far out. */
function samplesAt(x: number, y: number): number {
  const r = Math.hypot(x, y);
  return r < 5 ? 6 : r < 22 ? 2 : 1;
}

/** The light of a galaxy with its centre at (cx, cy), in pixels counted from 0. */
export function drawLight({ profile, blobs = [] }: Light, size: number, cx: number, cy: number): Plane {
  const plane = { size, pixels: new Float64Array(size * size) };
  for (let row = 0; row < size; row++)
    for (let column = 0; column < size; column++)
      plane.pixels[row * size + column] = meanOverPixel(profile, column - cx, row - cy);
  for (const blob of blobs) addBlob(plane, { ...blob, x: blob.x + cx, y: blob.y + cy });
  return plane;
}

function meanOverPixel(profile: Profile, x: number, y: number): number {
  const samples = samplesAt(x, y);
  let total = 0;
  for (let i = 0; i < samples; i++)
    for (let j = 0; j < samples; j++) total += profile(x + (i + 0.5) / samples - 0.5, y + (j + 0.5) / samples - 0.5);
  return total / (samples * samples);
}

/** Adds a Gaussian cloud, placed in pixels of the plane. */
export function addBlob({ size, pixels }: Plane, { x, y, width, peak }: Blob): void {
  const reach = Math.ceil(4 * width);
  for (let row = Math.max(0, Math.round(y) - reach); row <= Math.min(size - 1, Math.round(y) + reach); row++)
    for (let column = Math.max(0, Math.round(x) - reach); column <= Math.min(size - 1, Math.round(x) + reach); column++)
      pixels[row * size + column] += peak * Math.exp(-((column - x) ** 2 + (row - y) ** 2) / (2 * width * width));
}
