import { type GraphBuilder, intOf, intsOf, type Window, windowOf } from '../../onnx';
import { TrainingError } from '../errors';
import { cropImage, depthToSpace } from './conv-geometry';
import { unary } from './elementwise';
import type { Backward, Rules } from './rule';

const LOWEST = -3.4e38;

function poolWindow({ step, shape }: Backward): Window {
  const kernel = intsOf(step, 'kernel_shape');
  if (kernel?.length !== 2) throw new TrainingError(`${step.op} ${step.name} is not over two spatial axes`);
  return windowOf(step, shape(0), kernel);
}

/**
 * Adds up what each place of the window gives to the pixel it lies on: `part(i, j)` is [N, C, Ho, Wo] for place (i, j).
 * Places that agree modulo the stride land on the same sub-lattice of pixels, shifted; the sub-lattices are then woven.
 */
function scatter(
  graph: GraphBuilder,
  window: Window,
  image: readonly number[],
  part: (i: number, j: number) => string,
) {
  const { kernel, strides, before } = window;
  const [sh, sw] = strides;
  const [rows, columns] = kernel.map((length, i) => Math.ceil(length / strides[i]));
  const phases: string[] = [];
  for (let r = 0; r < sh; r++)
    for (let q = 0; q < sw; q++) {
      let sum: string | undefined;
      for (let a = 0; a * sh + r < kernel[0]; a++)
        for (let b = 0; b * sw + q < kernel[1]; b++) {
          const piece = part(a * sh + r, b * sw + q);
          const shifted = graph.pad(piece, [0, 0, a, b, 0, 0, rows - 1 - a, columns - 1 - b]);
          sum = sum ? graph.add2(sum, shifted) : shifted;
        }
      const blank = () => graph.pad(graph.mul(part(0, 0), 0), [0, 0, 0, 0, 0, 0, rows - 1, columns - 1]);
      phases.push(sum ?? blank());
    }
  return cropImage(graph, weave(graph, phases, strides), before, image.slice(2));
}

/** [N, C, H, W] each -> [N, C, H sh, W sw]. */
function weave(graph: GraphBuilder, phases: readonly string[], strides: readonly number[]): string {
  if (phases.length === 1) return phases[0];
  const [N, C, H, W] = graph.shape(phases[0]);
  const apart = phases.map((phase) => graph.reshape(phase, [N, C, 1, H, W]));
  return depthToSpace(graph, graph.reshape(graph.concat(apart, 2), [N, C * phases.length, H, W]), strides);
}

/** How many pixels each window averages, [1, 1, Ho, Wo]: padding counts only if count_include_pad says so. */
function counts({ graph, step, shape, dy }: Backward, window: Window): string | number {
  const { kernel, strides, dilations, before, after } = window;
  const image = shape(0);
  const withPadding = intOf(step, 'count_include_pad', 0) === 1;
  const [, , Ho, Wo] = graph.shape(dy);
  const along = (axis: number, length: number) =>
    Array.from({ length }, (_, at) => {
      let count = 0;
      for (let k = 0; k < kernel[axis]; k++) {
        const pixel = at * strides[axis] + k * dilations[axis] - before[axis];
        const inside = pixel >= 0 && pixel < image[2 + axis];
        const padding = pixel >= -before[axis] && pixel < image[2 + axis] + after[axis];
        if (withPadding ? padding : inside) count++;
      }
      return count;
    });
  const [rows, columns] = [along(0, Ho), along(1, Wo)];
  const all = rows.flatMap((row) => columns.map((column) => row * column));
  return all.every((count) => count === all[0]) ? all[0] : graph.constant(all, [1, 1, Ho, Wo]);
}

export const POOLING: Rules = {
  AveragePool: unary((b) => {
    const window = poolWindow(b);
    if (window.dilations.some((d) => d !== 1)) throw new TrainingError(`AveragePool ${b.step.name} is dilated`);
    const count = counts(b, window);
    const share = typeof count === 'number' ? b.graph.mul(b.dy, 1 / count) : b.graph.div(b.dy, count);
    return scatter(b.graph, window, b.shape(0), () => share);
  }),
  /** dy goes to the first pixel of the window, row by row, that is equal to the maximum. */
  MaxPool: unary((b) => {
    const { graph, y, dy } = b;
    const window = poolWindow(b);
    const { kernel, strides, before, dilations } = window;
    if (dilations.some((d) => d !== 1)) throw new TrainingError(`MaxPool ${b.step.name} is dilated`);
    const [, , H, W] = b.shape(0);
    const [, , Ho, Wo] = graph.shape(y);
    const after = [
      (Ho - 1) * strides[0] + kernel[0] - H - before[0],
      (Wo - 1) * strides[1] + kernel[1] - W - before[1],
    ];
    const padded = graph.pad(b.x(0), [0, 0, ...before, 0, 0, ...after.map((pad) => Math.max(0, pad))], LOWEST);
    let taken: string | undefined;
    const parts = new Map<number, string>();
    for (let i = 0; i < kernel[0]; i++)
      for (let j = 0; j < kernel[1]; j++) {
        const ends = [i + (Ho - 1) * strides[0] + 1, j + (Wo - 1) * strides[1] + 1];
        let is = graph.op('Equal', [graph.slice(padded, [2, 3], [i, j], ends, strides), y]);
        const before = taken;
        taken = taken ? graph.op('Or', [taken, is]) : is;
        if (before) is = graph.op('And', [is, graph.unary('Not', before)]);
        parts.set(i * kernel[1] + j, graph.where(is, dy, 0));
      }
    return scatter(graph, window, b.shape(0), (i, j) => parts.get(i * kernel[1] + j)!);
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
