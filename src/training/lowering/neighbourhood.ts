import { floatsOf, DataType, elements, type Graph, type Node } from '../../onnx';

/** Finds the node that produces, and the nodes that consume, each tensor of a forward graph. */
export class Neighbourhood {
  private readonly users = new Map<string, Node[]>();
  private readonly producers = new Map<string, Node>();

  constructor(
    private readonly graph: Graph,
    nodes: readonly Node[],
  ) {
    for (const node of nodes) {
      for (const name of new Set(node.inputs)) {
        const users = this.users.get(name);
        if (users) users.push(node);
        else this.users.set(name, [node]);
      }
      for (const name of node.outputs) this.producers.set(name, node);
    }
    // An output of the model is read from outside, so that no pattern may swallow it.
    for (const { name } of graph.outputs) this.users.set(name, [...(this.users.get(name) ?? []), OUTSIDE]);
  }

  producer(name: string): Node | undefined {
    return this.producers.get(name);
  }

  readers(name: string): readonly Node[] {
    return this.users.get(name) ?? [];
  }

  /** The one node that reads a tensor, if it is one and of operator `op`. */
  onlyReader(name: string, op: string): Node | undefined {
    const [reader, ...others] = this.readers(name);
    return others.length === 0 && reader?.op === op ? reader : undefined;
  }

  /** Whether a tensor is a constant close to `value`. */
  isScalar(name: string, value: number): boolean {
    const scalar = this.scalar(name);
    return scalar !== undefined && Math.abs(scalar - value) < 1e-4 * Math.abs(value);
  }

  /** Whether `bias` is a vector and `weights` a matrix of as many columns, both initializers. */
  isVectorFor(bias: string, weights: string): boolean {
    const [b, w] = [this.graph.initializers.get(bias), this.graph.initializers.get(weights)];
    return b?.dims.length === 1 && w?.dims.length === 2 && b.dims[0] === w.dims[1];
  }

  scalar(name: string): number | undefined {
    const constant = this.producers.get(name)?.attributes.get('value');
    const tensor = this.graph.initializers.get(name) ?? (constant?.kind === 'tensor' ? constant.value : undefined);
    return tensor?.type === DataType.float32 && elements(tensor.dims) === 1 ? floatsOf(tensor)[0] : undefined;
  }
}

const OUTSIDE: Node = { name: '', op: '', domain: '', inputs: [], outputs: [], attributes: new Map() };

/** The other input of a node of two. */
export const otherInput = ({ inputs }: Node, name: string): string => (inputs[0] === name ? inputs[1] : inputs[0]);
