import { intOf, intsOf, stringOf } from './attributes';
import type { Node } from './model';
import type { Shape } from './shape';

/** How a window slides over the spatial axes, one entry an axis. */
export interface Window {
  readonly kernel: readonly number[];
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  readonly before: readonly number[];
  readonly after: readonly number[];
  readonly groups: number;
  readonly ceil: boolean;
}

/** The window of a Conv or a pooling over an input of shape `x` = [N, C, ...spatial], its automatic padding worked out. */
export function windowOf(node: Pick<Node, 'attributes'>, x: Shape, kernel: readonly number[]): Window {
  const rank = kernel.length;
  const ones = kernel.map(() => 1);
  const strides = intsOf(node, 'strides') ?? ones;
  const dilations = intsOf(node, 'dilations') ?? ones;
  const pads = intsOf(node, 'pads') ?? [...kernel, ...kernel].map(() => 0);
  const automatic = stringOf(node, 'auto_pad') ?? 'NOTSET';
  let [before, after] = [pads.slice(0, rank), pads.slice(rank)];
  if (automatic === 'VALID') [before, after] = [kernel.map(() => 0), kernel.map(() => 0)];
  if (automatic.startsWith('SAME')) {
    const total = kernel.map((length, i) => {
      const outputs = Math.ceil(x[2 + i] / strides[i]);
      return Math.max(0, (outputs - 1) * strides[i] + (length - 1) * dilations[i] + 1 - x[2 + i]);
    });
    const less = total.map((pad) => Math.floor(pad / 2));
    const more = total.map((pad, i) => pad - less[i]);
    [before, after] = automatic === 'SAME_UPPER' ? [less, more] : [more, less];
  }
  const ceil = intOf(node, 'ceil_mode', 0) === 1;
  return { kernel, strides, dilations, before, after, groups: intOf(node, 'group', 1), ceil };
}

/** Length of the output along spatial axis `i`. */
export function outputLength(input: number, i: number, w: Window): number {
  const room = input + w.before[i] + w.after[i] - w.dilations[i] * (w.kernel[i] - 1) - 1;
  const steps = room / w.strides[i];
  if (!w.ceil) return Math.floor(steps) + 1;
  const length = Math.ceil(steps) + 1;
  // A window that would start in the padding after the image is left out.
  return (length - 1) * w.strides[i] >= input + w.before[i] ? length - 1 : length;
}
