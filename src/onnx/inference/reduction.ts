import { intOf, intsOf } from '../attributes';
import { DataType } from '../model';
import { axisOf } from '../shape';
import type { Infer, NodeContext } from './context';

/** The axes that a node of the Reduce family works on, counted from the front: an input, an attribute, or all. */
function axesOf(n: NodeContext): readonly number[] {
  const x = n.shape(0);
  const axes = n.has(1) ? n.integers(1) : intsOf(n.node, 'axes');
  if (!axes || axes.length === 0) return intOf(n.node, 'noop_with_empty_axes', 0) ? [] : x.map((_, axis) => axis);
  return axes.map((axis) => axisOf(axis, x.length));
}

const reducing: Infer = (n) => {
  const axes = axesOf(n);
  const keep = intOf(n.node, 'keepdims', 1) === 1;
  const shape = n.shape(0).flatMap((dim, axis) => (!axes.includes(axis) ? [dim] : keep ? [1] : []));
  return [{ shape, type: n.type(0) }];
};

const normalising: Infer = (n) => [{ shape: n.shape(0), type: n.type(0) }];

export const REDUCTION: Readonly<Record<string, Infer>> = {
  ...Object.fromEntries(
    ['L1', 'L2', 'Max', 'Mean', 'Min', 'Prod', 'Sum', 'SumSquare', 'LogSumExp'].map((op) => [`Reduce${op}`, reducing]),
  ),
  ArgMax: (n) => {
    const x = n.shape(0);
    const along = axisOf(intOf(n.node, 'axis', 0), x.length);
    const keep = intOf(n.node, 'keepdims', 1) === 1;
    const shape = x.flatMap((dim, axis) => (axis !== along ? [dim] : keep ? [1] : []));
    return [{ shape, type: DataType.int64 }];
  },
  LayerNormalization: (n) => {
    const x = n.shape(0);
    const from = axisOf(intOf(n.node, 'axis', -1), x.length);
    const statistics = { shape: x.map((dim, axis) => (axis < from ? dim : 1)), type: n.type(0) };
    return [{ shape: x, type: n.type(0) }, statistics, statistics];
  },
  BatchNormalization: normalising,
  InstanceNormalization: normalising,
  GroupNormalization: normalising,
};
