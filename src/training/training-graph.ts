import type { Model, Shape } from '../onnx';
import { differentiate } from './differentiate';
import { TrainingError } from './errors';
import { type ForwardOptions, importForward, type Parameter } from './forward';
import type { Loss } from './losses';
import { Tape } from './tape';

export interface TrainingGraphOptions extends ForwardOptions {
  readonly losses: readonly Loss[];
  /** Outputs of the model to give beside the losses, for measures that the host computes. */
  readonly keep?: readonly string[];
  /** False for evaluation: no backward pass. */
  readonly gradients?: boolean;
}

/** A forward pass, its losses, and the gradients of their sum, as one model of standard operators. */
export interface TrainingGraph {
  readonly model: Model;
  /** Inputs of the graph, in the order of the model's initializers. */
  readonly parameters: readonly Parameter[];
  /** Shapes of all other inputs, -1 for the batch. */
  readonly inputs: ReadonlyMap<string, Shape>;
  readonly losses: readonly string[];
  readonly keep: readonly string[];
  /** Residual blocks that the input `stochastic_depth` scales; 0 where there is no such input. */
  readonly blocks: number;
}

/** Names of the outputs of a training graph. */
export const TOTAL = 'loss';
export const lossOutput = (name: string): string => `loss/${name}`;
export const gradientOutput = (parameter: string): string => `gradient/${parameter}`;
export const keptOutput = (name: string): string => `output/${name}`;

/**
 * Derives a training graph from a forward model.
 * @throws TrainingError when an operator on the way to a trained weight has no gradient, or an output or a shape is not
 * there; OnnxError when the model is not well formed.
 */
export function trainingGraph(model: Model, options: TrainingGraphOptions): TrainingGraph {
  const opset = model.opsets.get('') ?? 0;
  if (opset < 13) throw new TrainingError(`the model's operator set is ${opset}; 13 is the first that can be trained`);
  const tape = new Tape(opset, 'training/');
  const forward = importForward(tape, model, options);
  const output = (name: string) => {
    const tensor = forward.outputs.get(name);
    if (tensor === undefined) throw new TrainingError(`the model has no output ${name}`);
    return tensor;
  };
  const losses = options.losses.map((loss) => ({ loss, value: buildLoss(tape, loss, output) }));
  if (losses.length === 0) throw new TrainingError('there is no loss');
  const weighted = losses.map(({ loss, value }) => tape.mul(value, loss.weight ?? 1));
  const total = weighted.reduce((sum, value) => tape.add2(sum, value));
  const names = forward.parameters.map(({ name }) => name);
  const gradients = options.gradients === false ? new Map<string, string>() : differentiate(tape, total, names);
  tape.backward(() => {
    tape.output(TOTAL, total);
    for (const { loss, value } of losses) tape.output(lossOutput(loss.name), value);
    for (const name of options.keep ?? []) tape.output(keptOutput(name), output(name));
    for (const [name, gradient] of gradients) tape.output(gradientOutput(name), gradient);
  });
  tape.prune();
  return {
    model: tape.model(),
    parameters: options.gradients === false ? forward.parameters : usedParameters(forward.parameters, gradients),
    inputs: new Map(tape.inputs.flatMap(({ name }) => (names.includes(name) ? [] : [[name, tape.shape(name)]]))),
    losses: losses.map(({ loss }) => loss.name),
    keep: options.keep ?? [],
    blocks: forward.blocks,
  };
}

function usedParameters(parameters: readonly Parameter[], gradients: ReadonlyMap<string, string>): Parameter[] {
  const idle = parameters.find(({ name }) => !gradients.has(name));
  if (idle) throw new TrainingError(`no loss depends on the trained weight ${idle.name} of ${idle.op} ${idle.node}`);
  return [...parameters];
}

function buildLoss(tape: Tape, loss: Loss, output: (name: string) => string): string {
  return loss.build({ tape, output, input: (name, shape) => tape.input(`${loss.name}/${name}`, shape) });
}
