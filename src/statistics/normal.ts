/** Density of the normal distribution with mean 0 and deviation 1. */
export function normalDensity(x: number): number {
  return Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
}

/** Share of the normal distribution below x: relative error below 1.2e-7 (Chebyshev fit, Press et al. 2007, section 6.2.2). */
export function normalBelow(x: number): number {
  const z = Math.abs(x) / Math.SQRT2;
  const t = 2 / (2 + z);
  const series = [
    -1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587, -0.82215223,
    0.17087277,
  ];
  const tail = (t * Math.exp(-z * z + series.reduceRight((sum, coefficient) => sum * t + coefficient, 0))) / 2;
  return x > 0 ? 1 - tail : tail;
}
