const LONGEST = 512;
const LINE = new Float32Array(LONGEST);

/** Values of a Gaussian at -reach to reach, summing to 1. */
export function gaussianKernel(sigma: number, reach = Math.ceil(3 * sigma)): Float32Array {
  const kernel = Float32Array.from({ length: 2 * reach + 1 }, (_, k) =>
    Math.exp(-((k - reach) ** 2) / (2 * sigma * sigma)),
  );
  const total = kernel.reduce((a, b) => a + b, 0);
  return kernel.map((value) => value / total);
}

/** Convolves `length` values of `from`, `step` apart, into the same places of `to` (which may be `from`); the ends repeat outwards. */
export function convolveLine(
  from: Float32Array,
  to: Float32Array,
  start: number,
  step: number,
  length: number,
  kernel: Float32Array,
): void {
  const reach = kernel.length >> 1;
  for (let i = 0, at = start; i < length; i++, at += step) LINE[reach + i] = from[at];
  LINE.fill(LINE[reach], 0, reach);
  LINE.fill(LINE[reach + length - 1], reach + length, length + 2 * reach);
  for (let i = 0, at = start; i < length; i++, at += step) {
    let sum = 0;
    for (let k = 0; k < kernel.length; k++) sum += kernel[k] * LINE[i + k];
    to[at] = sum;
  }
}
