import type { GraphBuilder, Shape } from '../../onnx';
import type { Rule, Rules } from './rule';

/**
 * Batch normalisation by the batch's own statistics (Ioffe and Szegedy 2015, arXiv:1502.03167): y = gamma c r + beta with
 * c = x - mean and r = 1 / sqrt(variance + epsilon), mean and variance over the M values of a channel in all images.
 *
 * Everything works on [N, C, pixels]: sums over its outer axes are fast, and vectors are [1, C, 1] whatever the rank.
 */
const AXES = [0, 2];

/** [N, C, ...] as [N, C, pixels]. */
const flat = ([batch, channels, ...pixels]: Shape): Shape => [
  batch,
  channels,
  pixels.reduce((product, dim) => product * dim, 1),
];

/**
 * The forward pass. The variance is the mean of c^2, never E[x^2] - E[x]^2, which cancels where the mean is large. c is
 * kept for the way back in place of x, which nothing else needs. The arithmetic is plain: a BatchNormalization given the
 * batch's statistics would write y in one pass instead of two, but on one thread.
 *
 * Saved besides: the mean and the unbiased variance, sum c^2 / (M - 1), that running statistics follow.
 */
export function batchNormForward(graph: GraphBuilder, [x, gamma, beta]: readonly string[], epsilon: number) {
  const shape = graph.shape(x);
  const channels = [shape[1]];
  const spread = (vector: string) => graph.reshape(vector, [1, ...channels, 1]);
  const values = graph.reshape(x, flat(shape));
  const mean = graph.mean(values, AXES);
  const c = graph.sub(values, mean);
  const variance = graph.mean(graph.mul(c, c), AXES);
  const r = graph.unary('Reciprocal', graph.unary('Sqrt', graph.add2(variance, epsilon)));
  const y = graph.add2(graph.mul(c, graph.mul(r, spread(gamma))), spread(beta));
  const count = graph.count(values, AXES);
  const unbiased = graph.mul(variance, graph.div(count, graph.sub(count, 1)));
  const saved = { c, r, mean: graph.reshape(mean, channels), unbiased: graph.reshape(unbiased, channels) };
  return { output: graph.reshape(y, shape), saved };
}

/**
 * The gradient goes through mean and variance too. With h = c r:
 * dx = gamma r (dy - mean(dy) - h mean(dy h)), dgamma = sum dy h, dbeta = sum dy (the same paper, section 3).
 */
const batchNorm: Rule = ({ graph, step, shape, x, give, dy }) => {
  const { c, r } = step.saved;
  const channels = [shape(0)[1]];
  const gradient = graph.reshape(dy, flat(shape(0)));
  const total = graph.sum(gradient, AXES, true);
  const product = graph.sum(graph.mul(gradient, c), AXES, true);
  give(0, () => {
    const count = graph.count(c, AXES);
    const slope = graph.mul(graph.div(product, count), graph.mul(r, r));
    const centred = graph.sub(graph.sub(gradient, graph.div(total, count)), graph.mul(c, slope));
    const scale = graph.mul(r, graph.reshape(x(1), [1, ...channels, 1]));
    return graph.reshape(graph.mul(centred, scale), shape(0));
  });
  give(1, () => graph.reshape(graph.mul(product, r), channels));
  give(2, () => graph.reshape(total, channels));
};

export const BATCH_NORM: Rules = { '@BatchNorm': batchNorm };
