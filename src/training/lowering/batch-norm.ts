import { floatOf, type Graph, type Node } from '../../onnx';
import { batchNormForward } from '../rules/batch-norm';
import type { Tape } from '../tape';
import type { Neighbourhood } from './neighbourhood';

/** A convolution and the normalisation behind it. */
export interface Folding {
  readonly conv: Node;
  readonly norm: Node;
}

/** Conv followed by BatchNormalization alone: all foldings of a graph, by their normalisation. */
export function findFoldings(nodes: readonly Node[], graph: Graph, around: Neighbourhood): Map<Node, Folding> {
  const found = new Map<Node, Folding>();
  for (const norm of nodes) {
    if (norm.op !== 'BatchNormalization') continue;
    const conv = around.producer(norm.inputs[0]);
    const constant = norm.inputs.slice(1).every((name) => graph.initializers.has(name));
    if (conv?.op === 'Conv' && constant && around.onlyReader(norm.inputs[0], 'BatchNormalization'))
      found.set(norm, { conv, norm });
  }
  return found;
}

/**
 * With frozen statistics m, v the two are one convolution of weights W s and bias (b - m) s + beta, s = gamma /
 * sqrt(v + epsilon) a channel, computed in the graph, so that gradients reach W, b, gamma and beta and no pass over the
 * image is added.
 */
export function foldedConv(tape: Tape, { conv, norm }: Folding, renamed: (name: string) => string): Node {
  const [x, w, b] = conv.inputs.map(renamed);
  const [, gamma, beta, mean, variance] = norm.inputs.map(renamed);
  const scale = frozenScale(tape, norm, gamma, variance);
  const [channels, ...others] = tape.shape(w);
  const weights = tape.mul(w, tape.reshape(scale, [channels, ...others.map(() => 1)]));
  const centre = b ? tape.sub(b, mean) : tape.neg(mean);
  const bias = tape.add2(tape.mul(centre, scale), beta);
  return { ...conv, inputs: [x, weights, bias], outputs: norm.outputs.slice(0, 1) };
}

/** gamma / sqrt(variance + epsilon), a channel: what frozen statistics multiply by. */
export function frozenScale(tape: Tape, norm: Node, gamma: string, variance: string): string {
  return tape.div(gamma, tape.unary('Sqrt', tape.add2(variance, floatOf(norm, 'epsilon', 1e-5))));
}

/**
 * By the batch's statistics nothing can be folded: one step. The running ones are its inputs in name alone.
 * @param x the image, as [H, W, N, C] where its pixels are first.
 * @returns the output.
 */
export function batchNorm(tape: Tape, node: Node, x: string, pixelsFirst: boolean): string {
  const [, gamma, beta] = node.inputs;
  const build = () => batchNormForward(tape, [x, gamma, beta], floatOf(node, 'epsilon', 1e-5), pixelsFirst);
  return tape.composite('@BatchNorm', [x, ...node.inputs.slice(1)], build, node.attributes);
}
