const STEPS = 100;
const PRECISION = 1e-5;

/**
 * Where a function that is positive at `from` first is negative, on a grid of 100 points up to `to`, then by halving.
 * @param limit where the search ends, though the grid goes on
 * @returns NaN where it is not positive at `from`, or nowhere negative
 */
export function firstCrossing(f: (x: number) => number, from: number, to: number, limit = to): number {
  let low = from;
  if (!(f(low) > 0)) return NaN;
  for (let i = 1; i < STEPS; i++) {
    let high = from + ((to - from) * i) / (STEPS - 1);
    if (high > limit) break;
    if (f(high) >= 0) {
      low = high;
      continue;
    }
    while (high - low > PRECISION) {
      const middle = (low + high) / 2;
      if (f(middle) >= 0) low = middle;
      else high = middle;
    }
    return (low + high) / 2;
  }
  return NaN;
}
