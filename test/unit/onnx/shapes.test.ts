import assert from 'node:assert/strict';
import fc from 'fast-check';
import * as ort from 'onnxruntime-node';
import { encodeModel, float, GraphBuilder, isDynamic, type Shape } from '../../../src/onnx';

/** Adds one random operator to an image or a matrix; gives its output. */
type Layer = (graph: GraphBuilder, x: string, pick: (from: number, to: number) => number) => string;

const zeros = (graph: GraphBuilder, dims: readonly number[]) =>
  graph.constant(new Float32Array(dims.reduce((a, b) => a * b, 1)), dims);
const pair = (value: number) => [value, value];

const ON_IMAGES: Readonly<Record<string, Layer>> = {
  Conv: (g, x, pick) => {
    const [, C] = g.shape(x);
    const groups = C % 2 === 0 ? pick(1, 2) : 1;
    const [kernel, dilation] = [pick(1, 3), pick(1, 2)];
    const w = zeros(g, [2 * pick(1, 3), C / groups, kernel, kernel]);
    const pads = [pick(2, 4), pick(2, 4), pick(2, 4), pick(2, 4)];
    return g.op('Conv', [x, w], { group: groups, strides: pair(pick(1, 3)), dilations: pair(dilation), pads });
  },
  'Conv SAME': (g, x, pick) => {
    const w = zeros(g, [2, g.shape(x)[1], pick(1, 3), pick(1, 3)]);
    return g.op('Conv', [x, w], { auto_pad: pick(0, 1) ? 'SAME_UPPER' : 'SAME_LOWER', strides: pair(pick(1, 2)) });
  },
  MaxPool: (g, x, pick) => {
    // No window starts in the far padding here: a test of its own, below, has those.
    const ceil = pick(0, 1);
    const [strides, pads] = ceil ? [pair(pick(1, 2)), [1, 1, 0, 0]] : [pair(pick(1, 3)), [1, 1, 1, 2]];
    return g.op('MaxPool', [x], { kernel_shape: [2, 3], strides, ceil_mode: ceil, pads });
  },
  AveragePool: (g, x, pick) =>
    g.op('AveragePool', [x], { kernel_shape: [2, 2], strides: pair(pick(1, 2)), pads: [1, 0, 1, 1] }),
  Pad: (g, x, pick) => g.pad(x, [0, pick(0, 2), pick(0, 2), 0, 0, 0, 0, pick(0, 2)]),
  Slice: (g, x, pick) => g.slice(x, [2, -1], [0, -1], [pick(1, 9), -100], [pick(1, 2), -pick(1, 2)]),
  Transpose: (g, x) => g.transpose(x, [0, 1, 3, 2]),
  Concat: (g, x, pick) => g.concat([x, x], pick(1, 3)),
  Split: (g, x) =>
    g.shape(x)[1] > 1 ? g.node('Split', [x, g.integers([1, g.shape(x)[1] - 1])], { axis: 1 }, 2)[1] : x,
  Gather: (g, x) => g.gather(x, [0, -1, 0], 2),
  Tile: (g, x, pick) => g.op('Tile', [x, g.integers([1, pick(1, 2), 1, 1])]),
  SpaceToDepth: (g, x) => (g.shape(x).slice(2).every((dim) => dim % 2 === 0) ? g.op('SpaceToDepth', [x], { blocksize: 2 }) : x), // prettier-ignore
  DepthToSpace: (g, x) => (g.shape(x)[1] % 4 === 0 ? g.op('DepthToSpace', [x], { blocksize: 2 }) : x),
  'broadcast Add': (g, x) => g.add2(x, zeros(g, [g.shape(x)[1], 1, 1])),
  ReduceMean: (g, x, pick) => g.mean(x, [pick(1, 3)]),
  'Reshape with the batch kept': (g, x) => {
    const [, C, H, W] = g.shape(x);
    return g.reshape(g.reshape(x, [-1, C * H, W]), [-1, C, H, W]);
  },
  'Reshape by computed shape': (g, x) => {
    const size = g.op('Shape', [x]);
    const target = g.concat([g.gather(size, [0, 1], 0), g.integers([-1]), g.gather(size, [2], 0)], 0);
    return g.op('Reshape', [x, target]);
  },
  Unsqueeze: (g, x) => g.op('Squeeze', [g.unsqueeze(x, [-1, 2]), g.integers([2, -1])]),
  Expand: (g, x) => g.op('Expand', [g.mean(x, [1]), g.integers([1, 3, 1, 1])]),
  Softmax: (g, x) => g.op('Softmax', [x], { axis: 1 }),
  Clip: (g, x) => g.op('Clip', [x, g.constant(0)]),
  LayerNormalization: (g, x) => {
    const w = zeros(g, [g.shape(x)[3]]);
    return g.node('LayerNormalization', [x, w, w], { axis: -1, epsilon: float(1e-5) }, 3)[0];
  },
  MatMul: (g, x, pick) => g.matmul(x, zeros(g, [g.shape(x)[3], pick(1, 4)])),
  'MatMul of itself': (g, x) => g.matmul(x, g.transpose(x, [0, 1, 3, 2])),
};

describe('shape inference', () => {
  it('says the shapes that ONNX Runtime computes, for any batch', async () => {
    const layers = Object.entries(ON_IMAGES);
    const chain = fc.array(fc.tuple(fc.nat(layers.length - 1), fc.infiniteStream(fc.nat(1000))), {
      minLength: 1,
      maxLength: 5,
    });
    await fc.assert(
      fc.asyncProperty(chain, fc.integer({ min: 1, max: 3 }), async (steps, batch) => {
        const graph = new GraphBuilder(17);
        let x = graph.input('x', [-1, 4, 8, 6]);
        const said: Shape[] = [];
        const keep = (tensor: string) => {
          graph.output(`y${said.length}`, tensor);
          said.push(graph.shape(tensor));
        };
        for (const [which, numbers] of steps) {
          const pick = (from: number, to: number) => from + ((numbers.next().value ?? 0) % (to - from + 1));
          x = layers[which][1](graph, x, pick);
          if (graph.shape(x).some((dim) => dim === 0 || dim > 64)) return;
          keep(x);
        }
        keep(graph.op('Flatten', [x]));
        const options = { graphOptimizationLevel: 'disabled', logSeverityLevel: 4, intraOpNumThreads: 1 } as const;
        const session = await ort.InferenceSession.create(encodeModel(graph.model()), options);
        const results = await session.run({
          x: new ort.Tensor('float32', new Float32Array(batch * 192), [batch, 4, 8, 6]),
        });
        said.forEach((shape, i) => {
          const dims = shape.map((dim) => (isDynamic(dim) ? -dim * batch : dim));
          assert.deepEqual(results[`y${i}`].dims, dims);
        });
        await session.release();
      }),
      { numRuns: 150 },
    );
  });

  // Before opset 22 ONNX Runtime's own inference counts the window that its kernel leaves out, and so refuses what follows a
  // pooling like that; what it computes is the same in every opset. Hence the pooling alone.
  it('leaves out a window that would start in the far padding, as ONNX Runtime computes', async () => {
    const sizes = fc.record({
      kernel: fc.integer({ min: 1, max: 4 }),
      stride: fc.integer({ min: 1, max: 4 }),
      before: fc.nat(3),
      after: fc.nat(3),
      length: fc.integer({ min: 1, max: 9 }),
      opset: fc.constantFrom(13, 17, 20, 22),
    });
    let left = 0;
    await fc.assert(
      fc.asyncProperty(sizes, async ({ kernel, stride, before, after, length, opset }) => {
        fc.pre(Math.max(before, after) < kernel && length + before + after >= kernel);
        const graph = new GraphBuilder(opset);
        const x = graph.input('x', [1, 1, length, length]);
        const pads = [before, before, after, after];
        const pooled = graph.op('MaxPool', [x], {
          kernel_shape: pair(kernel),
          strides: pair(stride),
          pads,
          ceil_mode: 1,
        });
        graph.output('y', pooled);
        const dims = graph.shape(pooled);
        if (Math.ceil((length + before + after - kernel) / stride) + 1 > dims[2]) left++;
        const options = { graphOptimizationLevel: 'disabled', logSeverityLevel: 4, intraOpNumThreads: 1 } as const;
        const session = await ort.InferenceSession.create(encodeModel(graph.model()), options);
        const { y } = await session.run({
          x: new ort.Tensor('float32', new Float32Array(length * length), [1, 1, length, length]),
        });
        await session.release();
        assert.deepEqual(y.dims, dims);
      }),
      { numRuns: 150, examples: [[{ kernel: 3, stride: 2, before: 1, after: 2, length: 3, opset: 17 }]] },
    );
    assert.ok(left > 0);
  });

  it('names the node whose inputs do not fit', () => {
    const graph = new GraphBuilder(17);
    graph.input('a', [-1, 3]);
    assert.throws(
      () => graph.matmul('a', graph.constant([1, 2, 3, 4], [2, 2])),
      /MatMul MatMul_\d+: \[N, 3\] times \[2, 2\]/,
    );
    assert.throws(() => graph.op('NoSuch', ['a']), /the shapes of NoSuch are not known/);
    assert.throws(() => graph.add2('a', 'b'), /there is no tensor b/);
  });

  it('adds equal nodes and equal constants once', () => {
    const graph = new GraphBuilder(17);
    graph.input('a', [-1, 3]);
    assert.equal(graph.mul('a', 2), graph.mul('a', 2));
    assert.notEqual(graph.mul('a', 0), graph.mul('a', -0));
    assert.equal(graph.nodes.length, 3);
  });
});
