import type { Header } from '../header';

/** A correction of pixel coordinates before the linear step. */
export interface Distortion {
  /** 1-based pixels as stored to corrected pixels. */
  readonly correct: (x: number, y: number) => readonly [number, number];
  /** Corrected pixels to pixels as stored; undefined where the iteration does not converge. */
  readonly distort: (x: number, y: number) => readonly [number, number] | undefined;
}

/** Beyond this no survey goes; a header that claims more is damaged. */
const MAX_ORDER = 9;
const TOLERANCE = 1e-9;
const MAX_STEPS = 50;

/**
 * The SIP polynomials of a header: Shupe et al. 2005, ASP Conf. 347, 491; equations 1 to 3. The inverse is by
 * iteration on A and B, not by the fitted AP and BP, whose error is part of no standard.
 * @returns undefined where the header has none, or none that is whole
 */
export function readSip(header: Header, reference: readonly [number, number]): Distortion | undefined {
  const a = readPolynomial(header, 'A');
  const b = readPolynomial(header, 'B');
  if (!a || !b) return undefined;
  const correct = (x: number, y: number) => {
    const u = x - reference[0];
    const v = y - reference[1];
    return [x + evaluate(a, u, v), y + evaluate(b, u, v)] as const;
  };
  const distort = (x: number, y: number) => {
    let [atX, atY] = [x, y];
    for (let step = 0; step < MAX_STEPS; step++) {
      const [toX, toY] = correct(atX, atY);
      const [missX, missY] = [x - toX, y - toY];
      atX += missX;
      atY += missY;
      if (Math.hypot(missX, missY) < TOLERANCE) return [atX, atY] as const;
    }
    return undefined;
  };
  return { correct, distort };
}

/** Coefficients by [power of u][power of v]. */
type Polynomial = readonly (readonly number[])[];

function readPolynomial(header: Header, letter: 'A' | 'B'): Polynomial | undefined {
  const order = header.number(`${letter}_ORDER`);
  if (order === undefined || !Number.isInteger(order) || order < 2 || order > MAX_ORDER) return undefined;
  return Array.from({ length: order + 1 }, (_, p) =>
    Array.from({ length: order + 1 - p }, (_, q) => header.number(`${letter}_${p}_${q}`, 0)),
  );
}

function evaluate(polynomial: Polynomial, u: number, v: number): number {
  let sum = 0;
  for (let p = polynomial.length - 1; p >= 0; p--) {
    let inner = 0;
    for (let q = polynomial[p].length - 1; q >= 0; q--) inner = inner * v + polynomial[p][q];
    sum = sum * u + inner;
  }
  return sum;
}
