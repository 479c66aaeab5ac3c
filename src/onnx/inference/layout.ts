import { intOf, intsOf, stringOf } from '../attributes';
import { OnnxError } from '../error';
import type { KnownValue } from '../known';
import { DataType } from '../model';
import { axisOf, broadcast, describe, isDynamic, type Shape, size } from '../shape';
import type { Infer, NodeContext } from './context';

/** Axes that are an input from operator set 13 on, an attribute before. */
function axesOf(n: NodeContext, rank: number): readonly number[] | undefined {
  const axes = n.has(1) ? n.integers(1) : intsOf(n.node, 'axes');
  return axes?.map((axis) => axisOf(axis, rank));
}

const fromShape = (dim: number): KnownValue => (isDynamic(dim) ? { timesBatch: -dim } : dim);
const toShape = (value: KnownValue) => (typeof value === 'number' ? value : -value.timesBatch);

function reshaped(x: Shape, target: readonly KnownValue[], allowZero: boolean): Shape {
  const free = target.indexOf(-1);
  const shape = target.map((value, axis) => (axis === free ? 1 : value === 0 && !allowZero ? x[axis] : toShape(value)));
  if (free >= 0) shape[free] = size(x) / size(shape);
  if (size(shape) !== size(x) || shape.some((dim) => dim >= 0 && !Number.isInteger(dim)))
    throw new OnnxError(`${describe(x)} cannot take the shape ${describe(shape)}`);
  return shape;
}

export const LAYOUT: Readonly<Record<string, Infer>> = {
  Reshape: (n) => {
    const target = n.known(1);
    if (!target) throw new OnnxError(`the shape ${n.node.inputs[1]} is not constant`);
    return [
      {
        shape: reshaped(n.shape(0), target, intOf(n.node, 'allowzero', 0) === 1),
        type: n.type(0),
        values: n.known(0),
      },
    ];
  },
  Flatten: (n) => {
    const x = n.shape(0);
    const axis = intOf(n.node, 'axis', 1);
    const at = axis < 0 ? axis + x.length : axis;
    return [{ shape: [size(x.slice(0, at)), size(x.slice(at))], type: n.type(0) }];
  },
  Squeeze: (n) => {
    const x = n.shape(0);
    const axes = axesOf(n, x.length) ?? x.flatMap((dim, axis) => (dim === 1 ? [axis] : []));
    if (axes.some((axis) => x[axis] !== 1)) throw new OnnxError(`an axis of ${describe(x)} is not of length 1`);
    return [{ shape: x.filter((_, axis) => !axes.includes(axis)), type: n.type(0), values: n.known(0) }];
  },
  Unsqueeze: (n) => {
    const x = [...n.shape(0)];
    const added = (n.has(1) ? n.integers(1) : intsOf(n.node, 'axes')) ?? [];
    const rank = x.length + added.length;
    const axes = added.map((axis) => axisOf(axis, rank));
    const shape = Array.from({ length: rank }, (_, axis) => (axes.includes(axis) ? 1 : x.shift()!));
    return [{ shape, type: n.type(0), values: n.known(0) }];
  },
  Transpose: (n) => {
    const x = n.shape(0);
    const perm = intsOf(n.node, 'perm') ?? x.map((_, axis) => x.length - 1 - axis);
    return [{ shape: perm.map((from) => x[from]), type: n.type(0) }];
  },
  Shape: (n) => {
    const x = n.shape(0);
    const shape = x.slice(intOf(n.node, 'start', 0), intOf(n.node, 'end', x.length));
    return [{ shape: [shape.length], type: DataType.int64, values: shape.map(fromShape) }];
  },
  Expand: (n) => {
    const target = n.known(1);
    if (!target) throw new OnnxError('its shape is not constant');
    return [{ shape: broadcast(n.shape(0), target.map(toShape)), type: n.type(0) }];
  },
  ConstantOfShape: (n) => {
    const target = n.known(0);
    if (!target) throw new OnnxError('its shape is not constant');
    const value = n.node.attributes.get('value');
    return [{ shape: target.map(toShape), type: value?.kind === 'tensor' ? value.value.type : DataType.float32 }];
  },
  Tile: (n) => {
    const repeats = n.integers(1);
    return [{ shape: n.shape(0).map((dim, axis) => dim * repeats[axis]), type: n.type(0) }];
  },
  Pad: (n) => {
    const x = n.shape(0);
    const pads = n.has(1) ? n.integers(1) : (intsOf(n.node, 'pads') ?? []);
    const axes = n.has(3) ? n.integers(3).map((axis) => axisOf(axis, x.length)) : x.map((_, axis) => axis);
    const shape = [...x];
    axes.forEach((axis, i) => {
      const more = pads[i] + pads[i + axes.length];
      if (more !== 0 && isDynamic(shape[axis])) throw new OnnxError('it pads the batch');
      shape[axis] += more;
    });
    return [{ shape, type: n.type(0) }];
  },
  DepthToSpace: (n) => {
    const [batch, channels, height, width] = n.shape(0);
    const block = intOf(n.node, 'blocksize', 1);
    if (stringOf(n.node, 'mode') && channels % block ** 2)
      throw new OnnxError(`${channels} channels in blocks of ${block}`);
    return [{ shape: [batch, channels / block ** 2, height * block, width * block], type: n.type(0) }];
  },
  SpaceToDepth: (n) => {
    const [batch, channels, height, width] = n.shape(0);
    const block = intOf(n.node, 'blocksize', 1);
    return [{ shape: [batch, channels * block ** 2, height / block, width / block], type: n.type(0) }];
  },
};
