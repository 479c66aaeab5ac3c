import { floatOf, stringOf } from '../../onnx';
import { passed, unary } from './elementwise';
import type { Backward, Rules } from './rule';

const SQRT_2_OVER_PI = Math.sqrt(2 / Math.PI);

const above = ({ graph }: Backward, x: string, threshold: number) =>
  graph.op('Greater', [x, graph.constant(threshold)]);

/** Where low < x < high the gradient passes through. */
const between = (b: Backward, x: string, low: number, high: number) =>
  b.graph.op('And', [above(b, x, low), b.graph.op('Less', [x, b.graph.constant(high)])]);

/** Gelu's derivative: with the error function Phi(x) + x phi(x), or that of the approximation by tanh. */
function gelu(b: Backward): string {
  const { graph, dy } = b;
  const x = b.x(0);
  if (stringOf(b.step, 'approximate') === 'tanh') {
    // y = x (1 + t) / 2 with t = tanh u, u = sqrt(2 / pi) (x + 0.044715 x^3); dy/dx = (1 + t) / 2 + x (1 - t^2) u' / 2.
    const square = graph.mul(x, x);
    const u = graph.mul(graph.mul(x, graph.add2(graph.mul(square, 0.044715), 1)), SQRT_2_OVER_PI);
    const t = graph.unary('Tanh', u);
    const slope = graph.mul(graph.add2(graph.mul(square, 3 * 0.044715), 1), SQRT_2_OVER_PI / 2);
    const second = graph.mul(graph.mul(x, graph.sub(1, graph.mul(t, t))), slope);
    return graph.mul(dy, graph.add2(graph.add2(graph.mul(t, 0.5), 0.5), second));
  }
  const cdf = graph.add2(graph.mul(graph.unary('Erf', graph.mul(x, Math.SQRT1_2)), 0.5), 0.5);
  const density = graph.mul(graph.unary('Exp', graph.mul(graph.mul(x, x), -0.5)), SQRT_2_OVER_PI / 2);
  return graph.mul(dy, graph.add2(cdf, graph.mul(x, density)));
}

export const ACTIVATION: Rules = {
  Relu: unary((b) => passed(b, above(b, b.y, 0))),
  LeakyRelu: unary((b) => {
    const alpha = floatOf(b.step, 'alpha', 0.01);
    return b.graph.where(above(b, b.x(0), 0), b.dy, b.graph.mul(b.dy, alpha));
  }),
  /** y = x where x > 0, else slope x. */
  PRelu: (b) => {
    const { graph, give, x, dy } = b;
    give(0, () => graph.where(above(b, x(0), 0), dy, graph.mul(dy, x(1))));
    give(1, () => graph.where(above(b, x(0), 0), 0, graph.mul(dy, x(0))));
  },
  /** y = alpha (exp x - 1) where x <= 0: its derivative there is y + alpha. */
  Elu: unary((b) => {
    const alpha = floatOf(b.step, 'alpha', 1);
    return b.graph.where(above(b, b.x(0), 0), b.dy, b.graph.mul(b.dy, b.graph.add2(b.y, alpha)));
  }),
  /** y' = y (1 - y). */
  Sigmoid: unary(({ graph, dy, y }) => graph.mul(dy, graph.sub(y, graph.mul(y, y)))),
  /** y' = 1 - y^2. */
  Tanh: unary(({ graph, dy, y }) => graph.mul(dy, graph.sub(1, graph.mul(y, y)))),
  /** y' = 2 / sqrt(pi) exp(-x^2). */
  Erf: unary(({ graph, dy, x }) => {
    const bell = graph.unary('Exp', graph.neg(graph.mul(x(0), x(0))));
    return graph.mul(dy, graph.mul(bell, 2 / Math.sqrt(Math.PI)));
  }),
  Gelu: unary(gelu),
  /** x Phi(x), its Phi and x / sqrt 2 kept: the derivative is Phi + x phi. */
  '@Gelu': unary(({ graph, dy, step }) => {
    const { cdf, scaled } = step.saved;
    // x phi(x) = (x / sqrt 2) exp(-(x / sqrt 2)^2) / sqrt pi.
    const bell = graph.unary('Exp', graph.sub(-0.5 * Math.log(Math.PI), graph.mul(scaled, scaled)));
    return graph.mul(dy, graph.add2(cdf, graph.mul(scaled, bell)));
  }),
  /** y = x s with s = sigmoid x, kept: the derivative is s + y (1 - s). */
  '@Silu': unary(({ graph, dy, y, step }) => {
    const { sigmoid } = step.saved;
    return graph.mul(dy, graph.add2(sigmoid, graph.sub(y, graph.mul(y, sigmoid))));
  }),
  /** y = min(1, max(0, alpha x + beta)). */
  HardSigmoid: unary((b) => b.graph.mul(passed(b, between(b, b.y, 0, 1)), floatOf(b.step, 'alpha', 0.2))),
  /** y = x min(1, max(0, x / 6 + 1 / 2)): 0, 1, or x / 3 + 1 / 2 between -3 and 3. */
  HardSwish: unary((b) => {
    const { graph, x, dy } = b;
    const middle = graph.add2(graph.mul(x(0), 1 / 3), 0.5);
    const slope = graph.where(between(b, x(0), -3, 3), middle, graph.op('Cast', [above(b, x(0), 0)], { to: 1 }));
    return graph.mul(dy, slope);
  }),
  /** y = ln(1 + exp x): y' = sigmoid x. */
  Softplus: unary(({ graph, dy, x }) => graph.mul(dy, graph.unary('Sigmoid', x(0)))),
  /** Inputs 1 and 2 are the bounds, either may be missing. */
  Clip: unary((b) => {
    const { graph, dy, x, step } = b;
    const inside = [
      ...(step.inputs[1] ? [graph.op('GreaterOrEqual', [x(0), x(1)])] : []),
      ...(step.inputs[2] ? [graph.op('LessOrEqual', [x(0), x(2)])] : []),
    ];
    return inside.length === 0 ? dy : passed(b, inside.reduce((one, other) => graph.op('And', [one, other]))); // prettier-ignore
  }),
};
