import { dot } from './matrix';
import type { Valued } from './minimise';

export interface LbfgsOptions {
  /** Ends where no part of the gradient is greater than this; 1e-5 unless said. */
  readonly gradient?: number;
  /** Ends where a step gains less than this share of the value; 1e-9 unless said. */
  readonly gain?: number;
  /** 300 unless said. */
  readonly steps?: number;
  /** Called before each step; what it throws ends the search. */
  readonly onStep?: () => void;
}

/** Differences of places and gradients that are remembered. */
const MEMORY = 10;
const SMALLEST_STEP = 1e-12;

/**
 * The place near `start` where a smooth function of many variables is least: limited-memory BFGS with steps halved until they
 * gain (Nocedal 1980, Math. Comp. 35, 773; Nocedal and Wright 2006, algorithm 7.5).
 */
export function minimiseLarge(
  f: (x: Float64Array) => Valued,
  start: Float64Array,
  options: LbfgsOptions = {},
): { readonly x: Float64Array; readonly value: number } {
  const { gradient: smallest = 1e-5, gain: smallestGain = 1e-9, steps = 300, onStep } = options;
  const pairs: { s: Float64Array; y: Float64Array; sy: number }[] = [];
  let x: Float64Array = start.slice();
  let here = f(x);
  for (let step = 0; step < steps; step++) {
    onStep?.();
    if (greatest(here.gradient) < smallest) break;
    let direction: Float64Array = descent(here.gradient, pairs);
    let slope = dot(direction, here.gradient);
    if (!(slope < 0)) {
      pairs.length = 0;
      direction = here.gradient.map((g) => -g);
      slope = dot(direction, here.gradient);
    }
    // Nothing is known of the curvature before the first step: its length is one at most.
    let size = pairs.length === 0 ? Math.min(1, 1 / Math.sqrt(-slope)) : 1;
    let to = x;
    let there = here;
    for (; size > SMALLEST_STEP; size /= 2) {
      to = moved(x, direction, size);
      there = f(to);
      if (there.value <= here.value + 1e-4 * size * slope) break;
    }
    if (size <= SMALLEST_STEP) break;
    const s = moved(to, x, -1);
    const y = moved(there.gradient, here.gradient, -1);
    const sy = dot(s, y);
    if (sy > 1e-12 * Math.sqrt(dot(s, s) * dot(y, y))) {
      pairs.push({ s, y, sy });
      if (pairs.length > MEMORY) pairs.shift();
    }
    const gain = here.value - there.value;
    x = to;
    here = there;
    if (gain <= smallestGain * Math.max(1, Math.abs(here.value))) break;
  }
  return { x, value: here.value };
}

/** Minus the gradient times the remembered inverse curvature. */
function descent(
  gradient: Float64Array,
  pairs: readonly { s: Float64Array; y: Float64Array; sy: number }[],
): Float64Array {
  let q: Float64Array = gradient.map((g) => -g);
  const alphas = new Float64Array(pairs.length);
  for (let i = pairs.length - 1; i >= 0; i--) {
    const { s, y, sy } = pairs[i];
    alphas[i] = dot(s, q) / sy;
    q = moved(q, y, -alphas[i]);
  }
  const last = pairs.at(-1);
  if (last) {
    const scale = last.sy / dot(last.y, last.y);
    for (let i = 0; i < q.length; i++) q[i] *= scale;
  }
  pairs.forEach(({ s, y, sy }, i) => {
    q = moved(q, s, alphas[i] - dot(y, q) / sy);
  });
  return q;
}

function moved(x: Float64Array, direction: Float64Array, size: number): Float64Array {
  const out = new Float64Array(x.length);
  for (let i = 0; i < x.length; i++) out[i] = x[i] + size * direction[i];
  return out;
}

function greatest(values: Float64Array): number {
  let most = 0;
  for (const value of values) most = Math.max(most, Math.abs(value));
  return most;
}
