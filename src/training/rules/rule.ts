import type { GraphBuilder, Shape } from '../../onnx';
import type { Step } from '../tape';

/**
 * The context in which a rule differentiates one step: its tensors, the gradients of its outputs, and where it puts those
 * of its inputs.
 */
export interface Backward {
  readonly graph: GraphBuilder;
  readonly step: Step;
  /** Gradient of the loss by the first output, of that output's shape. */
  readonly dy: string;
  /** Gradients by all outputs; undefined where the loss does not depend on one. */
  readonly dys: readonly (string | undefined)[];
  /** Name of input `index`. */
  readonly x: (index: number) => string;
  readonly shape: (index: number) => Shape;
  /** Output 0. */
  readonly y: string;
  readonly needs: (index: number) => boolean;
  /**
   * Adds to the gradient by input `index`, if that is needed; `gradient` has the input's shape, or one that
   * broadcasts to it, or one that it was broadcast to, over which it is then summed.
   */
  readonly give: (index: number, gradient: () => string) => void;
}

/** Adds the nodes that compute the gradients by a step's inputs from those by its outputs. */
export type Rule = (b: Backward) => void;
export type Rules = Readonly<Record<string, Rule>>;
