import { isDynamic, type Node, sameShape } from '../onnx';
import type { Neighbourhood } from './lowering/neighbourhood';
import type { Tape } from './tape';

/** Name of the graph's input: [N, blocks], what each block's branch is multiplied by for each image. */
export const DEPTH_INPUT = 'stochastic_depth';

/**
 * The additions of a graph that close a residual block, x + f(x), in order, with the name of f(x): those whose one input is
 * computed from the other. (Blocks with a projection on the shortcut are left alone.)
 */
export function findResiduals(nodes: readonly Node[], around: Neighbourhood): Map<Node, string> {
  const position = new Map(nodes.map((node, index) => [node, index]));
  const dependsOn = (name: string, ancestor: string): boolean => {
    const first = position.get(around.producer(ancestor)!) ?? -1;
    const open = [name];
    const seen = new Set(open);
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      if (at === ancestor) return true;
      const producer = around.producer(at);
      if (!producer || position.get(producer)! <= first) continue;
      for (const input of producer.inputs) {
        if (seen.has(input)) continue;
        seen.add(input);
        open.push(input);
      }
    }
    return false;
  };
  const found = new Map<Node, string>();
  for (const node of nodes) {
    if (node.op !== 'Add') continue;
    const [a, b] = node.inputs;
    if (!around.producer(a) || !around.producer(b)) continue;
    if (dependsOn(a, b)) found.set(node, a);
    else if (dependsOn(b, a)) found.set(node, b);
  }
  return found;
}

/** What a branch is multiplied by, its column of the input, if it has the batch in front and the shape of the sum. */
export function branchFactor(tape: Tape, branch: string, shortcut: string, block: number): string | undefined {
  const shape = tape.shape(branch);
  if (!isDynamic(shape[0]) || !sameShape(shape, tape.shape(shortcut))) return undefined;
  const column = tape.gather(DEPTH_INPUT, [block], 1);
  return tape.reshape(column, [shape[0], ...shape.slice(1).map(() => 1)]);
}

/**
 * The factors for a batch: block b of B is left out of an image with probability rate (b + 1) / B, and scaled up otherwise so
 * that the expectation stays (Huang et al. 2016, arXiv:1603.09382).
 */
export function depthFactors(images: number, blocks: number, rate: number, uniform: () => number): Float32Array {
  return Float32Array.from({ length: images * blocks }, (_, i) => {
    const kept = 1 - (rate * ((i % blocks) + 1)) / blocks;
    return uniform() < kept ? 1 / kept : 0;
  });
}
