import { type Model, needed, type ValueInfo } from '../../../onnx';
import { TrainingError } from '../../errors';

/** A network in two: what depends on no trained weight, and the rest, which reads what the first gives. */
export interface CutNetwork {
  readonly frozen: Model;
  /** The inputs are `tensors` and those inputs of the network that the frozen part does not read. */
  readonly trained: (shapes: ReadonlyMap<string, readonly number[]>) => Model;
  /** Given by the one, read by the other; the network's own inputs are among them where no frozen node comes between. */
  readonly tensors: readonly string[];
}

/**
 * Cuts a network where trained weights begin to matter, so that what is before can run once an image.
 * @param image the input that the frozen part reads
 * @throws TrainingError where no trained weight depends on the image
 */
export function cutNetwork(model: Model, image: string, trainedWeights: ReadonlySet<string>): CutNetwork {
  const { graph } = model;
  const varying = new Set([image]);
  const learning = new Set(trainedWeights);
  const frontier = new Set<string>();
  for (const { inputs, outputs } of graph.nodes) {
    const learns = inputs.some((name) => learning.has(name));
    const varies = inputs.some((name) => varying.has(name));
    for (const name of outputs) {
      if (learns) learning.add(name);
      else if (varies) varying.add(name);
    }
    if (learns) for (const name of inputs) if (varying.has(name) && !learning.has(name)) frontier.add(name);
  }
  if (frontier.size === 0) throw new TrainingError('no trained weight of the network has to do with its input');
  const tensors = [...frontier];
  const named = (name: string, dims: ValueInfo['dims']): ValueInfo => ({ name, type: 1, dims });
  const part = (outputs: readonly ValueInfo[], given: ReadonlySet<string>): Model => {
    const { nodes, names } = needed(
      graph,
      outputs.map(({ name }) => name),
      given,
    );
    return {
      ...model,
      graph: {
        ...graph,
        nodes,
        initializers: new Map([...graph.initializers].filter(([name]) => names.has(name))),
        inputs: graph.inputs.filter(({ name }) => names.has(name)),
        outputs,
        valueInfo: [],
      },
    };
  };
  return {
    tensors,
    frozen: part(tensors.filter((name) => name !== image).map((name) => named(name, null)), new Set()), // prettier-ignore
    trained: (shapes) => {
      const rest = part(graph.outputs, frontier);
      const inputs = tensors.map((name) => named(name, ['N', ...(shapes.get(name) ?? []).slice(1)]));
      return { ...rest, graph: { ...rest.graph, inputs: [...inputs, ...rest.graph.inputs.filter(({ name }) => !frontier.has(name))] } }; // prettier-ignore
    },
  };
}
