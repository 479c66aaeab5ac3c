import type { Model, Shape } from '../onnx';
import { differentiate } from './differentiate';
import { TrainingError } from './errors';
import { byDefault, type ForwardOptions, importForward, type Parameter, type WeightUse } from './forward';
import type { Loss } from './losses';
import type { Statistic } from './running-statistics';
import { Tape } from './tape';

export interface TrainingGraphOptions extends ForwardOptions {
  readonly losses: readonly Loss[];
  /** Outputs of the model to give beside the losses, for measures that the host computes. */
  readonly keep?: readonly string[];
}

/** A forward pass, its losses, and the gradients of their sum, as one model of standard operators. */
export interface TrainingGraph {
  readonly model: Model;
  /** Inputs of the graph, in the order of the model's initializers. */
  readonly parameters: readonly Parameter[];
  /**
   * Running statistics: in training those that follow a batch's, which are outputs, in evaluation inputs; none where they
   * are frozen.
   */
  readonly statistics: readonly Statistic[];
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
export const statisticOutput = (name: string): string => `statistic/${name}`;
export const keptOutput = (name: string): string => `output/${name}`;

/**
 * Derives a training graph from a forward model. Weights that no loss depends on (heads that this run does not train) stay
 * constants, and are not among the parameters.
 * @throws TrainingError when an operator on the way to a trained weight has no gradient, or an output or a shape is not
 * there; OnnxError when the model is not well formed.
 */
export function trainingGraph(model: Model, options: TrainingGraphOptions): TrainingGraph {
  const { graph, idle } = build(model, options);
  if (idle.size === 0) return graph;
  const trainable = (use: WeightUse) => !idle.has(use.name) && (options.trainable ?? byDefault)(use);
  return build(model, { ...options, trainable }).graph;
}

function build(model: Model, options: TrainingGraphOptions): { graph: TrainingGraph; idle: ReadonlySet<string> } {
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
  const withGradients = options.gradients !== false;
  const gradients = withGradients ? differentiate(tape, total, names) : new Map<string, string>();
  const observed = tape.backward(() => {
    tape.output(TOTAL, total);
    for (const { loss, value } of losses) tape.output(lossOutput(loss.name), value);
    for (const name of options.keep ?? []) tape.output(keptOutput(name), output(name));
    for (const [name, gradient] of gradients) tape.output(gradientOutput(name), gradient);
    const observed = observedStatistics(tape);
    for (const [name, statistic] of observed) tape.output(statisticOutput(name), statistic);
    return observed;
  });
  tape.prune();
  const statistics = forward.statistics.filter(({ name }) => !withGradients || observed.has(name));
  const fed = new Set([...names, ...statistics.map(({ name }) => name)]);
  return {
    idle: new Set(withGradients ? names.filter((name) => !gradients.has(name)) : []),
    graph: {
      model: tape.model(),
      parameters: forward.parameters,
      statistics,
      inputs: new Map(tape.inputs.flatMap(({ name }) => (fed.has(name) ? [] : [[name, tape.shape(name)]]))),
      losses: losses.map(({ loss }) => loss.name),
      keep: options.keep ?? [],
      blocks: forward.blocks,
    },
  };
}

function buildLoss(tape: Tape, loss: Loss, output: (name: string) => string): string {
  return loss.build({ tape, output, input: (name, shape) => tape.input(`${loss.name}/${name}`, shape) });
}

/** Maps each running statistic that the outputs depend on to the batch's own value. */
function observedStatistics(tape: Tape): Map<string, string> {
  const needed = tape.needed();
  return new Map(
    tape.steps.flatMap(({ op, inputs: [, , , mean, variance], outputs: [y], saved }) =>
      op === '@BatchNorm' && needed.has(y) ? [[mean, saved.mean] as const, [variance, saved.unbiased] as const] : [],
    ),
  );
}
