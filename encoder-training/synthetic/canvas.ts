import { convolveLine, gaussianKernel } from '../convolve-line';

/** Side of a rendered frame, in pixels. */
export const SIDE = 96;
const PIXELS = SIDE * SIDE;

/** Brightness by pixel, SIDE x SIDE in C order. */
export type Plane = Float32Array;

export const plane = (): Plane => new Float32Array(PIXELS);

/** Coordinates of the pixels' centres, from -1 to 1 across the frame. */
export const X = plane();
export const Y = plane();
for (let i = 0; i < PIXELS; i++) {
  X[i] = (((i % SIDE) + 0.5) / SIDE) * 2 - 1;
  Y[i] = ((Math.floor(i / SIDE) + 0.5) / SIDE) * 2 - 1;
}

/** The value of `f` at every pixel, by its number. */
export function paint(f: (i: number) => number): Plane {
  const out = plane();
  for (let i = 0; i < PIXELS; i++) out[i] = f(i);
  return out;
}

export function add(to: Plane, light: Plane, factor = 1): void {
  for (let i = 0; i < PIXELS; i++) to[i] += factor * light[i];
}

/** Convolution with a Gaussian of `sigma` pixels, as three box filters (Kovesi 2010); the edge pixels repeat outwards. */
export function blur(light: Plane, sigma: number): Plane {
  if (sigma < 0.35) return light.slice();
  if (sigma < 1.6) return convolve(light, gaussianKernel(sigma));
  const ideal = Math.sqrt(4 * sigma * sigma + 1);
  let small = Math.floor(ideal);
  if (small % 2 === 0) small--;
  const smallCount = Math.round((12 * sigma * sigma - 3 * small * small - 12 * small - 9) / (-4 * small - 4));
  let out = light;
  for (let pass = 0; pass < 3; pass++) out = box(out, (pass < smallCount ? small : small + 2) >> 1);
  return out;
}

function convolve(light: Plane, kernel: Float32Array): Plane {
  const across = plane();
  const out = plane();
  for (let y = 0; y < SIDE; y++) convolveLine(light, across, y * SIDE, 1, SIDE, kernel);
  for (let x = 0; x < SIDE; x++) convolveLine(across, out, x, SIDE, SIDE, kernel);
  return out;
}

function box(light: Plane, half: number): Plane {
  const across = plane();
  const out = plane();
  const width = 2 * half + 1;
  for (let y = 0; y < SIDE; y++) slide(light, across, y * SIDE, 1, half, width);
  for (let x = 0; x < SIDE; x++) slide(across, out, x, SIDE, half, width);
  return out;
}

function slide(from: Plane, to: Plane, start: number, step: number, half: number, width: number): void {
  const at = (i: number) => from[start + step * Math.min(SIDE - 1, Math.max(0, i))];
  let sum = 0;
  for (let k = -half; k <= half; k++) sum += at(k);
  for (let i = 0; i < SIDE; i++) {
    to[start + step * i] = sum / width;
    sum += at(i + half + 1) - at(i - half);
  }
}
