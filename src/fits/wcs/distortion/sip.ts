import type { Header } from '../../header';
import type { Distortion } from './distortion';

/** SIP distortion of a header: absent ('none'), its polynomials, or keywords that cannot be right ('broken'). */
export type Sip = Distortion | 'none' | 'broken';

/** The highest order accepted. No survey uses a higher one, so a header that claims it is damaged. */
const MAX_ORDER = 9;

/**
 * The SIP polynomials of a header, as the offsets they add to 1-based pixels: Shupe et al. 2005, ASP Conf. 347, 491;
 * equations 1 to 3. The fitted inverses AP and BP are not used, for their error is part of no standard. As in astropy,
 * polynomials are applied whether CTYPE carries the mark of SIP or not, and those of an order below 2 are none.
 */
export function readSip(header: Header, reference: readonly [number, number]): Sip {
  const orders = [header.number('A_ORDER'), header.number('B_ORDER')] as const;
  const [orderA, orderB] = orders;
  if (!orders.some((order) => order !== undefined && order > 1)) return 'none';
  if (orderA === undefined || orderB === undefined) return 'broken';
  if (orderA < 2 || orderB < 2) return orderA > 1 ? 'none' : 'broken';
  if (!orders.every((order) => Number.isInteger(order) && Number(order) <= MAX_ORDER)) return 'broken';
  const a = readPolynomial(header, 'A', orderA);
  const b = readPolynomial(header, 'B', orderB);
  return (x, y) => {
    const u = x - reference[0];
    const v = y - reference[1];
    return [evaluate(a, u, v), evaluate(b, u, v)];
  };
}

/** Coefficients by [power of u][power of v]. */
type Polynomial = readonly (readonly number[])[];

function readPolynomial(header: Header, letter: 'A' | 'B', order: number): Polynomial {
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
