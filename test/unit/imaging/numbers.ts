/** The same pseudo-random numbers in any language: s = (1103515245 s + 12345) mod 2^31; each is s / 2^31, as float32. */
export function numbers(length: number, seed = 12345): Float32Array {
  let state = BigInt(seed);
  return Float32Array.from({ length }, () => {
    state = (state * 1103515245n + 12345n) % 2147483648n;
    return Number(state) / 2147483648;
  });
}

/** A sky of Gaussian noise, mean 100 and standard deviation 5: each pixel 100 + 5 (sum of twelve `numbers` - 6). */
export function sky(length: number): Float32Array {
  const uniform = numbers(12 * length);
  return Float32Array.from({ length }, (_, i) => {
    const sum = uniform.subarray(12 * i, 12 * i + 12).reduce((total, value) => total + value, 0);
    return 100 + 5 * (sum - 6);
  });
}

/** `sky` with a source of up to 1000 in every fiftieth pixel: the k-th is brighter by 1000 times the k-th of `numbers`. */
export function skyWithSources(length: number): Float32Array {
  const bright = numbers(Math.ceil(length / 50));
  return sky(length).map((value, i) => (i % 50 === 0 ? value + Math.fround(1000 * bright[i / 50]) : value));
}
