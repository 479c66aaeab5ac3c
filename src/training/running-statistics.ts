import { DataType, floatOf, floatsOf, intOf, type Node, type Tensor } from '../onnx';
import { TrainingError } from './errors';
import type { Neighbourhood } from './lowering/neighbourhood';

/** A running mean or variance of a BatchNormalization: no weight, but it moves with the batches. */
export interface Statistic {
  readonly name: string;
  readonly dims: readonly number[];
  readonly initial: Float32Array;
  /** The share of its old value that a step keeps, as ONNX counts it: PyTorch's momentum is 1 minus that. */
  readonly momentum: number;
}

/**
 * The running statistics of all normalisations of a graph.
 * @throws TrainingError naming the node where they cannot follow the batches.
 */
export function findStatistics(
  nodes: readonly Node[],
  initializers: ReadonlyMap<string, Tensor>,
  around: Neighbourhood,
): Statistic[] {
  return nodes.flatMap((node) => {
    if (node.op !== 'BatchNormalization') return [];
    const refuse = (reason: string) =>
      new TrainingError(
        `BatchNormalization ${node.name || node.outputs[0]} cannot use the batch's statistics: ${reason}`,
      );
    if (intOf(node, 'training_mode', 0) !== 0)
      throw refuse('it is in training mode itself; export the model for inference');
    const statistics = node.inputs.slice(3, 5);
    if (statistics[0] === statistics[1]) throw refuse(`its mean and its variance are the same tensor ${statistics[0]}`);
    return statistics.map((name) => {
      const tensor = initializers.get(name);
      if (tensor?.type !== DataType.float32) throw refuse(`its statistic ${name} is not a float32 initializer`);
      if (!around.onlyReader(name, node.op)) throw refuse(`its statistic ${name} is read by other nodes too`);
      const initial = Float32Array.from(floatsOf(tensor));
      return { name, dims: tensor.dims, initial, momentum: floatOf(node, 'momentum', 0.9) };
    });
  });
}

/** A step of a running statistic towards a batch's, in place. */
export function follow(running: Float32Array, batch: Float32Array, momentum: number): void {
  for (let i = 0; i < running.length; i++) running[i] = momentum * running[i] + (1 - momentum) * batch[i];
}
