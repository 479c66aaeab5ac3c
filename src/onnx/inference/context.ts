import { OnnxError } from '../error';
import type { Known, KnownValue } from '../known';
import type { Node } from '../model';
import type { Shape } from '../shape';

/** What the inference rule of an operator can read of the node in hand. */
export class NodeContext {
  constructor(
    readonly node: Node,
    readonly opset: number,
    private readonly about: (name: string) => Known,
  ) {}

  has(index: number): boolean {
    return Boolean(this.node.inputs[index]);
  }

  private input(index: number): Known {
    const name = this.node.inputs[index];
    if (!name) throw new OnnxError(`input ${index} is missing`);
    return this.about(name);
  }

  shape(index: number): Shape {
    return this.input(index).shape;
  }

  type(index: number): number {
    return this.input(index).type;
  }

  known(index: number): readonly KnownValue[] | undefined {
    return this.has(index) ? this.input(index).values : undefined;
  }

  /** Values that a shape depends on. @throws OnnxError unless they are known before the graph runs. */
  integers(index: number): readonly number[] {
    const values = this.known(index);
    if (!values?.every((value) => typeof value === 'number'))
      throw new OnnxError(`its input ${index} (${this.node.inputs[index]}) is not constant`);
    return values;
  }
}

/** The outputs of a node, in order. */
export type Infer = (context: NodeContext) => readonly Known[];
