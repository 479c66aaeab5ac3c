import { intsOf } from '../attributes';
import { OnnxError } from '../error';
import { outputLength, windowOf } from '../geometry';
import { DataType } from '../model';
import { describe, isDynamic } from '../shape';
import type { Infer, NodeContext } from './context';

const pooling: Infer = (n) => {
  const x = spatial(n);
  const kernel = intsOf(n.node, 'kernel_shape');
  if (kernel?.length !== x.length - 2) throw new OnnxError(`kernel_shape does not fit ${describe(x)}`);
  const window = windowOf(n.node, x, kernel);
  const shape = [x[0], x[1], ...kernel.map((_, i) => outputLength(x[2 + i], i, window))];
  return [
    { shape, type: n.type(0) },
    { shape, type: DataType.int64 },
  ];
};

const global: Infer = (n) => [{ shape: n.shape(0).map((dim, axis) => (axis < 2 ? dim : 1)), type: n.type(0) }];

function spatial(n: NodeContext) {
  const x = n.shape(0);
  if (x.length < 3 || x.slice(2).some(isDynamic)) throw new OnnxError(`an image has not the shape ${describe(x)}`);
  return x;
}

export const CONVOLUTION: Readonly<Record<string, Infer>> = {
  Conv: (n) => {
    const [x, w] = [spatial(n), n.shape(1)];
    const window = windowOf(n.node, x, w.slice(2));
    if (w.length !== x.length || w[1] * window.groups !== x[1])
      throw new OnnxError(`weights ${describe(w)} in ${window.groups} groups do not fit ${describe(x)}`);
    return [
      { shape: [x[0], w[0], ...window.kernel.map((_, i) => outputLength(x[2 + i], i, window))], type: n.type(0) },
    ];
  },
  ConvTranspose: (n) => {
    const [x, w] = [spatial(n), n.shape(1)];
    const { kernel, strides, dilations, before, after, groups } = windowOf(n.node, x, w.slice(2));
    const more = intsOf(n.node, 'output_padding') ?? kernel.map(() => 0);
    const lengths = kernel.map(
      (length, i) => (x[2 + i] - 1) * strides[i] + more[i] + (length - 1) * dilations[i] + 1 - before[i] - after[i],
    );
    return [{ shape: [x[0], w[1] * groups, ...lengths], type: n.type(0) }];
  },
  MaxPool: pooling,
  AveragePool: pooling,
  GlobalAveragePool: global,
  GlobalMaxPool: global,
};
