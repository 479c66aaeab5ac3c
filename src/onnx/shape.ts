import { OnnxError } from './error';

/**
 * A tensor's dimensions, one of which may depend on the batch: a negative dimension -k is k times the batch size N
 * (-1 is N itself, -64 is 64 N, -0.5 half of it), so that products and quotients of dimensions stay plain arithmetic.
 */
export type Shape = readonly number[];

export const isDynamic = (dim: number): boolean => dim < 0;

/** @returns whether two shapes agree for every batch size. */
export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((dim, axis) => dim === b[axis]);
}

/** Number of elements, negative where it is a multiple of the batch. @throws OnnxError for N x N. */
export function size(shape: Shape): number {
  if (shape.filter(isDynamic).length > 1) throw new OnnxError(`${describe(shape)} depends on the batch twice`);
  return shape.reduce((product, dim) => product * dim, 1);
}

/** An axis counted from the front. @throws OnnxError outside -rank..rank-1. */
export function axisOf(axis: number, rank: number): number {
  const positive = axis < 0 ? axis + rank : axis;
  if (positive < 0 || positive >= rank) throw new OnnxError(`axis ${axis} of a tensor of rank ${rank}`);
  return positive;
}

/** The shape of an elementwise result, by NumPy's rule. @throws OnnxError when two dimensions disagree. */
export function broadcast(...shapes: readonly Shape[]): Shape {
  return shapes.reduce((a, b) => {
    const rank = Math.max(a.length, b.length);
    return Array.from({ length: rank }, (_, axis) => {
      const [left, right] = [a[axis - rank + a.length] ?? 1, b[axis - rank + b.length] ?? 1];
      if (left !== right && left !== 1 && right !== 1)
        throw new OnnxError(`${describe(a)} and ${describe(b)} do not broadcast`);
      return left === 1 ? right : left;
    });
  });
}

/** For messages: "[2N, 3, 8, 8]". */
export function describe(shape: Shape): string {
  return `[${shape.map((dim) => (dim >= 0 ? `${dim}` : dim === -1 ? 'N' : `${-dim}N`)).join(', ')}]`;
}

/** As a model file declares it: names where the batch decides. */
export function declared(shape: Shape): (number | string)[] {
  return shape.map((dim) => (dim >= 0 ? dim : dim === -1 ? 'N' : `${-dim}N`));
}
