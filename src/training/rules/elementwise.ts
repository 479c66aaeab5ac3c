import type { Backward, Rule, Rules } from './rule';

/** Rules of arithmetic. Where an input was broadcast, `give` sums the gradient over the axes along which it was. */

/** y = x_0 + x_1 + ...: every dx_i = dy. */
const add: Rule = ({ step, give, dy }) => step.inputs.forEach((_, index) => give(index, () => dy));

/** y = f(x): dx = dy f'(x), given as a factor. */
export const unary =
  (gradient: (b: Backward) => string): Rule =>
  (b) =>
    b.give(0, () => gradient(b));

/** dy where `condition` holds, else 0: a product with ones and zeros, since ONNX Runtime's Where takes twice the time. */
export const passed = ({ graph, dy }: Backward, condition: string): string =>
  graph.mul(dy, graph.op('Cast', [condition], { to: 1 }));

/** y = max(x_0, x_1, ...): dy goes to the inputs that are equal to y, in equal parts where several are. */
const extreme: Rule = ({ graph, step, give, dy, y }) => {
  const is = step.inputs.map((x) => graph.op('Cast', [graph.op('Equal', [x, y])], { to: 1 }));
  const ties = is.reduce((sum, one) => graph.add2(sum, one));
  step.inputs.forEach((_, index) => give(index, () => graph.div(graph.mul(dy, is[index]), ties)));
};

export const ELEMENTWISE: Rules = {
  Add: add,
  Sum: add,
  Mean: ({ graph, step, give, dy }) =>
    step.inputs.forEach((_, index) => give(index, () => graph.mul(dy, 1 / step.inputs.length))),
  Sub: ({ graph, give, dy }) => {
    give(0, () => dy);
    give(1, () => graph.neg(dy));
  },
  /** d(ab) = b da + a db. */
  Mul: ({ graph, give, x, dy }) => {
    give(0, () => graph.mul(dy, x(1)));
    give(1, () => graph.mul(dy, x(0)));
  },
  /** y = a / b: da = dy / b, db = -dy y / b. */
  Div: ({ graph, give, x, y, dy }) => {
    give(0, () => graph.div(dy, x(1)));
    give(1, () => graph.neg(graph.div(graph.mul(dy, y), x(1))));
  },
  /** y = a^b: da = dy b a^(b-1), db = dy y ln a. A constant exponent of 2 needs no power. */
  Pow: ({ graph, give, x, y, dy }) => {
    give(0, () => {
      const exponent = graph.values(x(1));
      if (exponent?.length === 1 && exponent[0] === 2) return graph.mul(dy, graph.mul(x(0), 2));
      const less = exponent?.length === 1 ? graph.constant(exponent[0] - 1) : graph.sub(x(1), 1);
      return graph.mul(dy, graph.mul(graph.binary('Pow', x(0), less), x(1)));
    });
    give(1, () => graph.mul(dy, graph.mul(y, graph.unary('Log', x(0)))));
  },
  Max: extreme,
  Min: extreme,
  Neg: unary(({ graph, dy }) => graph.neg(dy)),
  /** y = sqrt x: dx = dy / (2 y). */
  Sqrt: unary(({ graph, dy, y }) => graph.div(graph.mul(dy, 0.5), y)),
  Exp: unary(({ graph, dy, y }) => graph.mul(dy, y)),
  Log: unary(({ graph, dy, x }) => graph.div(dy, x(0))),
  /** y = 1 / x: dx = -dy y^2. */
  Reciprocal: unary(({ graph, dy, y }) => graph.neg(graph.mul(dy, graph.mul(y, y)))),
  Abs: unary(({ graph, dy, x }) => graph.mul(dy, graph.unary('Sign', x(0)))),
  /** y = c ? a : b. */
  Where: ({ graph, give, x, dy }) => {
    give(1, () => graph.where(x(0), dy, 0));
    give(2, () => graph.where(x(0), 0, dy));
  },
};
