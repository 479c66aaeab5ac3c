import { axisOf, floatOf, intOf } from '../../onnx';
import { TrainingError } from '../errors';
import type { Backward, Rule, Rules } from './rule';

/**
 * y = h w + b with h = (x - mean) r, r = 1 / sqrt(variance + epsilon) over `axes`. With g = dy w:
 * dx = r (g - mean(g) - h mean(g h)), dw = sum dy h, db = sum dy (Ba, Kiros and Hinton 2016, arXiv:1607.06450).
 */
function layerNorm({ graph, step, x, give, dy }: Backward, axes: readonly number[], h: string, r: string): void {
  give(0, () => {
    const g = graph.mul(dy, x(1));
    const projection = graph.mul(h, graph.mean(graph.mul(g, h), axes));
    return graph.mul(graph.sub(graph.sub(g, graph.mean(g, axes)), projection), r);
  });
  give(1, () => graph.mul(dy, h));
  if (step.inputs[2]) give(2, () => dy);
}

const layerNormalization: Rule = (b) => {
  const { graph, step, shape, x } = b;
  const rank = shape(0).length;
  const from = axisOf(intOf(step, 'axis', -1), rank);
  const [, mean, r] = step.outputs;
  if (!mean || !r) throw new TrainingError(`LayerNormalization ${step.name} does not give its statistics`);
  const axes = Array.from({ length: rank - from }, (_, i) => from + i);
  layerNorm(b, axes, graph.mul(graph.sub(x(0), mean), r), r);
};

/** With frozen statistics: y = (x - m) r w + b a channel, which is linear in x, w and b. */
const batchNormalization: Rule = ({ graph, step, shape, x, give, dy }) => {
  const channels = [
    shape(0)[1],
    ...shape(0)
      .slice(2)
      .map(() => 1),
  ];
  const spread = (vector: string) => graph.reshape(vector, channels);
  const flat = (sum: string) => graph.reshape(sum, [channels[0]]);
  const axes = shape(0).flatMap((_, axis) => (axis === 1 ? [] : [axis]));
  const r = graph.unary('Reciprocal', graph.unary('Sqrt', graph.add2(x(4), floatOf(step, 'epsilon', 1e-5))));
  give(0, () => graph.mul(dy, spread(graph.mul(x(1), r))));
  give(1, () => flat(graph.sum(graph.mul(dy, graph.mul(graph.sub(x(0), spread(x(3))), spread(r))), axes)));
  give(2, () => flat(graph.sum(dy, axes)));
};

export const NORMALISATION: Rules = {
  LayerNormalization: layerNormalization,
  '@LayerNorm': (b) => layerNorm(b, [-1], b.step.saved.h, b.step.saved.r),
  BatchNormalization: batchNormalization,
};
