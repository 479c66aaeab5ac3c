import { type GraphBuilder, intsOf, type Window, windowOf } from '../../onnx';
import { range } from './cook-toom';
import { passed, unary } from './elementwise';
import type { Rules } from './rule';

const LOWEST = -3.4e38;

/**
 * Adds up what each place of the window gives to the pixel it lies on: `part(i, j)` is [Ho, Wo, N, C] for place (i, j).
 * Places that agree modulo the stride land on the same sub-lattice of pixels, shifted; the sub-lattices are then woven.
 * @returns [H, W, N, C], of an image of H x W = `size` pixels
 */
function scatter(
  graph: GraphBuilder,
  { kernel, strides, before }: Window,
  size: readonly number[],
  part: (i: number, j: number) => string,
): string {
  const [rows, columns] = kernel.map((length, i) => Math.ceil(length / strides[i]));
  const lattice = (r: number, q: number) => {
    let sum: string | undefined;
    for (let a = 0; a * strides[0] + r < kernel[0]; a++)
      for (let b = 0; b * strides[1] + q < kernel[1]; b++) {
        const piece = part(a * strides[0] + r, b * strides[1] + q);
        const shifted = graph.pad(piece, [a, b, 0, 0, rows - 1 - a, columns - 1 - b, 0, 0]);
        sum = sum ? graph.add2(sum, shifted) : shifted;
      }
    return sum ?? graph.pad(graph.mul(part(0, 0), 0), [0, 0, 0, 0, rows - 1, columns - 1, 0, 0]);
  };
  const lines = range(strides[0]).map((r) => woven(graph, range(strides[1]).map((q) => lattice(r, q)), 1)); // prettier-ignore
  return cropped(graph, woven(graph, lines, 0), before, size);
}

/** The parts by turns along an axis. */
function woven(graph: GraphBuilder, parts: readonly string[], axis: number): string {
  if (parts.length === 1) return parts[0];
  const shape = graph.shape(parts[0]);
  const apart = parts.map((part) => graph.reshape(part, shape.toSpliced(axis + 1, 0, 1)));
  return graph.reshape(graph.concat(apart, axis + 1), shape.with(axis, shape[axis] * parts.length));
}

/** `size` pixels from `before` on, zeros where the image ends before that. */
function cropped(graph: GraphBuilder, x: string, before: readonly number[], size: readonly number[]): string {
  const missing = size.map((length, axis) => Math.max(0, before[axis] + length - graph.shape(x)[axis]));
  const padded = graph.pad(x, [0, 0, 0, 0, ...missing, 0, 0]);
  const ends = size.map((length, axis) => before[axis] + length);
  const whole = size.every((length, axis) => before[axis] === 0 && graph.shape(padded)[axis] === length);
  return whole ? padded : graph.slice(padded, [0, 1], before, ends);
}

export const POOLING: Rules = {
  /** Pixels first. dy goes to the first pixel of the window, row by row, that is equal to the maximum. */
  '@MaxPool': unary((b) => {
    const { graph, y } = b;
    const [H, W, N, C] = b.shape(0);
    const window = windowOf(b.step, [N, C, H, W], intsOf(b.step, 'kernel_shape')!);
    const { kernel, strides, before } = window;
    const outputs = graph.shape(y).slice(0, 2);
    const after = [H, W].map((length, i) => (outputs[i] - 1) * strides[i] + kernel[i] - length - before[i]);
    const padded = graph.pad(b.x(0), [...before, 0, 0, ...after.map((pad) => Math.max(0, pad)), 0, 0], LOWEST);
    let taken: string | undefined;
    const parts = range(kernel[0] * kernel[1]).map((place) => {
      const starts = [Math.floor(place / kernel[1]), place % kernel[1]];
      const ends = starts.map((start, i) => start + (outputs[i] - 1) * strides[i] + 1);
      const is = graph.op('Equal', [graph.slice(padded, [0, 1], starts, ends, strides), y]);
      const first = taken ? graph.op('And', [is, graph.unary('Not', taken)]) : is;
      taken = taken ? graph.op('Or', [taken, is]) : is;
      return passed(b, first);
    });
    return scatter(graph, window, [H, W], (i, j) => parts[i * kernel[1] + j]);
  }),
  GlobalAveragePool: unary(({ graph, dy, shape }) => {
    const [, , H, W] = shape(0);
    return graph.mul(dy, 1 / (H * W));
  }),
  /** As ReduceMax over the spatial axes. */
  GlobalMaxPool: unary(({ graph, x, y, dy, shape }) => {
    const axes = shape(0).map((_, axis) => axis).slice(2); // prettier-ignore
    const is = graph.op('Cast', [graph.op('Equal', [x(0), y])], { to: 1 });
    return graph.mul(is, graph.div(dy, graph.sum(is, axes, true)));
  }),
};
