import { type Attributes, attributeMap } from './attributes';
import { OnnxError } from './error';
import { inferNode } from './inference';
import type { Known } from './known';
import { DataType, elements, type Model, type Node, type Tensor, type ValueInfo } from './model';
import { declared, type Shape, sameShape } from './shape';
import { floatTensor, integerTensor, numbersOf } from './values';

/** Constants up to this many elements are shared when they are equal, and their integers known to shape inference. */
const SHARED_ELEMENTS = 64;
const KNOWN_ELEMENTS = 65536;

/**
 * A graph under construction. Every node's shapes are inferred as it is added; equal nodes and equal constants are added
 * once. Names are made by the builder, below `prefix`.
 */
export class GraphCore {
  readonly initializers = new Map<string, Tensor>();
  nodes: Node[] = [];
  readonly inputs: ValueInfo[] = [];
  readonly outputs: ValueInfo[] = [];
  private readonly known = new Map<string, Known>();
  private readonly constants = new Map<string, string>();
  private readonly taken = new Set<string>();
  private counter = 0;

  constructor(
    readonly opset: number,
    private readonly prefix = '',
  ) {}

  /** Shape, type and values of a tensor. @throws OnnxError when there is none of that name. */
  about(name: string): Known {
    const known = this.known.get(name);
    if (!known) throw new OnnxError(`there is no tensor ${name}`);
    return known;
  }

  has(name: string): boolean {
    return this.known.has(name);
  }

  shape(name: string): Shape {
    return this.about(name).shape;
  }

  /** Integer or float values known before the graph runs; undefined when they are not, or depend on the batch. */
  values(name: string): readonly number[] | undefined {
    const { values } = this.about(name);
    return values?.every((value) => typeof value === 'number') ? values : undefined;
  }

  isFloat(name: string): boolean {
    const { type } = this.about(name);
    return type === DataType.float32 || type === DataType.float64 || type === DataType.float16;
  }

  fresh(hint: string): string {
    let name;
    do name = `${this.prefix}${hint}_${this.counter++}`;
    while (this.taken.has(name) || this.known.has(name));
    return name;
  }

  /** Keeps names for nodes that are added later. */
  reserve(names: Iterable<string>): void {
    for (const name of names) this.taken.add(name);
  }

  input(name: string, shape: Shape, type: number = DataType.float32): string {
    this.define(name, { shape, type });
    this.inputs.push({ name, type, dims: declared(shape) });
    return name;
  }

  initializer(tensor: Tensor): string {
    const { name, dims, type } = tensor;
    const small = elements(dims) <= (type === DataType.float32 ? 4 : KNOWN_ELEMENTS);
    const readable = type !== DataType.string && type !== DataType.float16;
    this.define(name, { shape: dims, type, values: small && readable ? numbersOf(tensor) : undefined });
    this.initializers.set(name, tensor);
    return name;
  }

  /** A float32 constant: a number, or values with dimensions (default: a vector). */
  constant(values: number | ArrayLike<number>, dims?: readonly number[]): string {
    const array = typeof values === 'number' ? Float32Array.of(values) : Float32Array.from(values);
    const shape = dims ?? (typeof values === 'number' ? [] : [array.length]);
    return this.shared('f', array, shape, () => floatTensor(this.fresh('constant'), array, shape));
  }

  /** An int64 constant: a scalar or a vector. */
  integers(values: number | readonly number[]): string {
    const array = typeof values === 'number' ? [values] : values;
    const shape = typeof values === 'number' ? [] : [array.length];
    return this.shared('i', array, shape, () => integerTensor(this.fresh('integers'), array, shape));
  }

  private shared(kind: string, values: ArrayLike<number>, dims: Shape, make: () => Tensor): string {
    const key = values.length <= SHARED_ELEMENTS && `${kind}[${dims.join()}]${Array.from(values, zeroSign).join()}`;
    const found = key ? this.constants.get(key) : undefined;
    if (found !== undefined) return found;
    const name = this.initializer(make());
    if (key) this.constants.set(key, name);
    return name;
  }

  /** Adds a node and returns the names of its outputs, or those of an equal node. */
  node(op: string, inputs: readonly string[], attributes: Attributes = {}, outputs = 1): readonly string[] {
    const map = attributeMap(attributes);
    const key = `${op}(${inputs.join()})${JSON.stringify([...map])}${outputs}`;
    const equal = this.findEqual(key);
    if (equal) return equal;
    const names = Array.from({ length: outputs }, () => this.fresh(op));
    this.add({ name: names[0], op, domain: '', inputs, outputs: names, attributes: map });
    this.remember(key, names);
    return names;
  }

  /** Adds a node of one output. */
  op(op: string, inputs: readonly string[], attributes: Attributes = {}): string {
    return this.node(op, inputs, attributes)[0];
  }

  private readonly equals = new Map<string, readonly string[]>();

  protected findEqual(key: string): readonly string[] | undefined {
    return this.equals.get(key);
  }

  protected remember(key: string, names: readonly string[]): void {
    this.equals.set(key, names);
  }

  /**
   * Infers the types and shapes of a node's outputs.
   * @throws OnnxError that names the node where they cannot be inferred
   */
  infer(node: Node): readonly Known[] {
    try {
      return inferNode(node, { opset: this.opset, about: (name) => this.about(name) });
    } catch (cause) {
      if (!(cause instanceof OnnxError)) throw cause;
      throw new OnnxError(`${node.op} ${node.name}: ${cause.message}`, { cause });
    }
  }

  /** Adds a node under its own names. @throws OnnxError as `infer`. */
  add(node: Node): void {
    const outputs = this.infer(node);
    outputs.forEach((known, index) => {
      if (node.outputs[index]) this.define(node.outputs[index], known);
    });
    this.nodes.push(node);
  }

  private define(name: string, known: Known): void {
    if (this.known.has(name)) throw new OnnxError(`there are two tensors ${name}`);
    this.known.set(name, known);
  }

  /** Declares a tensor an output of the model under the name `name`. */
  output(name: string, tensor = name): void {
    const { shape, type } = this.about(tensor);
    if (tensor !== name)
      this.add({ name, op: 'Identity', domain: '', inputs: [tensor], outputs: [name], attributes: new Map() });
    this.outputs.push({ name, type, dims: declared(shape) });
  }

  /** The tensors that the outputs are computed from, and themselves. */
  needed(): Set<string> {
    const needed = new Set(this.outputs.map(({ name }) => name));
    for (const node of this.nodes.toReversed())
      if (node.outputs.some((name) => needed.has(name))) for (const name of node.inputs) if (name) needed.add(name);
    return needed;
  }

  /** Drops nodes and initializers that no output needs. */
  prune(): void {
    const live = this.needed();
    this.nodes = this.nodes.filter(({ outputs }) => outputs.some((name) => live.has(name)));
    for (const name of this.initializers.keys()) if (!live.has(name)) this.initializers.delete(name);
  }

  /** The model as it is now; the builder may be used further. */
  model(producer = 'morphoscope'): Model {
    return {
      irVersion: 8,
      opsets: new Map([['', this.opset]]),
      producer,
      metadata: new Map(),
      graph: {
        name: 'graph',
        nodes: [...this.nodes],
        initializers: new Map(this.initializers),
        inputs: [...this.inputs],
        outputs: [...this.outputs],
        valueInfo: [],
      },
    };
  }

  /** @throws OnnxError unless the tensor has this shape. */
  expectShape(name: string, shape: Shape): void {
    if (!sameShape(this.shape(name), shape)) throw new OnnxError(`${name} has not the shape that is wanted`);
  }
}

const zeroSign = (value: number) => (Object.is(value, -0) ? '-0' : `${value}`);
