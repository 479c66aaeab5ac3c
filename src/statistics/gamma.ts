/** Arguments below this are shifted up to where the asymptotic series are exact to rounding. */
const ASYMPTOTIC = 12;

/** ln Gamma(x) for x > 0: Stirling's series (DLMF 5.11.1) from 12 on, the recurrence below; relative error near 1e-15. */
export function logGamma(x: number): number {
  let product = 1;
  let z = x;
  for (; z < ASYMPTOTIC; z++) product *= z;
  const r = 1 / (z * z);
  const series = (1 / 12 - r * (1 / 360 - r * (1 / 1260 - r * (1 / 1680 - r / 1188)))) / z;
  return (z - 0.5) * Math.log(z) - z + 0.5 * Math.log(2 * Math.PI) + series - Math.log(product);
}

/** The derivative of ln Gamma for x > 0 (DLMF 5.11.2). */
export function digamma(x: number): number {
  let sum = 0;
  let z = x;
  for (; z < ASYMPTOTIC; z++) sum -= 1 / z;
  const r = 1 / (z * z);
  return sum + Math.log(z) - 1 / (2 * z) - r * (1 / 12 - r * (1 / 120 - r * (1 / 252 - r * (1 / 240 - r / 132))));
}
