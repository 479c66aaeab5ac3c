/** Random numbers in the sequence of subtractive dithering, and how a tile starts in it (FITS 4.0, appendix I). */
const COUNT = 10_000;
let sequence: Float32Array | undefined;

/** The 10,000 numbers of Park & Miller's generator with seed 1, in (0, 1). */
function randomNumbers(): Float32Array {
  if (!sequence) {
    sequence = new Float32Array(COUNT);
    let seed = 1;
    for (let i = 0; i < COUNT; i++) {
      seed = (16807 * seed) % 2147483647;
      sequence[i] = seed / 2147483647;
    }
  }
  return sequence;
}

/** The integer that stands for exactly zero under SUBTRACTIVE_DITHER_2. */
const ZERO_VALUE = -2147483646;

export interface Quantisation {
  readonly scale: number;
  readonly zero: number;
  /** The integer that stands for an undefined pixel; undefined where there is none. */
  readonly blank: number | undefined;
  readonly method: 'NO_DITHER' | 'SUBTRACTIVE_DITHER_1' | 'SUBTRACTIVE_DITHER_2';
  /** The tile's 0-based row in the table plus ZDITHER0 - 1. */
  readonly seedRow: number;
}

/**
 * Floating-point values of quantised integers (FITS 4.0, section 10.2): integer x scale + zero, less the random number
 * that was added before rounding. Undefined ones become NaN. Computed in double precision, and rounded once where `out`
 * is not.
 * @param out where to put them, as long as `integers`
 */
export function dequantise<T extends Float32Array | Float64Array>(
  integers: Int32Array | Float64Array,
  { scale, zero, blank, method, seedRow }: Quantisation,
  out: T,
): T {
  const pixels = integers.length;
  if (method === 'NO_DITHER') {
    for (let i = 0; i < pixels; i++) out[i] = integers[i] * scale + zero;
  } else {
    const random = randomNumbers();
    let seed = ((seedRow % COUNT) + COUNT) % COUNT;
    let next = Math.floor(random[seed] * 500);
    for (let i = 0; i < pixels;) {
      const runEnd = Math.min(pixels, i + COUNT - next);
      for (; i < runEnd; i++) out[i] = (integers[i] - random[next++] + 0.5) * scale + zero;
      seed = (seed + 1) % COUNT;
      next = Math.floor(random[seed] * 500);
    }
  }
  if (method === 'SUBTRACTIVE_DITHER_2') {
    for (let i = 0; i < pixels; i++) if (integers[i] === ZERO_VALUE) out[i] = 0;
  }
  if (blank !== undefined) for (let i = 0; i < pixels; i++) if (integers[i] === blank) out[i] = NaN;
  return out;
}
