import { type GraphBuilder, type Shape, size } from '../../onnx';
import type { Rule, Rules } from './rule';

/**
 * Batch normalisation by the batch's own statistics (Ioffe and Szegedy 2015, arXiv:1502.03167): y = gamma c r + beta with
 * c = x - mean and r = 1 / sqrt(variance + epsilon), mean and variance over the M values of a channel in all images.
 *
 * Everything works on [N, C, pixels], or [pixels, C] where the pixels are first: sums over outer axes are fast.
 */
interface Flat {
  readonly shape: Shape;
  /** Axes over which mean and variance are taken. */
  readonly axes: readonly number[];
  /** Shape to which a vector is reshaped so that it broadcasts. */
  readonly vector: Shape;
}

function flat(shape: Shape, pixelsFirst: boolean): Flat {
  if (pixelsFirst) {
    const channels = shape.at(-1)!;
    return { shape: [size(shape) / channels, channels], axes: [0], vector: [1, channels] };
  }
  const [batch, channels, ...pixels] = shape;
  return { shape: [batch, channels, size(pixels)], axes: [0, 2], vector: [1, channels, 1] };
}

/**
 * The forward pass. The variance is the mean of c^2, never E[x^2] - E[x]^2, which cancels where the mean is large. c is
 * kept for the way back in place of x, which nothing else needs. The arithmetic is plain: a BatchNormalization given the
 * batch's statistics would write y in one pass instead of two, but on one thread.
 *
 * Saved besides: the mean and the unbiased variance, sum c^2 / (M - 1), that running statistics follow.
 */
export function batchNormForward(
  graph: GraphBuilder,
  [x, gamma, beta]: readonly string[],
  epsilon: number,
  pixelsFirst: boolean,
) {
  const { shape, axes, vector } = flat(graph.shape(x), pixelsFirst);
  const channels = graph.shape(gamma);
  const spread = (values: string) => graph.reshape(values, vector);
  const values = graph.reshape(x, shape);
  const mean = graph.mean(values, axes);
  const c = graph.sub(values, mean);
  const variance = graph.mean(graph.mul(c, c), axes);
  const r = graph.unary('Reciprocal', graph.unary('Sqrt', graph.add2(variance, epsilon)));
  const y = graph.add2(graph.mul(c, graph.mul(r, spread(gamma))), spread(beta));
  const count = graph.count(values, axes);
  const unbiased = graph.mul(variance, graph.div(count, graph.sub(count, 1)));
  const saved = { c, r, mean: graph.reshape(mean, channels), unbiased: graph.reshape(unbiased, channels) };
  return { output: graph.reshape(y, graph.shape(x)), saved };
}

/**
 * The gradient goes through mean and variance too. With h = c r:
 * dx = gamma r (dy - mean(dy) - h mean(dy h)), dgamma = sum dy h, dbeta = sum dy (the same paper, section 3).
 */
const batchNorm: Rule = ({ graph, step, shape, x, give, dy }) => {
  const { c, r } = step.saved;
  const channels = shape(1);
  const { shape: flatShape, axes, vector } = flat(shape(0), graph.shape(c).length === 2);
  const gradient = graph.reshape(dy, flatShape);
  const total = graph.sum(gradient, axes, true);
  const product = graph.sum(graph.mul(gradient, c), axes, true);
  give(0, () => {
    const count = graph.count(c, axes);
    const slope = graph.mul(graph.div(product, count), graph.mul(r, r));
    const centred = graph.sub(graph.sub(gradient, graph.div(total, count)), graph.mul(c, slope));
    const scale = graph.mul(r, graph.reshape(x(1), vector));
    return graph.reshape(graph.mul(centred, scale), shape(0));
  });
  give(1, () => graph.reshape(graph.mul(product, r), channels));
  give(2, () => graph.reshape(total, channels));
};

export const BATCH_NORM: Rules = { '@BatchNorm': batchNorm };
