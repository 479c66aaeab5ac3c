import {
  DataType,
  declared,
  elements,
  floatsOf,
  floatTensor,
  integerTensor,
  isDynamic,
  type Model,
  type Node,
  type Shape,
  type Tensor,
} from '../onnx';
import { TrainingError } from './errors';
import { batchNorm, findFoldings, type Folding, foldedConv } from './lowering/batch-norm';
import { Neighbourhood } from './lowering/neighbourhood';
import { LOWERINGS } from './lowering/operators';
import { findPatterns, type Pattern } from './lowering/patterns';
import { PixelsFirst } from './lowering/pixels-first';
import { findStatistics, type Statistic } from './running-statistics';
import { branchFactor, DEPTH_INPUT, findResiduals } from './stochastic-depth';
import type { Tape } from './tape';

/** An initializer and the first node that reads it: exporters rename weights, but keep the names of nodes. */
export interface WeightUse {
  readonly name: string;
  readonly dims: readonly number[];
  readonly op: string;
  readonly node: string;
  /** Index of the node's input. */
  readonly input: number;
}

/** A trainable weight. */
export interface Parameter extends WeightUse {
  readonly initial: Float32Array;
}

export interface ForwardOptions {
  /** Selects the weights to train; by default all float32 initializers of one or more axes. */
  readonly trainable?: (use: WeightUse) => boolean;
  /** Shapes of inputs, where the model does not say them: -1 is the batch. */
  readonly inputs?: Readonly<Record<string, Shape>>;
  readonly stochasticDepth?: boolean;
  /**
   * What BatchNormalization normalises by: 'frozen', the model's running statistics, which stay as they are, or 'batch',
   * each batch's own, which the running ones follow, as in PyTorch's train() mode: before weights that are not trained, too.
   * Frozen by default: fine-tuning is mostly done on small batches, whose statistics are noise; those of the long training
   * before it are better.
   */
  readonly batchNorm?: 'frozen' | 'batch';
  /** False for evaluation: no backward pass, and running statistics, inputs of the graph where training moves them. */
  readonly gradients?: boolean;
}

/** Everything but scalars, which exporters use for constants of formulas. */
export const byDefault = ({ dims }: WeightUse): boolean => dims.length > 0;

export interface Forward {
  readonly parameters: readonly Parameter[];
  /** Running statistics that training moves; none where they are frozen. */
  readonly statistics: readonly Statistic[];
  readonly inputs: readonly string[];
  /** The tensor of each output of the model. */
  readonly outputs: ReadonlyMap<string, string>;
  /** Number of residual blocks that stochastic depth scales. */
  readonly blocks: number;
}

/** Replays a forward model on a tape: trained weights become inputs, several nodes one step where that is faster. */
export function importForward(tape: Tape, model: Model, options: ForwardOptions): Forward {
  return new Import(tape, model, options).run();
}

class Import {
  private readonly aliases = new Map<string, string>();
  private readonly varying = new Set<string>();
  private readonly initializers: Map<string, Tensor>;
  private readonly nodes: readonly Node[];
  private readonly around: Neighbourhood;
  private readonly statistics: readonly Statistic[];
  private readonly pixelsFirst: PixelsFirst;

  constructor(
    private readonly tape: Tape,
    private readonly model: Model,
    private readonly options: ForwardOptions,
  ) {
    ({ initializers: this.initializers, nodes: this.nodes } = untied(model));
    this.around = new Neighbourhood({ ...model.graph, initializers: this.initializers }, this.nodes);
    this.statistics = options.batchNorm === 'batch' ? findStatistics(this.nodes, this.initializers, this.around) : [];
    this.pixelsFirst = new PixelsFirst(tape);
    tape.reserve(this.nodes.flatMap(({ outputs }) => outputs));
  }

  private readonly renamed = (name: string): string => this.aliases.get(name) ?? name;

  run(): Forward {
    const inputs = this.addInputs();
    const parameters = this.addWeights();
    const residuals = this.options.stochasticDepth ? findResiduals(this.nodes, this.around) : new Map<Node, string>();
    if (residuals.size > 0) this.tape.input(DEPTH_INPUT, [-1, residuals.size]);
    this.addNodes(residuals);
    const outputs = new Map(this.model.graph.outputs.map(({ name }) => [name, this.renamed(name)]));
    return { parameters, statistics: this.statistics, inputs, outputs, blocks: residuals.size };
  }

  private get byBatch(): boolean {
    return this.options.batchNorm === 'batch' && this.options.gradients !== false;
  }

  private addInputs(): string[] {
    return this.model.graph.inputs.flatMap(({ name, dims, type }) => {
      if (this.initializers.has(name)) return [];
      const shape =
        this.options.inputs?.[name] ?? dims?.map((dim, axis) => (axis === 0 && typeof dim === 'string' ? -1 : dim));
      if (!shape?.every((dim) => typeof dim === 'number'))
        throw new TrainingError(`the shape of the input ${name} (${dims?.join(', ') ?? 'unknown'}) must be given`);
      this.tape.input(name, shape, type);
      return [name];
    });
  }

  private addWeights(): Parameter[] {
    const uses = firstUses(this.nodes);
    const statistics = new Set(
      this.nodes.flatMap(({ op, inputs }) => (op === 'BatchNormalization' ? inputs.slice(3, 5) : [])),
    );
    const moving = new Set(this.byBatch ? [] : this.statistics.map(({ name }) => name));
    const trainable = this.options.trainable ?? byDefault;
    const parameters: Parameter[] = [];
    for (const tensor of this.initializers.values()) {
      const { name, dims } = tensor;
      const use = { name, dims, op: '', node: '', input: 0, ...uses.get(name) };
      const possible =
        tensor.type === DataType.float32 && elements(dims) > 0 && !statistics.has(name) && uses.has(name);
      if (possible && trainable(use)) {
        parameters.push({ ...use, initial: Float32Array.from(floatsOf(tensor)) });
        this.tape.input(name, dims);
        this.varying.add(name);
      } else if (moving.has(name)) this.tape.input(name, dims);
      else this.tape.initializer(tensor);
    }
    if (parameters.length === 0) throw new TrainingError('no weight of the model is to be trained');
    return parameters;
  }

  private addNodes(residuals: ReadonlyMap<Node, string>): void {
    const varying = this.nodesThatVary();
    const patterns = findPatterns(this.nodes, this.around);
    const graph = { ...this.model.graph, initializers: this.initializers };
    const foldings = this.byBatch ? new Map<Node, Folding>() : findFoldings(this.nodes, graph, this.around);
    for (const [last] of patterns) if (!varying.has(last)) patterns.delete(last);
    for (const [norm] of foldings) if (!varying.has(norm)) foldings.delete(norm);
    const inside = new Set([...patterns.values()].flatMap(({ nodes }) => nodes));
    const folded = new Set([...foldings.values()].map(({ conv }) => conv));
    const blocks = [...residuals.keys()];
    for (const node of this.nodes) {
      const pattern = patterns.get(node);
      const folding = foldings.get(node);
      if (pattern) this.aliases.set(node.outputs[0], this.emitted(pattern));
      else if (folding) this.addNode(foldedConv(this.tape, folding, this.renamed), true);
      else if (inside.has(node) || folded.has(node)) continue;
      else {
        const inputs = node.inputs.map(this.renamed);
        const branch = residuals.get(node);
        if (branch) {
          const at = node.inputs.indexOf(branch);
          const factor = branchFactor(this.tape, inputs[at], inputs[1 - at], blocks.indexOf(node));
          if (factor !== undefined) inputs[at] = this.pixelsFirst.product(inputs[at], factor);
        }
        this.addNode({ ...node, inputs }, varying.has(node));
      }
    }
  }

  private emitted({ each, emit }: Pattern): string {
    return each === undefined
      ? emit(this.tape, this.renamed)
      : this.pixelsFirst.each(this.renamed(each), (x) => emit(this.tape, () => x));
  }

  /** The nodes that depend on trained weights; the others stay as they are, for the runtime to optimise. */
  private nodesThatVary(): Set<Node> {
    return new Set(
      this.nodes.filter(({ inputs, outputs }) => {
        if (!inputs.some((name) => this.varying.has(name))) return false;
        for (const name of outputs) this.varying.add(name);
        return true;
      }),
    );
  }

  /** Adds a node, its inputs renamed, as it is or as other operators. */
  private addNode(node: Node, varies: boolean): void {
    const [output] = node.outputs;
    const other = this.otherwise(node, varies);
    if (other === undefined) this.tape.add(this.withConstantShape({ ...node, name: node.name || output }));
    else this.aliases.set(output, other);
  }

  /** The tensor that takes the place of a node's output; undefined where the node is added as it is. */
  private otherwise(node: Node, varies: boolean): string | undefined {
    const { op, inputs, outputs } = node;
    if (op === 'Identity' || op === 'Dropout') return inputs[0];
    if (op === 'Constant') return this.tape.initializer({ ...constantOf(node), name: outputs[0] });
    if (op === 'BatchNormalization' && this.byBatch)
      return this.pixelsFirst.each(inputs[0], (x, pixelsFirst) => batchNorm(this.tape, node, x, pixelsFirst));
    if (!varies) return undefined;
    const pixelsFirst = this.pixelsFirst.lower(node);
    if (pixelsFirst !== undefined) return pixelsFirst;
    return Object.hasOwn(LOWERINGS, op) ? LOWERINGS[op](this.tape, node) : undefined;
  }

  /** A Reshape whose result is known needs none of the nodes that compute its shape. */
  private withConstantShape(node: Node): Node {
    if (node.op !== 'Reshape' || this.tape.initializers.has(node.inputs[1])) return node;
    const shape = this.tape.infer(node)[0].shape;
    if (shape.filter(isDynamic).length > 1) return node;
    const target = declared(shape).map((dim) => (typeof dim === 'number' ? dim : -1));
    return { ...node, inputs: [node.inputs[0], this.tape.integers(target)] };
  }
}

/** Exporters keep one of several equal initializers and reach it by Identity: each gets its own again. */
export function untied(model: Model): { nodes: Node[]; initializers: Map<string, Tensor> } {
  const initializers = new Map(model.graph.initializers);
  const nodes = model.graph.nodes.filter(({ op, inputs, outputs }) => {
    const tensor = op === 'Identity' ? initializers.get(inputs[0]) : undefined;
    if (tensor?.type !== DataType.float32) return true;
    initializers.set(outputs[0], { ...tensor, name: outputs[0] });
    return false;
  });
  return { nodes, initializers };
}

function firstUses(nodes: readonly Node[]): Map<string, Pick<WeightUse, 'op' | 'node' | 'input'>> {
  const uses = new Map<string, Pick<WeightUse, 'op' | 'node' | 'input'>>();
  for (const { op, name, inputs, outputs } of nodes)
    inputs.forEach((weight, input) => {
      if (!uses.has(weight)) uses.set(weight, { op, node: name || outputs[0], input });
    });
  return uses;
}

/** The value of a Constant node, in whichever of its attributes it is. */
function constantOf(node: Node): Tensor {
  for (const attribute of node.attributes.values()) {
    if (attribute.kind === 'tensor') return attribute.value;
    if (attribute.kind === 'float') return floatTensor('', Float32Array.of(attribute.value), []);
    if (attribute.kind === 'floats')
      return floatTensor('', Float32Array.from(attribute.value), [attribute.value.length]);
    if (attribute.kind === 'int') return integerTensor('', [attribute.value], []);
    if (attribute.kind === 'ints') return integerTensor('', attribute.value, [attribute.value.length]);
  }
  throw new TrainingError(`Constant ${node.name} has no value that is understood`);
}
