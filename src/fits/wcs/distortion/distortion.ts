/** A correction of places on a plane: what it takes them to. */
export type Distortion = (x: number, y: number) => readonly [number, number];

const FIXED_POINT_STEPS = 20;
const NEWTON_STEPS = 100;

/**
 * The place that a distortion takes to (x, y): by fixed-point iteration, which most distortions need little of, then by
 * Newton's method with a numerical Jacobian, its steps shortened until they lead nearer.
 * @param start where to begin, on the plane of the places that are distorted
 * @param tolerance how near the image must come
 * @param unit a small step on the plane, for the Jacobian
 * @returns undefined where no place is found
 */
export function undistort(
  distort: Distortion,
  [x, y]: readonly [number, number],
  start: readonly [number, number],
  tolerance: number,
  unit: number,
): readonly [number, number] | undefined {
  let [atX, atY] = start;
  let miss = Infinity;
  for (let step = 0; step < FIXED_POINT_STEPS; step++) {
    const [toX, toY] = distort(atX, atY);
    const next = Math.hypot(x - toX, y - toY);
    if (next <= tolerance) return [atX, atY];
    if (!(next < 0.5 * miss)) break;
    miss = next;
    atX += x - toX;
    atY += y - toY;
  }
  return newton(distort, [x, y], start, tolerance, unit);
}

function newton(
  distort: Distortion,
  [x, y]: readonly [number, number],
  start: readonly [number, number],
  tolerance: number,
  unit: number,
): readonly [number, number] | undefined {
  let [atX, atY] = start;
  let [missX, missY] = missAt(atX, atY);
  for (let step = 0; step < NEWTON_STEPS; step++) {
    const miss = Math.hypot(missX, missY);
    if (miss <= tolerance) return [atX, atY];
    const [right, left] = [distort(atX + unit, atY), distort(atX - unit, atY)];
    const [above, below] = [distort(atX, atY + unit), distort(atX, atY - unit)];
    const [xx, yx] = [(right[0] - left[0]) / (2 * unit), (right[1] - left[1]) / (2 * unit)];
    const [xy, yy] = [(above[0] - below[0]) / (2 * unit), (above[1] - below[1]) / (2 * unit)];
    const determinant = xx * yy - xy * yx;
    const [stepX, stepY] = [(yy * missX - xy * missY) / determinant, (xx * missY - yx * missX) / determinant];
    let share = 1;
    let next = missAt(atX + stepX, atY + stepY);
    while (!(Math.hypot(...next) < miss) && share > 1e-3) {
      share /= 2;
      next = missAt(atX + share * stepX, atY + share * stepY);
    }
    if (!(Math.hypot(...next) < miss)) return undefined;
    atX += share * stepX;
    atY += share * stepY;
    [missX, missY] = next;
  }
  return undefined;

  function missAt(px: number, py: number): readonly [number, number] {
    const [toX, toY] = distort(px, py);
    return [x - toX, y - toY];
  }
}
