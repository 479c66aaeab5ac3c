import { axisOf, intsOf } from '../../onnx';
import { unary } from './elementwise';
import type { Backward, Rule, Rules } from './rule';

/** The axes of a node of the Reduce family: an input, an attribute, or all. */
export function reducedAxes({ graph, step, shape }: Backward): readonly number[] {
  const x = shape(0);
  const axes = step.inputs[1] ? graph.values(step.inputs[1]) : intsOf(step, 'axes');
  return axes?.length ? axes.map((axis) => axisOf(axis, x.length)) : x.map((_, axis) => axis);
}

/** A reduced tensor with its axes of length 1 put back, whatever keepdims was. */
function keptAxes(b: Backward, reduced: string): string {
  const axes = reducedAxes(b);
  return b.graph.shape(reduced).length === b.shape(0).length
    ? reduced
    : b.graph.unsqueeze(
        reduced,
        axes.toSorted((a, c) => a - c),
      );
}

/** y = max x: dy goes to the elements that are equal to y, in equal parts. */
const extreme: Rule = unary((b) => {
  const { graph, x } = b;
  const is = graph.op('Cast', [graph.op('Equal', [x(0), keptAxes(b, b.y)])], { to: 1 });
  const share = graph.div(keptAxes(b, b.dy), graph.sum(is, reducedAxes(b), true));
  return graph.mul(is, share);
});

export const REDUCTION: Rules = {
  ReduceSum: unary((b) => keptAxes(b, b.dy)),
  ReduceMean: unary((b) => b.graph.div(keptAxes(b, b.dy), b.graph.count(b.x(0), reducedAxes(b)))),
  ReduceMax: extreme,
  ReduceMin: extreme,
  /** y = sqrt(sum x^2): dx = dy x / y. */
  ReduceL2: unary((b) => b.graph.mul(b.x(0), keptAxes(b, b.graph.div(b.dy, b.y)))),
  ReduceSumSquare: unary((b) => b.graph.mul(b.x(0), keptAxes(b, b.graph.mul(b.dy, 2)))),
  /** y = ln sum exp x: dx = dy exp(x - y). */
  ReduceLogSumExp: unary((b) =>
    b.graph.mul(keptAxes(b, b.dy), b.graph.unary('Exp', b.graph.sub(b.x(0), keptAxes(b, b.y)))),
  ),
};
