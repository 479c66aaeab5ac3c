import { logGamma } from './gamma';

const ROUNDS = 60;

/** The place below which lies `share` of a Beta(a, b) distribution, by halving: exact to 1e-12. a and b above 0. */
export function betaQuantile(share: number, a: number, b: number): number {
  let [from, to] = [0, 1];
  for (let i = 0; i < ROUNDS && to - from > 1e-12; i++) {
    const middle = (from + to) / 2;
    if (betaBelow(middle, a, b) < share) from = middle;
    else to = middle;
  }
  return (from + to) / 2;
}

/** The regularised incomplete beta function I_x(a, b), by its continued fraction (DLMF 8.17.22; Press et al. 2007, 6.4). */
export function betaBelow(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  // The fraction converges fast below the mean; above it the other tail is taken.
  if (x > (a + 1) / (a + b + 2)) return 1 - betaBelow(1 - x, b, a);
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x)) / a;
  const tiny = 1e-300;
  let c = 1;
  let d = 1 / avoided(1 - ((a + b) * x) / (a + 1), tiny);
  let fraction = d;
  for (let m = 1; m < 300; m++) {
    for (const numerator of [
      (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m)),
      (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1)),
    ]) {
      d = 1 / avoided(1 + numerator * d, tiny);
      c = avoided(1 + numerator / c, tiny);
      fraction *= c * d;
    }
    if (Math.abs(c * d - 1) < 1e-14) break;
  }
  return front * fraction;
}

function avoided(value: number, tiny: number): number {
  return Math.abs(value) < tiny ? tiny : value;
}
