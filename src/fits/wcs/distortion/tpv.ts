import type { WcsKeywords } from '../keywords';
import type { Distortion } from './distortion';

/** PVi_0 to PVi_39. */
const COEFFICIENTS = 40;

const KEYS = [1, 2].map((axis) => Array.from({ length: COEFFICIENTS }, (_, m) => `PV${axis}_${m}`));

/** TAN gives no meaning to PVi_m from this m on, so a header that has them was written by SCAMP and means TPV. */
const FIRST_OF_SCAMP = 5;

/** Whether a TAN header has polynomials under PVi_m, as SCAMP wrote them before TPV had a name. */
export function hasScampPolynomials(keywords: WcsKeywords): boolean {
  return KEYS.some((keys) => keys.slice(FIRST_OF_SCAMP).some((key) => keywords.has(key)));
}

/**
 * Whether a TAN header has polynomials of SCAMP's first order alone. What TAN makes of them by the standard
 * (PVi_0 to PVi_2 of the longitude move the reference point) is not what was meant, and what was meant is not said.
 */
export function hasLinearPolynomials(keywords: WcsKeywords): boolean {
  return keywords.has('PV1_1') && keywords.has('PV2_1');
}

/**
 * The polynomials of TPV (registered convention "TPV World Coordinate System") of the plane that the linear step gives.
 * Coefficients that are absent are 0, as in WCSLIB, PVi_1 too.
 * @param longitudeAxis must be 1: the convention knows no other order, and readers differ in what they make of it
 * @returns undefined where a coefficient is one that the convention does not know, or where no way leads back
 */
export function readTpv(keywords: WcsKeywords, longitudeAxis: 1 | 2): Distortion | undefined {
  if (longitudeAxis !== 1 || [1, 2].some((axis) => keywords.has(`PV${axis}_${COEFFICIENTS}`))) return undefined;
  const [a, b] = KEYS.map((keys) => keys.map((key) => keywords.number(key, 0)));
  // The slope at the reference point: without one nothing can be told apart.
  if (a[1] * b[1] - a[2] * b[2] === 0) return undefined;
  return (x, y) => [evaluate(a, x, y), evaluate(b, y, x)];
}

/** The polynomial of one coordinate; `x` is the one along it, `y` the other, `r` the distance from the reference point. */
function evaluate(c: readonly number[], x: number, y: number): number {
  const r2 = x * x + y * y;
  const r = Math.sqrt(r2);
  let sum = c[0] + c[1] * x + c[2] * y + c[3] * r;
  let index = 4;
  for (let order = 2; order <= 7; order++) {
    for (let power = 0; power <= order; power++) sum += c[index++] * x ** (order - power) * y ** power;
    if (order % 2 === 1) sum += c[index++] * r ** order;
  }
  return sum;
}
