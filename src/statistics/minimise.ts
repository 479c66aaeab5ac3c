export interface Valued {
  readonly value: number;
  readonly gradient: Float64Array;
}

const LARGEST_STEPS = 200;
/** Ends as L-BFGS-B does by default: by the gradient, or by a relative gain of ten million rounding errors. */
const SMALLEST_GRADIENT = 1e-5;
const SMALLEST_GAIN = 1e7 * Number.EPSILON;

/**
 * The place near `start` where a smooth function of a few variables is least, each within its own of `low` and `high`: BFGS on the
 * variables that are not held by a bound, with steps halved until they gain (Nocedal and Wright 2006, chapter 6).
 */
export function minimise(
  f: (x: Float64Array) => Valued,
  start: Float64Array,
  low: ArrayLike<number>,
  high: ArrayLike<number>,
): { x: Float64Array; value: number } {
  const n = start.length;
  const clamp = (value: number, i: number) => Math.min(high[i], Math.max(low[i], value));
  let x: Float64Array = start.map(clamp);
  let here = f(x);
  let inverse: Float64Array = identity(n, 0);
  let held = '';
  for (let step = 0; step < LARGEST_STEPS; step++) {
    const { gradient } = here;
    const free = Array.from(
      x,
      (value, i) => !((value <= low[i] && gradient[i] > 0) || (value >= high[i] && gradient[i] < 0)),
    );
    const steepest = Math.max(...Array.from(gradient, (g, i) => (free[i] ? Math.abs(g) : 0)));
    if (steepest < SMALLEST_GRADIENT) break;
    if (free.join() !== held || inverse[0] === 0) {
      // The first step has length one at most, as far as nothing is known of the curvature.
      inverse = identity(n, 1 / Math.max(1, Math.hypot(...gradient)));
      held = free.join();
    }
    let direction: Float64Array = times(inverse, gradient, free);
    if (slope(direction, gradient) >= 0) {
      inverse = identity(n, 1 / Math.max(1, Math.hypot(...gradient)));
      direction = times(inverse, gradient, free);
    }
    const next = search(f, x, here, direction, clamp);
    if (!next) break;
    const gain = here.value - next.value.value;
    update(
      inverse,
      next.x.map((value, i) => value - x[i]),
      next.value.gradient.map((g, i) => g - gradient[i]),
    );
    const scale = Math.max(Math.abs(here.value), Math.abs(next.value.value), 1);
    x = next.x;
    here = next.value;
    if (gain <= SMALLEST_GAIN * scale) break;
  }
  return { x, value: here.value };
}

function search(
  f: (x: Float64Array) => Valued,
  x: Float64Array,
  here: Valued,
  direction: Float64Array,
  clamp: (x: number, i: number) => number,
): { x: Float64Array; value: Valued } | undefined {
  for (let size = 1; size > 1e-12; size /= 2) {
    const to = x.map((value, i) => clamp(value + size * direction[i], i));
    const value = f(to);
    const expected = to.reduce((sum, there, i) => sum + (there - x[i]) * here.gradient[i], 0);
    if (Number.isFinite(value.value) && value.value <= here.value + 1e-4 * expected) return { x: to, value };
  }
  return undefined;
}

/** BFGS's update of the inverse curvature by a step `s` over which the gradient changed by `y`. */
function update(inverse: Float64Array, s: Float64Array, y: Float64Array): void {
  const n = s.length;
  const sy = slope(s, y);
  if (sy <= 1e-12 * Math.hypot(...s) * Math.hypot(...y)) return;
  const hy = Float64Array.from(s, (_, i) => slope(inverse.subarray(i * n, (i + 1) * n), y));
  const factor = (1 + slope(y, hy) / sy) / sy;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) inverse[i * n + j] += factor * s[i] * s[j] - (hy[i] * s[j] + s[i] * hy[j]) / sy;
  }
}

function times(inverse: Float64Array, gradient: Float64Array, free: readonly boolean[]): Float64Array {
  const n = gradient.length;
  return gradient.map((_, i) => {
    let sum = 0;
    for (let j = 0; j < n; j++) if (free[i] && free[j]) sum -= inverse[i * n + j] * gradient[j];
    return sum;
  });
}

function slope(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, i) => sum + value * b[i], 0);
}

function identity(n: number, scale: number): Float64Array {
  return Float64Array.from({ length: n * n }, (_, i) => (i % (n + 1) === 0 ? scale : 0));
}
