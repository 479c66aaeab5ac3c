/**
 * A root of `f` between two places where it has different signs, to the last digit: bisection, hastened by the secant
 * (the Illinois form of regula falsi).
 */
export function rootBetween(f: (x: number) => number, low: number, high: number): number {
  let [a, b] = [low, high];
  let [fa, fb] = [f(a), f(b)];
  if (fa === 0) return a;
  if (fb === 0) return b;
  for (let step = 0; step < 200; step++) {
    let next = step % 3 === 2 ? (a + b) / 2 : (a * fb - b * fa) / (fb - fa);
    if (!(next > Math.min(a, b) && next < Math.max(a, b))) next = (a + b) / 2;
    if (next === a || next === b) return next;
    const value = f(next);
    if (value === 0) return next;
    if (value > 0 === fb > 0) {
      [b, fb] = [next, value];
      fa /= 2;
    } else {
      [a, fa] = [b, fb];
      [b, fb] = [next, value];
    }
    if (Math.abs(b - a) <= 4e-16 * Math.abs(b)) return b;
  }
  return b;
}
