import { intsOf, type Node } from '../../onnx';
import type { Tape } from '../tape';
import { type Neighbourhood, otherInput } from './neighbourhood';

/** Several nodes that exporters write for one function, whose gradient is cheaper together. */
export interface Pattern {
  /** All of them; the last writes the result. */
  readonly nodes: readonly Node[];
  /** The one tensor that it reads, where it works on every value for itself. */
  readonly each?: string;
  readonly emit: (tape: Tape, renamed: (name: string) => string) => string;
}

type Finder = (node: Node, around: Neighbourhood) => Pattern | undefined;

/** 0.5 x (1 + erf(x / sqrt 2)), with the half at either end. */
const findGelu: Finder = (node, around) => {
  const scaled =
    (node.op === 'Div' && around.isScalar(node.inputs[1], Math.SQRT2)) ||
    (node.op === 'Mul' && around.isScalar(node.inputs[1], Math.SQRT1_2));
  if (!scaled) return undefined;
  const [x] = node.inputs;
  const erf = around.onlyReader(node.outputs[0], 'Erf');
  const plus = erf && around.onlyReader(erf.outputs[0], 'Add');
  if (!plus || !around.isScalar(otherInput(plus, erf.outputs[0]), 1)) return undefined;
  const times = around.onlyReader(plus.outputs[0], 'Mul');
  if (!times) return undefined;
  const factor = otherInput(times, plus.outputs[0]);
  const emit: Pattern['emit'] = (tape, renamed) => emitGelu(tape, renamed(x));
  if (factor === x) {
    const half = around.onlyReader(times.outputs[0], 'Mul');
    if (half && around.isScalar(otherInput(half, times.outputs[0]), 0.5))
      return { nodes: [node, erf, plus, times, half], each: x, emit };
  }
  const half = around.producer(factor);
  return half?.op === 'Mul' && half.inputs.includes(x) && around.isScalar(otherInput(half, x), 0.5)
    ? { nodes: [node, erf, plus, times], each: x, emit }
    : undefined;
};

/** Gelu with its inside kept for the way back. HardSigmoid(e) = e / 2 + 1 / 2 is one pass; |e| never exceeds 1. */
export function emitGelu(tape: Tape, x: string): string {
  return tape.composite('@Gelu', [x], () => {
    const scaled = tape.mul(x, Math.SQRT1_2);
    const half = { kind: 'float', value: 0.5 } as const;
    const cdf = tape.op('HardSigmoid', [tape.unary('Erf', scaled)], { alpha: half, beta: half });
    return { output: tape.mul(x, cdf), saved: { scaled, cdf } };
  });
}

/** x sigmoid(x). */
const findSilu: Finder = (node, around) => {
  if (node.op !== 'Sigmoid') return undefined;
  const [x] = node.inputs;
  const times = around.onlyReader(node.outputs[0], 'Mul');
  if (!times || otherInput(times, node.outputs[0]) !== x) return undefined;
  return {
    nodes: [node, times],
    each: x,
    emit: (tape, renamed) =>
      tape.composite('@Silu', [renamed(x)], () => {
        const sigmoid = tape.unary('Sigmoid', renamed(x));
        return { output: tape.mul(renamed(x), sigmoid), saved: { sigmoid } };
      }),
  };
};

/** (x - mean) / sqrt(mean((x - mean)^2) + epsilon) w + b over the last axis, as exporters before operator set 17 write it. */
const findLayerNorm: Finder = (node, around) => {
  if (node.op !== 'ReduceMean' || intsOf(node, 'axes')?.join() !== '-1') return undefined;
  const [x] = node.inputs;
  const minus = around.onlyReader(node.outputs[0], 'Sub');
  if (!minus || minus.inputs[0] !== x) return undefined;
  const readers = around.readers(minus.outputs[0]);
  const square = readers.find(({ op }) => op === 'Pow');
  const over = readers.find(({ op }) => op === 'Div');
  if (readers.length !== 2 || !square || !over || !around.isScalar(square.inputs[1], 2)) return undefined;
  const variance = around.onlyReader(square.outputs[0], 'ReduceMean');
  const plus = variance && around.onlyReader(variance.outputs[0], 'Add');
  const epsilon = plus && around.scalar(otherInput(plus, variance.outputs[0]));
  const root = plus && around.onlyReader(plus.outputs[0], 'Sqrt');
  if (epsilon === undefined || !root || around.onlyReader(root.outputs[0], 'Div') !== over) return undefined;
  const gain = around.onlyReader(over.outputs[0], 'Mul');
  const bias = gain && around.onlyReader(gain.outputs[0], 'Add');
  if (!bias) return undefined;
  const [w, b] = [otherInput(gain, over.outputs[0]), otherInput(bias, gain.outputs[0])];
  return {
    nodes: [node, minus, square, variance, plus, root, over, gain, bias],
    emit: (tape, renamed) => emitLayerNorm(tape, renamed(x), renamed(w), renamed(b), epsilon),
  };
};

/** Layer normalisation over the last axis: the operator where there is one. */
function emitLayerNorm(tape: Tape, x: string, w: string, b: string, epsilon: number): string {
  const rank = tape.shape(w).length;
  if (tape.opset >= 17 && rank === 1)
    return tape.node('LayerNormalization', [x, w, b], { axis: -1, epsilon: { kind: 'float', value: epsilon } }, 3)[0];
  return tape.composite('@LayerNorm', [x, w, b], () => {
    const centred = tape.sub(x, tape.mean(x, [-1]));
    const variance = tape.mean(tape.mul(centred, centred), [-1]);
    const r = tape.unary('Reciprocal', tape.unary('Sqrt', tape.add2(variance, epsilon)));
    const h = tape.mul(centred, r);
    return { output: tape.add2(tape.mul(h, w), b), saved: { h, r } };
  });
}

/** X W + b over the last axis: one Gemm over all rows. */
const findLinear: Finder = (node, around) => {
  if (node.op !== 'MatMul') return undefined;
  const [x, w] = node.inputs;
  const add = around.onlyReader(node.outputs[0], 'Add');
  if (!add) return undefined;
  const b = otherInput(add, node.outputs[0]);
  if (!around.isVectorFor(b, w)) return undefined;
  return {
    nodes: [node, add],
    emit: (tape, renamed) => {
      const shape = tape.shape(renamed(x));
      const [inner, columns] = tape.shape(renamed(w));
      const rows = shape.slice(0, -1).reduce((product, dim) => product * dim, 1);
      const flat = tape.reshape(renamed(x), [rows, inner]);
      const y = tape.op('Gemm', [flat, renamed(w), renamed(b)]);
      return tape.reshape(y, [...shape.slice(0, -1), columns]);
    },
  };
};

const FINDERS: readonly Finder[] = [findGelu, findSilu, findLayerNorm, findLinear];

/** All patterns of a graph, by their last node; no node is in two. */
export function findPatterns(nodes: readonly Node[], around: Neighbourhood): Map<Node, Pattern> {
  const found = new Map<Node, Pattern>();
  const taken = new Set<Node>();
  for (const node of nodes)
    for (const finder of FINDERS) {
      const pattern = finder(node, around);
      if (!pattern || pattern.nodes.some((inner) => taken.has(inner))) continue;
      for (const inner of pattern.nodes) taken.add(inner);
      found.set(pattern.nodes.at(-1)!, pattern);
    }
  return found;
}
