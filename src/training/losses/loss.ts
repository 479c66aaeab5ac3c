import type { Shape } from '../../onnx';
import type { Tape } from '../tape';

/** The graph operations that a loss may use. */
export interface LossGraph {
  readonly tape: Tape;
  /** Tensor of an output of the model. */
  readonly output: (name: string) => string;
  /** Declares an input of the training graph, called `<loss>/<name>`. */
  readonly input: (name: string, shape: Shape) => string;
}

/**
 * A function of the model's outputs and of inputs of its own that training makes small. Its value is a scalar and does not
 * grow with the batch. The gradient comes from the operators it is made of.
 */
export interface Loss {
  /** Unique among the losses of a network; prefix of its inputs, name of its value in the log. */
  readonly name: string;
  /** Factor in the sum of all losses; 1 where it is not said. */
  readonly weight?: number;
  /** Adds the forward operators. @returns the value, a scalar. */
  readonly build: (graph: LossGraph) => string;
}

/** Options that all losses share. */
export interface LossOptions {
  readonly name: string;
  /** Output of the model that it is computed from. */
  readonly output: string;
  readonly weight?: number;
}

/** sum(values weights) / sum(weights) over everything; 0 where all weights are 0. Both of one shape. */
export function weightedMean(tape: Tape, values: string, weights: string): string {
  const axes = tape.shape(values).map((_, axis) => axis);
  const total = tape.op('Max', [tape.sum(weights, axes), tape.constant(1e-12)]);
  return tape.div(tape.sum(tape.mul(values, weights), axes), total);
}

/** The mean over all elements. */
export function plainMean(tape: Tape, values: string): string {
  return tape.mean(values, tape.shape(values).map((_, axis) => axis), false); // prettier-ignore
}
