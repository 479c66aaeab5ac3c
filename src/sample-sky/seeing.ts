import type { Plane } from './raster';

/**
 * Blurs a plane as the atmosphere does: two Gaussians, a core with most of the light and wings twice as wide,
 * which is Moffat's profile nearly and, unlike it, can be done along rows and columns in turn.
 */
export function blur(plane: Plane, fwhm: number): Plane {
  const core = gaussian(plane, fwhm / 2.42);
  const wings = gaussian(plane, fwhm / 1.15);
  return { size: plane.size, pixels: core.pixels.map((value, i) => 0.85 * value + 0.15 * wings.pixels[i]) };
}

function gaussian({ size, pixels }: Plane, sigma: number): Plane {
  const reach = Math.ceil(4 * sigma);
  const kernel = Array.from({ length: 2 * reach + 1 }, (_, i) => Math.exp(-0.5 * ((i - reach) / sigma) ** 2));
  const total = kernel.reduce((a, b) => a + b);
  const pass = (from: Float64Array, step: number, across: number) => {
    const to = new Float64Array(from.length);
    for (let line = 0; line < size; line++)
      for (let at = 0; at < size; at++) {
        let value = 0;
        for (let k = -reach; k <= reach; k++) {
          // Beyond the edge the light is taken to go on as at the edge.
          const source = Math.min(size - 1, Math.max(0, at + k));
          value += kernel[k + reach] * from[line * across + source * step];
        }
        to[line * across + at * step] = value / total;
      }
    return to;
  };
  return { size, pixels: pass(pass(pixels, 1, size), size, 1) };
}
