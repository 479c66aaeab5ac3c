import assert from 'node:assert/strict';
import { float, GraphBuilder } from '../../../src/onnx';
import { RULES } from '../../../src/training/rules';
import { compareGradients, type GradientCase } from './gradient-check';

type Attributes = Parameters<GraphBuilder['op']>[2];

/** One operator on inputs x0, x1, ...; what follows them are constants. */
function single(
  op: string,
  dims: readonly (readonly number[])[],
  attributes: Attributes = {},
  more: {
    from?: number;
    to?: number;
    apart?: number;
    opset?: number;
    constants?: (graph: GraphBuilder) => string[];
  } = {},
): GradientCase {
  const { opset, constants, ...range } = more;
  return {
    inputs: Object.fromEntries(dims.map((shape, i) => [`x${i}`, { dims: shape, ...range }])),
    build: (graph) => graph.op(op, [...dims.map((_, i) => `x${i}`), ...(constants?.(graph) ?? [])], attributes),
    opset,
  };
}

const image = [2, 4, 6, 5];
const separate = { from: -3, to: 3, apart: 1e-3 };
const positive = { from: 0.5, to: 2 };
const ints = (...lists: number[][]) => ({
  constants: (graph: GraphBuilder) => lists.map((list) => graph.integers(list)),
});

/** BatchNormalization by the batch's own statistics, and its formula written out. */
function byBatch(
  dims: readonly number[],
  image: GradientCase['inputs'] = { x: { dims, from: 2, to: 4 } },
  imageOf: (graph: GraphBuilder) => string = () => 'x',
): GradientCase {
  const channels = [dims[1], ...dims.slice(2).map(() => 1)];
  const axes = dims.flatMap((_, axis) => (axis === 1 ? [] : [axis]));
  return {
    inputs: { ...image, w: { dims: [dims[1]] }, b: { dims: [dims[1]] } },
    options: { batchNorm: 'batch' },
    build: (g) => {
      const statistics = [g.constant([0.1, -0.2, 0.3]), g.constant([0.5, 1, 2])];
      return g.op('BatchNormalization', [imageOf(g), 'w', 'b', ...statistics], { epsilon: float(1e-3) });
    },
    reference: (g) => {
      const x = imageOf(g);
      const centred = g.sub(x, g.mean(x, axes));
      const variance = g.mean(g.mul(centred, centred), axes);
      const normal = g.div(centred, g.unary('Sqrt', g.add2(variance, 1e-3)));
      return g.add2(g.mul(normal, g.reshape('w', channels)), g.reshape('b', channels));
    },
  };
}

/** A convolution with channels enough for one of few products, and what follows it. */
function wide(
  dims: readonly number[],
  weights: readonly number[],
  attributes: Attributes = { pads: [1, 1, 1, 1] },
  more: GradientCase['inputs'] = {},
  follow: (graph: GraphBuilder, y: string) => string = (_, y) => y,
): GradientCase {
  return {
    inputs: { x: { dims }, k: { dims: weights }, ...more },
    build: (g) => follow(g, g.op('Conv', ['x', 'k'], attributes)),
  };
}

const CASES: Readonly<Record<string, GradientCase>> = {
  'Add, broadcast': single('Add', [[2, 3, 4], [3, 1]]),
  'Sub, broadcast': single('Sub', [[3, 1], [2, 3, 4]]),
  'Mul, broadcast': single('Mul', [[2, 3, 4], [4]]),
  'Mul of one by itself': { inputs: { x: { dims: [5] } }, build: (g) => g.mul('x', 'x') },
  'Div, broadcast': single('Div', [[2, 3], [1, 3]], {}, positive),
  'Pow of both': single('Pow', [[2, 3], [1, 3]], {}, positive),
  'Pow 2': { inputs: { x: { dims: [5] } }, build: (g) => g.binary('Pow', 'x', 2) },
  'Pow -1.5': { inputs: { x: { dims: [5], ...positive } }, build: (g) => g.binary('Pow', 'x', -1.5) },
  Sqrt: single('Sqrt', [[5]], {}, positive),
  Exp: single('Exp', [[5]]),
  Log: single('Log', [[5]], {}, positive),
  Neg: single('Neg', [[5]]),
  Abs: single('Abs', [[6]], {}, separate),
  Reciprocal: single('Reciprocal', [[5]], {}, positive),
  'Max of three': single('Max', [[2, 3], [3], [1]], {}, separate),
  Min: single('Min', [[2, 3], [2, 1]], {}, separate),
  Sum: single('Sum', [[2, 3], [3], [1]]),
  Mean: single('Mean', [[2, 3], [3], [2, 1]]),
  Where: {
    inputs: { a: { dims: [2, 3] }, b: { dims: [3] } },
    build: (g) => g.where(g.op('Greater', [g.constant([1, -1, 1]), g.constant(0)]), 'a', 'b'),
  },
  Relu: single('Relu', [[12]], {}, separate),
  LeakyRelu: single('LeakyRelu', [[12]], { alpha: float(0.2) }, separate),
  PRelu: single('PRelu', [[2, 3, 4], [3, 1]], {}, { from: -3, to: 3, apart: 1e-3 }),
  Elu: single('Elu', [[12]], { alpha: float(1.5) }, separate),
  Sigmoid: single('Sigmoid', [[6]]),
  Tanh: single('Tanh', [[6]]),
  Erf: single('Erf', [[6]]),
  'Gelu of operator set 20': single('Gelu', [[12]], {}, { opset: 20 }),
  'Gelu by tanh': single('Gelu', [[12]], { approximate: 'tanh' }, { opset: 20 }),
  'Gelu written out': {
    inputs: { x: { dims: [8] } },
    build: (g) => g.mul(g.mul('x', g.add2(g.unary('Erf', g.div('x', Math.SQRT2)), 1)), 0.5),
  },
  'SiLU written out': { inputs: { x: { dims: [8] } }, build: (g) => g.mul('x', g.unary('Sigmoid', 'x')) },
  HardSigmoid: single('HardSigmoid', [[20]], { alpha: float(0.3) }, { from: -4, to: 4, apart: 1e-2 }),
  HardSwish: single('HardSwish', [[20]], {}, { from: -4.3, to: 4, apart: 1e-2 }),
  Softplus: single('Softplus', [[6]]),
  Clip: {
    inputs: { x: { dims: [20], from: -3, to: 3.1, apart: 1e-2 } },
    build: (g) => g.op('Clip', ['x', g.constant(-1), g.constant(2)]),
  },
  'Clip from below': {
    inputs: { x: { dims: [20], from: -3, to: 3.1, apart: 1e-2 } },
    build: (g) => g.op('Clip', ['x', g.constant(-1)]),
  },
  Softmax: single('Softmax', [[2, 3, 4]], { axis: 1 }),
  LogSoftmax: single('LogSoftmax', [[2, 5]]),
  'MatMul of matrices': single('MatMul', [[3, 4], [4, 2]]),
  'MatMul by one matrix': single('MatMul', [[2, 3, 4], [4, 5]]),
  'MatMul of batches, broadcast': single('MatMul', [[2, 1, 3, 4], [5, 4, 2]]),
  Gemm: single('Gemm', [[3, 4], [4, 5], [5]], { alpha: float(0.5), beta: float(2) }),
  'Gemm, both transposed': single('Gemm', [[4, 3], [5, 4], [3, 1]], { transA: 1, transB: 1 }),
  'Gemm, first transposed': single('Gemm', [[4, 3], [4, 5]], { transA: 1 }),
  LayerNormalization: single('LayerNormalization', [[2, 3, 6], [6], [6]], { axis: -1 }),
  'LayerNormalization over two axes, no bias': single('LayerNormalization', [[2, 3, 6], [3, 6]], { axis: 1 }),
  'LayerNormalization written out': {
    inputs: { x: { dims: [3, 6] }, w: { dims: [6] }, b: { dims: [6] } },
    opset: 13,
    build: (g) => {
      const centred = g.sub('x', g.mean('x', [-1]));
      const variance = g.mean(g.binary('Pow', centred, 2), [-1]);
      return g.add2(g.mul(g.div(centred, g.unary('Sqrt', g.add2(variance, 1e-5))), 'w'), 'b');
    },
  },
  BatchNormalization: {
    inputs: { x: { dims: [2, 3, 2, 2] }, w: { dims: [3] }, b: { dims: [3] } },
    build: (g) => g.op('BatchNormalization', ['x', 'w', 'b', g.constant([0.1, -0.2, 0.3]), g.constant([0.5, 1, 2])]),
  },
  'BatchNormalization behind a convolution': {
    inputs: { x: { dims: [2, 2, 4, 4] }, k: { dims: [3, 2, 3, 3] }, c: { dims: [3] }, w: { dims: [3] }, b: { dims: [3] } },
    build: (g) => {
      const y = g.op('Conv', ['x', 'k', 'c'], { pads: [1, 1, 1, 1] });
      return g.op('BatchNormalization', [y, 'w', 'b', g.constant([0.1, -0.2, 0.3]), g.constant([0.5, 1, 2])]);
    },
  },
  "BatchNormalization by the batch's statistics": byBatch([2, 3, 2, 3]),
  "BatchNormalization by the batch's statistics, one spatial axis": byBatch([3, 3, 4]),
  "BatchNormalization by the batch's statistics, of vectors": byBatch([6, 3]),
  "BatchNormalization by the batch's statistics behind a convolution": byBatch(
    [2, 3, 2, 2],
    { x: { dims: [2, 2, 4, 4] }, k: { dims: [3, 2, 3, 3] } },
    (g) => g.op('Conv', ['x', 'k']),
  ),
  InstanceNormalization: single('InstanceNormalization', [[2, 3, 4, 4], [3], [3]]),
  GroupNormalization: single('GroupNormalization', [[2, 4, 3, 3], [2], [2]], { num_groups: 2 }, { opset: 18 }),
  ReduceMean: single('ReduceMean', [[2, 3, 4]], { axes: [0, 2], keepdims: 0 }),
  'ReduceMean of operator set 18': single('ReduceMean', [[2, 3, 4]], {}, { opset: 18, ...ints([-1, 0]) }),
  'ReduceSum, axes an input': single('ReduceSum', [[2, 3, 4]], { keepdims: 0 }, ints([-2])),
  'ReduceSum of everything': single('ReduceSum', [[2, 3, 4]], { keepdims: 0 }),
  ReduceMax: single('ReduceMax', [[2, 3, 4]], { axes: [1], keepdims: 0 }, separate),
  ReduceMin: single('ReduceMin', [[2, 3, 4]], { axes: [1, 2] }, separate),
  ReduceL2: single('ReduceL2', [[2, 3, 4]], { axes: [1] }, positive),
  ReduceSumSquare: single('ReduceSumSquare', [[2, 3, 4]], { axes: [1], keepdims: 0 }),
  ReduceLogSumExp: single('ReduceLogSumExp', [[2, 3, 4]], { axes: [2], keepdims: 0 }),
  Reshape: single('Reshape', [[2, 3, 4]], {}, ints([4, -1])),
  Flatten: single('Flatten', [[2, 3, 4]], { axis: 2 }),
  Squeeze: single('Squeeze', [[2, 1, 4]], {}, ints([1])),
  Unsqueeze: single('Unsqueeze', [[2, 4]], {}, ints([0, -1])),
  Transpose: single('Transpose', [[2, 3, 4]], { perm: [2, 0, 1] }),
  'Transpose by default': single('Transpose', [[2, 3, 4]]),
  Concat: single('Concat', [[2, 3], [2, 1], [2, 2]], { axis: -1 }),
  Split: {
    inputs: { x: { dims: [2, 6] } },
    build: (g) => g.node('Split', ['x', g.integers([1, 3, 2])], { axis: 1 }, 3).slice(0, 2),
  },
  'Split of operator set 18': {
    inputs: { x: { dims: [2, 5] } },
    opset: 18,
    build: (g) => g.node('Split', ['x'], { axis: 1, num_outputs: 2 }, 2),
  },
  Slice: single('Slice', [[4, 6]], {}, ints([1, -3], [3, 1000], [0, 1])),
  'Slice by twos': single('Slice', [[4, 7]], {}, ints([1], [7], [1], [2])),
  'Slice by threes from behind': single('Slice', [[4, 8]], {}, ints([-1], [-1000], [1], [-3])),
  Pad: single('Pad', [[2, 3]], {}, ints([1, 0, 0, 2])),
  'Pad that cuts': single('Pad', [[2, 4]], {}, ints([1, -1, 0, 2])),
  Expand: single('Expand', [[3, 1]], {}, ints([2, 3, 4])),
  Tile: single('Tile', [[2, 3]], {}, ints([2, 3])),
  'Gather, repeated': single('Gather', [[4, 3]], { axis: 0 }, ints([1, 1, 3, -1, 0, 1])),
  'Gather, some': single('Gather', [[2, 5]], { axis: 1 }, ints([4, 0])),
  'Gather of a scalar index': { inputs: { x: { dims: [3, 4] } }, build: (g) => g.op('Gather', ['x', g.integers(2)], { axis: 1 }) },
  Cast: single('Cast', [[3]], { to: 1 }),
  'Identity and Dropout': {
    inputs: { x: { dims: [3] } },
    build: (g) => g.mul(g.op('Identity', [g.neg('x')]), g.op('Dropout', [g.neg('x')])),
  },
  GlobalAveragePool: single('GlobalAveragePool', [image]),
  GlobalMaxPool: single('GlobalMaxPool', [image], {}, separate),
  AveragePool: single('AveragePool', [image], { kernel_shape: [2, 2], strides: [2, 2] }),
  'AveragePool, padding left out': single('AveragePool', [image], { kernel_shape: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1] }),
  'AveragePool, padding counted': single('AveragePool', [image], {
    kernel_shape: [3, 3], strides: [1, 2], pads: [1, 1, 1, 1], count_include_pad: 1,
  }), // prettier-ignore
  'AveragePool, ceil': single('AveragePool', [image], { kernel_shape: [2, 2], strides: [2, 2], ceil_mode: 1 }, { opset: 19 }),
  MaxPool: single('MaxPool', [image], { kernel_shape: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1] }, separate),
  'MaxPool 2 x 2': single('MaxPool', [image], { kernel_shape: [2, 2], strides: [2, 2] }, separate),
  'DepthToSpace DCR': single('DepthToSpace', [[2, 8, 2, 3]], { blocksize: 2 }),
  'DepthToSpace CRD': single('DepthToSpace', [[2, 8, 2, 3]], { blocksize: 2, mode: 'CRD' }),
  SpaceToDepth: single('SpaceToDepth', [[2, 2, 4, 6]], { blocksize: 2 }),
  'Conv 1 x 1': single('Conv', [image, [3, 4, 1, 1], [3]]),
  'Conv 1 x 1, stride 2': single('Conv', [image, [3, 4, 1, 1], [3]], { strides: [2, 2] }),
  'Conv 3 x 3': single('Conv', [image, [3, 4, 3, 3], [3]], { pads: [1, 1, 1, 1] }),
  'Conv 3 x 3 without padding': single('Conv', [image, [3, 4, 3, 3]]),
  'Conv 3 x 3, much padding': single('Conv', [[1, 2, 3, 3], [2, 2, 2, 2]], { pads: [2, 2, 2, 2] }),
  'Conv 3 x 3, stride 2': single('Conv', [image, [3, 4, 3, 3], [3]], { pads: [1, 1, 1, 1], strides: [2, 2] }),
  'Conv 3 x 2, strides 2 and 1, uneven padding': single('Conv', [image, [3, 4, 3, 2], [3]], { pads: [0, 1, 1, 0], strides: [2, 1] }),
  'Conv 7 x 7, stride 4': single('Conv', [[1, 2, 9, 9], [3, 2, 7, 7]], { pads: [3, 3, 3, 3], strides: [4, 4] }),
  'Conv, dilated': single('Conv', [image, [3, 4, 2, 2]], { dilations: [2, 2], pads: [1, 1, 1, 1] }),
  'Conv, dilated and strided': single('Conv', [image, [3, 4, 2, 2]], { dilations: [2, 2], strides: [2, 2], pads: [1, 1, 1, 1] }),
  'Conv in groups': single('Conv', [image, [6, 2, 3, 3], [6]], { group: 2, pads: [1, 1, 1, 1] }),
  'Conv in groups, stride 2': single('Conv', [image, [6, 2, 3, 3]], { group: 2, pads: [1, 1, 1, 1], strides: [2, 2] }),
  'Conv of patches': single('Conv', [[2, 3, 4, 6], [5, 3, 2, 2], [5]], { strides: [2, 2] }),
  'Conv SAME_UPPER': single('Conv', [image, [3, 4, 3, 3]], { auto_pad: 'SAME_UPPER', strides: [2, 2] }),
  'Conv SAME_LOWER': single('Conv', [image, [3, 4, 2, 2]], { auto_pad: 'SAME_LOWER' }),
  'Conv VALID': single('Conv', [image, [3, 4, 3, 3]], { auto_pad: 'VALID' }),
  'Conv of a large map': single('Conv', [[1, 16, 17, 17], [1, 16, 3, 3]], { pads: [1, 1, 1, 1] }),
  'Conv of a large map, stride 2': single('Conv', [[1, 16, 33, 33], [1, 16, 3, 3]], { pads: [1, 1, 1, 1], strides: [2, 2] }),
  'Conv, many channels of a small map': single('Conv', [[1, 16, 4, 4], [2, 16, 3, 3]], { pads: [1, 1, 1, 1] }),
  'Conv of few products': wide([1, 16, 7, 5], [16, 16, 3, 3]),
  'Conv of few products, more out than in': wide([1, 16, 4, 4], [20, 16, 3, 3]),
  'Conv of few products, without padding': wide([1, 16, 6, 9], [16, 16, 3, 3], {}),
  'Conv of few products, uneven padding': wide([1, 16, 5, 6], [16, 16, 3, 2], { pads: [0, 1, 2, 0] }),
  'Conv of few products, stride 2': wide([1, 16, 8, 7], [16, 16, 3, 3], { pads: [1, 1, 1, 1], strides: [2, 2] }),
  'Conv of few products, groups of tiles': wide([1, 16, 16, 8], [16, 16, 3, 3]),
  'Conv of few products, groups that are gathered': wide([1, 40, 40, 2], [40, 40, 3, 3]),
  'Conv of few products, stride 2, groups': wide([1, 32, 32, 3], [32, 32, 3, 3], { pads: [1, 1, 1, 1], strides: [2, 2] }),
  'Conv of few products, both axes at once': wide([2, 48, 3, 2], [48, 48, 3, 3]),
  'Conv of few products, 5 x 5': wide([1, 16, 7, 6], [16, 16, 5, 5], { pads: [2, 2, 2, 2] }),
  'Conv of few products, 4 x 4, stride 2': wide([1, 16, 8, 6], [16, 16, 4, 4], { pads: [1, 1, 1, 1], strides: [2, 2] }),
  'Conv of few products, what follows it': wide([2, 16, 4, 3], [16, 16, 3, 3], { pads: [1, 1, 1, 1] },
    { p: { dims: [18, 16, 1, 1] }, c: { dims: [18] }, b: { dims: [18, 1, 1] }, s: { dims: [2, 18, 1, 1] }, r: { dims: [2, 18, 4, 3] } },
    (g, y) => {
      const pointwise = g.op('Conv', [g.unary('Sigmoid', y), 'p', 'c']);
      const scaled = g.mul(g.add2(pointwise, 'b'), g.unary('Tanh', 's'));
      return g.mul(g.op('GlobalAveragePool', [g.sub('r', g.silu(scaled))]), g.mean(g.gelu(scaled), [2, 3]));
    }),
  'Conv of few products, strided 1 x 1': wide([2, 16, 8, 6], [16, 16, 3, 3], { pads: [1, 1, 1, 1] },
    { p: { dims: [5, 16, 1, 1] } }, (g, y) => g.op('Conv', [y, 'p'], { strides: [2, 2] })),
  'Conv of few products, normalised behind an activation': wide([2, 16, 3, 4], [16, 16, 3, 3], { pads: [1, 1, 1, 1] },
    { w: { dims: [16] }, b: { dims: [16] } },
    (g, y) => g.op('BatchNormalization', [g.unary('Tanh', y), 'w', 'b', g.constant(new Array<number>(16).fill(0.1)), g.constant(new Array<number>(16).fill(2))])),
  'Conv of few products, pooled': wide([2, 16, 6, 6], [16, 16, 3, 3], {}, {},
    (g, y) => g.add2(g.op('AveragePool', [y], { kernel_shape: [2, 2], strides: [2, 2] }), g.op('MaxPool', [y], { kernel_shape: [2, 2], strides: [2, 2] }))),
  'Conv of few products, read as it is': wide([2, 16, 3, 4], [16, 16, 3, 3], { pads: [1, 1, 1, 1] }, {},
    (g, y) => g.add2(g.reshape(g.unary('Tanh', y), [2, 192]), g.reshape(g.transpose(y, [0, 2, 3, 1]), [2, 192]))),
  'Conv, depthwise': single('Conv', [image, [4, 1, 3, 3], [4]], { group: 4, pads: [1, 1, 1, 1] }),
  'Conv, depthwise, stride 2': single('Conv', [image, [4, 1, 3, 3]], { group: 4, pads: [1, 1, 1, 1], strides: [2, 2] }),
  'Conv, depthwise, large map': single('Conv', [[1, 2, 10, 9], [2, 1, 5, 5]], { group: 2, pads: [2, 2, 2, 2] }),
  'Conv, depthwise, large map, stride 2': single('Conv', [[1, 2, 17, 15], [2, 1, 3, 3]], { group: 2, pads: [1, 1, 1, 1], strides: [2, 2] }),
}; // prettier-ignore

describe('gradient rules', () => {
  it('are compared below, every one', () => {
    const compared = new Set(
      Object.values(CASES).flatMap(({ inputs, build, opset = 17 }) => {
        const graph = new GraphBuilder(opset);
        for (const [name, { dims }] of Object.entries(inputs)) graph.input(name, dims);
        build(graph);
        return graph.nodes.map(({ op }) => op);
      }),
    );
    const operators = Object.keys(RULES).filter((op) => !op.startsWith('@'));
    assert.deepEqual(operators.filter((op) => !compared.has(op)), []); // prettier-ignore
  });

  for (const [name, gradientCase] of Object.entries(CASES))
    it(`${name} agrees with central differences`, async () => {
      const error = await compareGradients(gradientCase);
      assert.ok(error < 2e-5, String(error));
    });
});
