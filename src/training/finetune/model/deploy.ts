import {
  type Attribute,
  DataType,
  floatTensor,
  floatsOf,
  type Model,
  needed,
  type Node,
  type Tensor,
  type ValueInfo,
} from '../../../onnx';
import { Matrix } from '../../../statistics';
import type { ModelCard } from '../../../encoder';
import { exportModel } from '../../export-model';
import { TrainingError } from '../../errors';
import type { LinearHead } from '../../heads/linear-head';
import type { Deployment } from '../learners/learner';
import type { Scaling } from '../learners/outputs';
import { answerColumns, type Task } from '../task';

/** All that is added to the encoder's graph has a name that begins so. */
const PREFIX = 'finetune';
const weightName = (layer: number) => `${PREFIX}.${layer}.weight`;
const biasName = (layer: number) => `${PREFIX}.${layer}.bias`;

/**
 * The encoder's graph with trained weights and a head behind its embedding. Outputs: `embedding`, `logits` [N, outputs], and by
 * the task `probabilities` [N, classes] (calibrated), `value`, `low`, `high` [N, 1], or `concentrations` and `fractions`
 * [N, answers].
 * @throws TrainingError where the encoder's graph has no such embedding
 */
export function deployedModel(
  encoder: Model,
  card: ModelCard,
  task: Task,
  { layers, weights }: Deployment,
  scaling: Scaling,
  halfWidth = 0,
): Model {
  const trained = weights.size > 0 ? exportModel(encoder, weights) : encoder;
  const { embedding, featureMap } = card.outputs;
  const declared = trained.graph.outputs.filter(({ name }) => name === embedding || name === featureMap);
  if (declared.length === 0) throw new TrainingError(`the encoder's graph has no output ${embedding}`);
  const added = new Addition();
  const logits = addLayers(added, embedding, layers, card.centre);
  const outputs = addAnswers(added, task, logits, scaling, halfWidth);
  const graph = {
    ...trained.graph,
    nodes: [...trained.graph.nodes, ...added.nodes],
    initializers: new Map([...trained.graph.initializers, ...added.initializers]),
    outputs: [...declared, ...outputs],
  };
  return { ...trained, producer: 'Morphoscope', graph: pruned(graph) };
}

/**
 * The layers of a deployed model's head, over representations with the centre subtracted, as stores hold them.
 * @throws TrainingError where the graph has none
 */
export function layersOf({ graph }: Model, { centre }: ModelCard): LinearHead[] {
  const layers: LinearHead[] = [];
  for (let layer = 0; graph.initializers.has(weightName(layer)); layer++) {
    const weight = graph.initializers.get(weightName(layer))!;
    const bias = Float64Array.from(floatsOf(graph.initializers.get(biasName(layer))!));
    const weights = new Matrix(weight.dims[0], weight.dims[1], Float64Array.from(floatsOf(weight)));
    layers.push({ weights, bias: layer === 0 && centre ? shifted(weights, bias, centre, 1) : bias });
  }
  if (layers.length === 0) throw new TrainingError('the graph has no fine-tuned head');
  return layers;
}

/** W (x + sign centre) + b = W x + b': the bias b'. */
function shifted(weights: Matrix, bias: Float64Array, centre: readonly number[], sign: 1 | -1): Float64Array {
  return bias.map((value, k) => weights.row(k).reduce((sum, w, d) => sum + sign * w * centre[d], value));
}

function addLayers(
  added: Addition,
  embedding: string,
  layers: readonly LinearHead[],
  centre: readonly number[] | undefined,
): string {
  return layers.reduce((x, { weights, bias }, layer) => {
    const behind = layer === 0 && centre ? shifted(weights, bias, centre, -1) : bias;
    const w = added.floats(weightName(layer), weights.values, [weights.rows, weights.columns]);
    const b = added.floats(biasName(layer), behind, [behind.length]);
    const last = layer === layers.length - 1;
    const y = added.node('Gemm', [x, w, b], last ? 'logits' : undefined, { transB: { kind: 'int', value: 1 } });
    return last ? y : added.node('Relu', [y]);
  }, embedding);
}

function addAnswers(
  added: Addition,
  task: Task,
  logits: string,
  { temperature, offsets }: Scaling,
  halfWidth: number,
): ValueInfo[] {
  const lastAxis: Record<string, Attribute> = { axis: { kind: 'int', value: -1 } };
  const scaled = () => {
    const divided = added.node('Div', [logits, added.floats(`${PREFIX}.temperature`, [temperature], [1])]);
    return offsets.length === 0
      ? divided
      : added.node('Add', [divided, added.floats(`${PREFIX}.offsets`, offsets, [offsets.length])]);
  };
  const output = (name: string, columns: number): ValueInfo => ({ name, type: DataType.float32, dims: ['N', columns] });
  switch (task.kind) {
    case 'binary': {
      const positive = added.node('Sigmoid', [scaled()]);
      const negative = added.node('Sub', [added.floats(`${PREFIX}.one`, [1], [1]), positive]);
      added.node('Concat', [negative, positive], 'probabilities', lastAxis);
      return [output('logits', 1), output('probabilities', 2)];
    }
    case 'classes':
      added.node('Softmax', [scaled()], 'probabilities', lastAxis);
      return [output('logits', task.classes.length), output('probabilities', task.classes.length)];
    case 'labels':
      added.node('Sigmoid', [scaled()], 'probabilities');
      return [output('logits', task.classes.length), output('probabilities', task.classes.length)];
    case 'number': {
      const half = added.floats(`${PREFIX}.halfWidth`, [halfWidth], [1]);
      added.node('Identity', [logits], 'value');
      added.node('Sub', [logits, half], 'low');
      added.node('Add', [logits, half], 'high');
      return ['logits', 'value', 'low', 'high'].map((name) => output(name, 1));
    }
    case 'votes': {
      const columns = answerColumns(task.questions);
      const answers = columns.flat().length;
      const together = new Float64Array(answers * answers);
      for (const of of columns) for (const a of of) for (const b of of) together[a * answers + b] = 1;
      const spread = added.node('Mul', [added.node('Sigmoid', [logits]), added.floats(`${PREFIX}.span`, [99], [1])]);
      const a = added.node('Add', [spread, added.floats(`${PREFIX}.one`, [1], [1])], 'concentrations');
      const sums = added.node('MatMul', [a, added.floats(`${PREFIX}.together`, together, [answers, answers])]);
      added.node('Div', [a, sums], 'fractions');
      return ['logits', 'concentrations', 'fractions'].map((name) => output(name, answers));
    }
  }
}

/** Nodes and constants behind an embedding. */
class Addition {
  readonly nodes: Node[] = [];
  readonly initializers = new Map<string, Tensor>();

  floats(name: string, values: ArrayLike<number>, dims: readonly number[]): string {
    this.initializers.set(name, floatTensor(name, Float32Array.from(values), dims));
    return name;
  }

  node(op: string, inputs: readonly string[], output?: string, attributes: Record<string, Attribute> = {}): string {
    const name = output ?? `${PREFIX}/${op}_${this.nodes.length}`;
    this.nodes.push({
      name: `${PREFIX}/${name}`,
      op,
      domain: '',
      inputs,
      outputs: [name],
      attributes: new Map(Object.entries(attributes)),
    });
    return name;
  }
}

/** A graph without what its outputs do not need. */
function pruned(graph: Model['graph']): Model['graph'] {
  const { nodes, names } = needed(
    graph,
    graph.outputs.map(({ name }) => name),
  );
  return {
    ...graph,
    nodes,
    initializers: new Map([...graph.initializers].filter(([name]) => names.has(name))),
    valueInfo: graph.valueInfo.filter(({ name }) => names.has(name)),
  };
}
