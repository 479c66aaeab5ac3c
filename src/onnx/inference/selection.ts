import { intOf, intsOf } from '../attributes';
import { OnnxError } from '../error';
import { DataType } from '../model';
import { axisOf, isDynamic } from '../shape';
import type { Infer, NodeContext } from './context';

/** One axis of a Slice, ends clamped into the axis: its indices are start, start + step, ..., `length` of them. */
export interface SliceAxis {
  readonly axis: number;
  readonly start: number;
  readonly step: number;
  readonly length: number;
}

/** The axes that a Slice touches. @throws OnnxError where one depends on the batch and is not taken whole. */
export function sliceAxes(
  shape: readonly number[],
  starts: readonly number[],
  ends: readonly number[],
  axes = starts.map((_, axis) => axis),
  steps = starts.map(() => 1),
): SliceAxis[] {
  return axes.flatMap((which, i) => {
    const axis = axisOf(which, shape.length);
    const [dim, step] = [shape[axis], steps[i]];
    if (isDynamic(dim)) {
      if (starts[i] === 0 && ends[i] > 1e9 && step === 1) return [];
      throw new OnnxError('a slice of the batch');
    }
    const clamp = (value: number, low: number, high: number) =>
      Math.min(Math.max(value < 0 ? value + dim : value, low), high);
    const start = step > 0 ? clamp(starts[i], 0, dim) : clamp(starts[i], 0, dim - 1);
    const end = step > 0 ? clamp(ends[i], 0, dim) : clamp(ends[i], -1, dim - 1);
    return [{ axis, start, step, length: Math.max(0, Math.ceil((end - start) / step)) }];
  });
}

/** How long the parts of a Split are: an input, an attribute, or equal. */
function splitLengths(n: NodeContext, dim: number): readonly number[] {
  const given = n.has(1) ? n.integers(1) : intsOf(n.node, 'split');
  if (given) return given;
  const count = intOf(n.node, 'num_outputs', n.node.outputs.length);
  if (isDynamic(dim)) return n.node.outputs.map(() => dim / count);
  const length = Math.ceil(dim / count);
  return n.node.outputs.map((_, i) => Math.min(length, dim - i * length));
}

export const SELECTION: Readonly<Record<string, Infer>> = {
  TopK: (n) => {
    const shape = n.shape(0);
    const axis = axisOf(intOf(n.node, 'axis', -1), shape.length);
    const [k] = n.integers(1);
    const dims = shape.map((dim, i) => (i === axis ? k : dim));
    return [
      { shape: dims, type: n.type(0) },
      { shape: dims, type: DataType.int64 },
    ];
  },
  Gather: (n) => {
    const [x, indices] = [n.shape(0), n.shape(1)];
    const axis = axisOf(intOf(n.node, 'axis', 0), x.length);
    const shape = [...x.slice(0, axis), ...indices, ...x.slice(axis + 1)];
    const [values, at] = [n.known(0), n.known(1)];
    const known =
      x.length === 1 && values && at?.every((i) => typeof i === 'number')
        ? at.map((i) => values[i < 0 ? i + values.length : i])
        : undefined;
    return [{ shape, type: n.type(0), values: known }];
  },
  Concat: (n) => {
    const first = n.shape(0);
    const axis = axisOf(intOf(n.node, 'axis', 0), first.length);
    const shapes = n.node.inputs.map((_, index) => n.shape(index));
    const parts = n.node.inputs.map((_, index) => n.known(index));
    for (const shape of shapes)
      if (shape.length !== first.length || shape.some((dim, i) => i !== axis && dim !== first[i]))
        throw new OnnxError('its parts do not fit together');
    const shape = first.map((dim, i) => (i === axis ? shapes.reduce((sum, part) => sum + part[axis], 0) : dim));
    if (shapes.some((part) => isDynamic(part[axis]) !== isDynamic(first[axis])))
      throw new OnnxError('it mixes batch and constant lengths');
    const values = first.length === 1 && parts.every((part) => part !== undefined) ? parts.flat() : undefined;
    return [{ shape, type: n.type(0), values }];
  },
  Split: (n) => {
    const x = n.shape(0);
    const axis = axisOf(intOf(n.node, 'axis', 0), x.length);
    return splitLengths(n, x[axis]).map((length) => ({
      shape: x.map((dim, i) => (i === axis ? length : dim)),
      type: n.type(0),
    }));
  },
  Slice: (n) => {
    const x = n.shape(0);
    const optional = (index: number) => (n.has(index) ? [...n.integers(index)] : undefined);
    const slices = sliceAxes(x, n.integers(1), n.integers(2), optional(3), optional(4));
    const shape = [...x];
    for (const { axis, length } of slices) shape[axis] = length;
    const all = x.length === 1 ? n.known(0) : undefined;
    const [along] = slices;
    const values =
      all && along ? Array.from({ length: along.length }, (_, i) => all[along.start + i * along.step]) : all;
    return [{ shape, type: n.type(0), values }];
  },
};
