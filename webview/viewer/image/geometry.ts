import type { Matrix } from '../../components/grid/painter';

/**
 * A point: of an image in pixels of the file, rows upwards, pixel (i, j) covering i to i + 1 and j to j + 1 (0-based; FITS
 * pixel coordinates are greater by one half); of a view in CSS pixels from its upper left corner.
 */
export interface Point {
  readonly x: number;
  readonly y: number;
}

export function apply({ a, b, c, d, e, f }: Matrix, { x, y }: Point): Point {
  return { x: a * x + c * y + e, y: b * x + d * y + f };
}

/** First `second`, then `first`. */
export function compose(first: Matrix, second: Matrix): Matrix {
  const origin = apply(first, { x: second.e, y: second.f });
  return {
    a: first.a * second.a + first.c * second.b,
    b: first.b * second.a + first.d * second.b,
    c: first.a * second.c + first.c * second.d,
    d: first.b * second.c + first.d * second.d,
    e: origin.x,
    f: origin.y,
  };
}

/** The way back; of a map that is not singular. */
export function invert({ a, b, c, d, e, f }: Matrix): Matrix {
  const determinant = a * d - b * c;
  const [ia, ib, ic, id] = [d / determinant, -b / determinant, -c / determinant, a / determinant];
  return { a: ia, b: ib, c: ic, d: id, e: -(ia * e + ic * f), f: -(ib * e + id * f) };
}
