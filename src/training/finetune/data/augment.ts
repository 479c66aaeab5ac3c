import type { Random } from '../../../random';
import type { Augmentations } from '../options';

/** Tells whether augmentation ever changes anything. */
export function augments({ flips, rotations, zoom, noise }: Augmentations): boolean {
  return flips || rotations !== 'none' || zoom > 0 || noise > 0;
}

/**
 * One encoder input (channels x size x size) mirrored, turned, scaled and noisy as it is drawn, into `out`. Between pixels by
 * bilinear interpolation; what comes from beyond the frame is its nearest pixel.
 */
export function augment(
  input: Float32Array,
  channels: number,
  size: number,
  { flips, rotations, zoom, noise }: Augmentations,
  random: Random,
  out: Float32Array,
): void {
  const mirror = flips && random.chance(0.5) ? -1 : 1;
  const angle =
    rotations === 'any' ? random.angle() : rotations === 'quarters' ? (random.integer(0, 3) * Math.PI) / 2 : 0;
  const factor = zoom > 0 ? random.uniform(1 - zoom, 1 + zoom) : 1;
  const [cos, sin] = [Math.cos(angle) / factor, Math.sin(angle) / factor];
  const middle = (size - 1) / 2;
  const plane = size * size;
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const [dx, dy] = [mirror * (x - middle), y - middle];
      const [u, v] = [clamp(middle + cos * dx - sin * dy, size), clamp(middle + sin * dx + cos * dy, size)];
      const [left, top] = [Math.min(Math.floor(u + 1e-9), size - 2), Math.min(Math.floor(v + 1e-9), size - 2)];
      const [right, bottom] = [u - left, v - top];
      for (let c = 0; c < channels; c++) {
        const at = c * plane + top * size + left;
        const upper = input[at] * (1 - right) + input[at + 1] * right;
        const lower = input[at + size] * (1 - right) + input[at + size + 1] * right;
        out[c * plane + y * size + x] = upper * (1 - bottom) + lower * bottom;
      }
    }
  }
  if (noise > 0) for (let i = 0; i < channels * plane; i++) out[i] += noise * random.gaussian();
}

function clamp(value: number, size: number): number {
  return Math.min(size - 1, Math.max(0, value));
}
