import { type Attribute, type Attributes, GraphBuilder, type Node } from '../onnx';

/** One differentiable step of the forward pass: a node of the graph, or several that have one gradient rule together. */
export interface Step {
  /** An ONNX operator, or '@' and the name of a composite. */
  readonly op: string;
  readonly name: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: ReadonlyMap<string, Attribute>;
  /** Tensors of a composite's inside that its rule reuses. */
  readonly saved: Readonly<Record<string, string>>;
}

/**
 * A graph that remembers how it was computed. Nodes are steps unless they are the inside of a composite, or belong to the
 * backward pass. An equal node is found again only where its gradient is accounted for: the forward pass never
 * reuses the inside of a composite.
 */
export class Tape extends GraphBuilder {
  readonly steps: Step[] = [];
  private mode: 'recording' | 'composite' | 'backward' = 'recording';
  private readonly recorded = new Map<string, readonly string[]>();
  private readonly hidden = new Map<string, readonly string[]>();
  private readonly composites = new Map<string, string>();

  override add(node: Node): void {
    super.add(node);
    if (this.mode === 'recording') this.steps.push({ ...node, saved: {} });
  }

  protected override findEqual(key: string): readonly string[] | undefined {
    if (this.mode === 'recording') return this.recorded.get(key);
    if (this.mode === 'composite') return this.hidden.get(key);
    return this.recorded.get(key) ?? this.hidden.get(key);
  }

  protected override remember(key: string, names: readonly string[]): void {
    (this.mode === 'recording' ? this.recorded : this.hidden).set(key, names);
  }

  /** Adds nodes whose gradient is one rule's, `op` in the table of rules. @returns the name of the output. */
  composite(
    op: string,
    inputs: readonly string[],
    build: () => { output: string; saved?: Readonly<Record<string, string>> },
    attributes: ReadonlyMap<string, Attribute> = new Map(),
  ): string {
    if (this.mode !== 'recording') return build().output;
    const key = `${op}(${inputs.join()})${JSON.stringify([...attributes])}`;
    const equal = this.composites.get(key);
    if (equal) return equal;
    this.mode = 'composite';
    try {
      const { output, saved = {} } = build();
      this.steps.push({ op, name: output, inputs, outputs: [output], attributes, saved });
      this.composites.set(key, output);
      return output;
    } finally {
      this.mode = 'recording';
    }
  }

  /** Nodes that `work` adds are not recorded as steps. */
  backward<T>(work: () => T): T {
    this.mode = 'backward';
    try {
      return work();
    } finally {
      this.mode = 'recording';
    }
  }
}

export type { Attributes };
