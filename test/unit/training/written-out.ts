import {
  floatOf,
  GraphBuilder,
  intOf,
  type Model,
  type Node,
  outputLength,
  stringOf,
  type Window,
  windowOf,
} from '../../../src/onnx';

type Formula = (graph: GraphBuilder, node: Node) => string;

const range = (length: number) => Array.from({ length }, (_, i) => i);

/** What each place of a window sees of [N, C, H, W], [N, C, Ho, Wo] each, in the kernel's order. */
function places(graph: GraphBuilder, x: string, window: Window): string[] {
  const { kernel, strides, dilations, before } = window;
  const sizes = graph.shape(x).slice(2);
  const outputs = sizes.map((length, i) => outputLength(length, i, window));
  const after = outputs.map((output, i) =>
    Math.max(0, (output - 1) * strides[i] + (kernel[i] - 1) * dilations[i] + 1 - sizes[i] - before[i]),
  );
  const padded = graph.pad(x, [0, 0, ...before, 0, 0, ...after]);
  return range(kernel[0] * kernel[1]).map((place) => {
    const starts = [Math.floor(place / kernel[1]) * dilations[0], (place % kernel[1]) * dilations[1]];
    const ends = starts.map((start, i) => start + (outputs[i] - 1) * strides[i] + 1);
    return graph.slice(padded, [2, 3], starts, ends, strides);
  });
}

const conv: Formula = (graph, node) => {
  const [x, w, b] = node.inputs;
  const [Co, inner, ...kernel] = graph.shape(w);
  const window = windowOf(node, graph.shape(x), kernel);
  const { groups } = window;
  const seen = places(graph, x, window);
  const [N, , Ho, Wo] = graph.shape(seen[0]);
  const columns = seen.map((one) => graph.reshape(one, [N, groups, inner, 1, Ho * Wo]));
  const rows = graph.reshape(graph.concat(columns, 3), [N, groups, inner * seen.length, Ho * Wo]);
  const y = graph.matmul(graph.reshape(w, [groups, Co / groups, inner * seen.length]), rows);
  const image = graph.reshape(y, [N, Co, Ho, Wo]);
  return b ? graph.add2(image, graph.reshape(b, [Co, 1, 1])) : image;
};

const averagePool: Formula = (graph, node) => {
  const [x] = node.inputs;
  const kernel = node.attributes.get('kernel_shape');
  if (kernel?.kind !== 'ints') throw new RangeError('AveragePool without a kernel');
  const shape = graph.shape(x);
  const window = windowOf(node, shape, kernel.value.map(Number));
  const sum = (parts: readonly string[]) => parts.reduce((total, part) => graph.add2(total, part));
  const counted = intOf(node, 'count_include_pad', 0) === 1;
  const { before, after } = window;
  const size = shape.slice(2).map((length, i) => (counted ? before[i] + length + after[i] : length));
  const ones = graph.constant(new Array<number>(size[0] * size[1]).fill(1), [1, 1, ...size]);
  const bare = counted ? { ...window, before: [0, 0], after: [0, 0] } : window;
  return graph.div(sum(places(graph, x, window)), sum(places(graph, ones, bare)));
};

/** erf x = 2 / sqrt(pi) sum (-1)^n x^(2n + 1) / (n! (2n + 1)): its series, to 1e-13 for |x| < 2 (Abramowitz and Stegun 7.1.5). */
const erf = (graph: GraphBuilder, x: string): string => {
  const square = graph.mul(x, x);
  let [sum, factorial] = [graph.mul(x, 0), 1];
  const factors = range(40).map((n) => {
    factorial *= Math.max(n, 1);
    return (-1) ** n / (factorial * (2 * n + 1));
  });
  for (const factor of factors.toReversed()) sum = graph.add2(graph.mul(sum, square), factor);
  return graph.mul(graph.mul(sum, x), 2 / Math.sqrt(Math.PI));
};

const hardSigmoid = (graph: GraphBuilder, x: string, alpha: number, beta: number) =>
  graph.op('Min', [graph.op('Max', [graph.add2(graph.mul(x, alpha), beta), graph.constant(0)]), graph.constant(1)]);

const FORMULAS: Readonly<Record<string, Formula>> = {
  Conv: conv,
  AveragePool: averagePool,
  GlobalAveragePool: (graph, { inputs: [x] }) => graph.mean(x, [2, 3]),
  GlobalMaxPool: (graph, { inputs: [x] }) => graph.reduce('ReduceMax', x, [2, 3], true),
  InstanceNormalization: (graph, node) => {
    const [x, scale, bias] = node.inputs;
    const centred = graph.sub(x, graph.mean(x, [2, 3]));
    const variance = graph.mean(graph.mul(centred, centred), [2, 3]);
    const normal = graph.div(centred, graph.unary('Sqrt', graph.add2(variance, floatOf(node, 'epsilon', 1e-5))));
    const [channels] = graph.shape(scale);
    return graph.add2(graph.mul(normal, graph.reshape(scale, [channels, 1, 1])), graph.reshape(bias, [channels, 1, 1])); // prettier-ignore
  },
  Mean: (graph, { inputs }) => graph.mul(graph.op('Sum', inputs), 1 / inputs.length),
  Elu: (graph, node) => {
    const [x] = node.inputs;
    const below = graph.sub(graph.unary('Exp', graph.op('Min', [x, graph.constant(0)])), 1);
    return graph.add2(graph.op('Max', [x, graph.constant(0)]), graph.mul(below, floatOf(node, 'alpha', 1)));
  },
  Erf: (graph, { inputs: [x] }) => erf(graph, x),
  Gelu: (graph, node) =>
    stringOf(node, 'approximate') === 'tanh'
      ? graph.geluTanh(node.inputs[0])
      : graph.mul(graph.mul(node.inputs[0], graph.add2(erf(graph, graph.mul(node.inputs[0], Math.SQRT1_2)), 1)), 0.5),
  HardSigmoid: (graph, node) =>
    hardSigmoid(graph, node.inputs[0], floatOf(node, 'alpha', 0.2), floatOf(node, 'beta', 0.5)),
  HardSwish: (graph, { inputs: [x] }) => graph.mul(x, hardSigmoid(graph, x, 1 / 6, 0.5)),
  Softplus: (graph, { inputs: [x] }) => graph.unary('Log', graph.add2(graph.unary('Exp', x), 1)),
};

/**
 * A model whose operators without a kernel for float64 in ONNX Runtime are written as their definitions (ONNX operators
 * documentation), of operators that have one.
 */
export function writtenOut(model: Model): Model {
  const graph = new GraphBuilder(model.opsets.get('')!, 'written/');
  const names = new Map<string, string>();
  for (const tensor of model.graph.initializers.values()) graph.initializer(tensor);
  for (const node of model.graph.nodes) {
    const renamed = { ...node, inputs: node.inputs.map((name) => names.get(name) ?? name) };
    const formula = FORMULAS[node.op];
    if (formula) names.set(node.outputs[0], formula(graph, renamed));
    else graph.add(renamed);
  }
  for (const { name } of model.graph.outputs) {
    const written = names.get(name);
    if (written === undefined) graph.output(name);
    else graph.output(name, written);
  }
  return graph.model();
}
