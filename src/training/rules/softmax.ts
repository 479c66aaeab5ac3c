import { intOf } from '../../onnx';
import { unary } from './elementwise';
import type { Backward, Rules } from './rule';

/** From operator set 13 on, over one axis; the last where it is not said. */
const axes = ({ step }: Backward) => [intOf(step, 'axis', -1)];

export const SOFTMAX: Rules = {
  /** y_i = exp x_i / sum_j exp x_j: dx = y (dy - sum_j dy_j y_j). */
  Softmax: unary((b) => {
    const { graph, dy, y } = b;
    const product = graph.mul(dy, y);
    return graph.sub(product, graph.mul(y, graph.sum(product, axes(b), true)));
  }),
  /** y_i = x_i - ln sum_j exp x_j: dx = dy - exp(y) sum_j dy_j. */
  LogSoftmax: unary((b) => {
    const { graph, dy, y } = b;
    return graph.sub(dy, graph.mul(graph.unary('Exp', y), graph.sum(dy, axes(b), true)));
  }),
};
