import * as ort from 'onnxruntime-node';
import {
  DataType,
  elements,
  encodeModel,
  floatTensor,
  GraphBuilder,
  type Model,
  numbersOf,
  type Tensor,
} from '../../../src/onnx';
import { Random } from '../../../src/random';
import { type Loss, trainingGraph, type TrainingGraphOptions } from '../../../src/training';
import { writtenOut } from './written-out';

/** A tensor of a case: its shape, and the range that its values are drawn from (-1..1 by default). */
export interface Drawn {
  readonly dims: readonly number[];
  readonly from?: number;
  readonly to?: number;
  /** Keeps values this far from each other and from 0, where the function has corners there. */
  readonly apart?: number;
}

export interface GradientCase {
  readonly inputs: Readonly<Record<string, Drawn>>;
  readonly build: (graph: GraphBuilder) => string | readonly string[];
  readonly opset?: number;
  /** The same function for the differences, where training computes another than the nodes say. */
  readonly reference?: (graph: GraphBuilder) => string;
  readonly options?: Pick<TrainingGraphOptions, 'batchNorm'>;
}

/** Odd, so that places of a sample do not keep to one row or column of a map. */
const MOST_PLACES = 997;

const sessionOptions: ort.InferenceSession.SessionOptions = { intraOpNumThreads: 1, logSeverityLevel: 4 };

const STEP = 1e-5;

/**
 * The gradient of a random linear function of a graph's outputs, by the rules in float32 and by central differences in float64.
 * @returns the greatest difference over the greatest gradient of an input
 */
export async function compareGradients(gradientCase: GradientCase): Promise<number> {
  const { inputs, build, opset = 17, reference, options } = gradientCase;
  const random = new Random(5);
  const values = Object.fromEntries(Object.entries(inputs).map(([name, drawn]) => [name, draw(drawn, random)]));
  const written = (how: GradientCase['build']) => {
    const graph = new GraphBuilder(opset);
    for (const [name, { dims }] of Object.entries(inputs)) graph.initializer(floatTensor(name, values[name], dims));
    const outputs = [how(graph)].flat();
    outputs.forEach((output, i) => graph.output(`y${i}`, output));
    graph.prune();
    return { model: graph.model(), shapes: outputs.map((output) => graph.shape(output)) };
  };
  const { model, shapes } = written(build);
  const factors = shapes.map((dims) => draw({ dims }, random));
  const analytic = await gradients(model, inputs, values, factors, options);
  const evaluate = await evaluator(writtenOut(reference ? written(reference).model : model), inputs, factors);
  let error = 0;
  for (const [name, gradient] of Object.entries(analytic)) {
    // Of large inputs some hundred places all over: each costs two passes.
    const every = Math.ceil(gradient.length / MOST_PLACES);
    const places = Array.from({ length: Math.ceil(gradient.length / every) }, (_, i) => i * every);
    const numeric = new Float64Array(places.length);
    for (const [place, i] of places.entries()) {
      const at = async (by: number) => {
        const moved = Float64Array.from(values[name]);
        moved[i] += by;
        return evaluate({ ...values, [name]: moved });
      };
      numeric[place] = ((await at(STEP)) - (await at(-STEP))) / (2 * STEP);
    }
    const scale = Math.max(1e-3, ...numeric.map(Math.abs));
    error = Math.max(error, ...numeric.map((value, place) => Math.abs(value - gradient[places[place]]) / scale));
  }
  return error;
}

function draw({ dims, from = -1, to = 1, apart = 0 }: Drawn, random: Random): Float32Array {
  const length = elements(dims);
  if (apart === 0) return Float32Array.from({ length }, () => random.uniform(from, to));
  const lattice = Array.from({ length }, (_, i) => from + ((i + 0.5) * (to - from)) / length);
  if (Math.abs(lattice[1] - lattice[0]) < apart) throw new RangeError('the range is too small');
  return Float32Array.from(random.shuffle(lattice));
}

async function gradients(
  model: Model,
  inputs: GradientCase['inputs'],
  values: Readonly<Record<string, Float32Array>>,
  factors: readonly Float32Array[],
  options: GradientCase['options'],
): Promise<Record<string, Float32Array>> {
  const loss: Loss = {
    name: 'linear',
    build: ({ tape, output }) =>
      factors
        .map((factor, i) => {
          const y = output(`y${i}`);
          const product = tape.mul(y, tape.constant(factor, tape.shape(y)));
          return tape.sum(product, tape.shape(y).map((_, axis) => axis)); // prettier-ignore
        })
        .reduce((sum, value) => tape.add2(sum, value)),
  };
  const training = trainingGraph(model, { ...options, losses: [loss], trainable: ({ name }) => name in inputs });
  const session = await ort.InferenceSession.create(encodeModel(training.model), sessionOptions);
  const feeds = Object.entries(inputs).map(([name, { dims }]) => [name, new ort.Tensor('float32', values[name], dims)]);
  const results = await session.run(Object.fromEntries(feeds) as Record<string, ort.Tensor>);
  return Object.fromEntries(
    Object.keys(inputs).map((name) => [name, results[`gradient/${name}`].data as Float32Array]),
  );
}

async function evaluator(model: Model, inputs: GradientCase['inputs'], factors: readonly Float32Array[]) {
  const session = await ort.InferenceSession.create(encodeModel(inDouble(model, inputs)), {
    ...sessionOptions,
    // Fusions of the optimiser have kernels for float32 alone.
    graphOptimizationLevel: 'disabled',
  });
  return async (at: Readonly<Record<string, ArrayLike<number>>>) => {
    const feeds = Object.fromEntries(
      Object.entries(inputs).map(([name, { dims }]) => [
        name,
        new ort.Tensor('float64', Float64Array.from(at[name]), dims),
      ]),
    );
    const results = await session.run(feeds);
    return factors.reduce((sum, factor, i) => {
      const y = results[`y${i}`].data as Float64Array;
      return sum + factor.reduce((inner, value, k) => inner + value * y[k], 0);
    }, 0);
  };
}

/** The model with the tensors of a case as inputs, all floats in float64. */
function inDouble(model: Model, inputs: GradientCase['inputs']): Model {
  const type = DataType.float64;
  const wide = (tensor: Tensor): Tensor => {
    if (tensor.type !== DataType.float32) return tensor;
    const bytes = new Uint8Array(Float64Array.from(numbersOf(tensor)).buffer);
    return { ...tensor, type, bytes };
  };
  const { graph } = model;
  const nodes = graph.nodes.map((node) => {
    if (node.op !== 'Cast') return node;
    return { ...node, attributes: new Map([['to', { kind: 'int', value: type } as const]]) };
  });
  const initializers = [...graph.initializers].filter(([name]) => !(name in inputs));
  return {
    ...model,
    graph: {
      ...graph,
      nodes: nodes,
      initializers: new Map(initializers.map(([name, tensor]) => [name, wide(tensor)])),
      inputs: Object.entries(inputs).map(([name, { dims }]) => ({ name, type, dims })),
      outputs: graph.outputs.map((output) => ({ ...output, type })),
    },
  };
}
