import type { Point } from './stamp';

/** The first triangle has a twentieth of its start’s coordinates as sides, as scipy’s `fmin`: short ones end in minima of the noise. */
const SIDE = 0.05;
/** Side of the last simplex in pixels, at which the search stops. */
const SMALLEST_SIDE = 0.02;
const LARGEST_STEPS = 120;

/** Least value of a function of the plane near `start`, to a hundredth or so: downhill simplex (Nelder and Mead 1965). */
export function simplexMinimum(f: (at: Point) => number, start: Point): Point {
  const corners = [start, { ...start, x: start.x * (1 + SIDE) }, { ...start, y: start.y * (1 + SIDE) }].map((at) => ({
    at,
    value: f(at),
  }));
  const byValue = () => corners.sort((a, b) => a.value - b.value);
  byValue();
  for (let step = 0; step < LARGEST_STEPS; step++) {
    const [best, middle, worst] = corners;
    const side = Math.max(
      ...[middle, worst].flatMap(({ at }) => [Math.abs(at.x - best.at.x), Math.abs(at.y - best.at.y)]),
    );
    if (side < SMALLEST_SIDE) break;
    const along = (far: number) => {
      const mean = { x: (best.at.x + middle.at.x) / 2, y: (best.at.y + middle.at.y) / 2 };
      const at = { x: mean.x + far * (worst.at.x - mean.x), y: mean.y + far * (worst.at.y - mean.y) };
      return { at, value: f(at) };
    };
    const reflected = along(-1);
    if (reflected.value < best.value) {
      const expanded = along(-2);
      corners[2] = expanded.value < reflected.value ? expanded : reflected;
    } else if (reflected.value < middle.value) {
      corners[2] = reflected;
    } else {
      const contracted = along(reflected.value < worst.value ? -0.5 : 0.5);
      if (contracted.value <= Math.min(reflected.value, worst.value)) corners[2] = contracted;
      else {
        for (const k of [1, 2]) {
          const { at } = corners[k];
          const closer = { x: (best.at.x + at.x) / 2, y: (best.at.y + at.y) / 2 };
          corners[k] = { at: closer, value: f(closer) };
        }
      }
    }
    byValue();
  }
  return corners[0].at;
}
