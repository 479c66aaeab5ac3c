import { type GraphBuilder, type Node, outputLength, type Shape, type Window, windowOf } from '../../onnx';

/** A two-dimensional convolution: X [N, Ci, H, W], W [Co, Ci / groups, kh, kw], Y [N, Co, Ho, Wo]. */
export interface ConvGeometry {
  readonly window: Window;
  readonly image: Shape;
  readonly weights: Shape;
  readonly output: Shape;
}

/** Geometry of a convolution of `image` [N, C, H, W] with `weights`; the node's attributes are those of Conv. */
export function convGeometry(node: Pick<Node, 'attributes'>, image: Shape, weights: Shape): ConvGeometry {
  const window = windowOf(node, image, weights.slice(2));
  const lengths = window.kernel.map((_, i) => outputLength(image[2 + i], i, window));
  return { window, image, weights, output: [image[0], weights[0], ...lengths] };
}

/** The same where `image` is [H, W, N, C]. */
export const pixelsFirstGeometry = (
  node: Pick<Node, 'attributes'>,
  [H, W, N, C]: Shape,
  weights: Shape,
): ConvGeometry => convGeometry(node, [N, C, H, W], weights);

/** [N, C, H, W] -> [C, N, H, W] and back. */
export const swapBatchAndChannels = (graph: GraphBuilder, x: string) => graph.transpose(x, [1, 0, 2, 3]);

export const toChannelsLast = (graph: GraphBuilder, x: string) => graph.transpose(x, [0, 2, 3, 1]);

/** The image with the padding that the window wants. */
export function padImage(graph: GraphBuilder, x: string, { before, after }: Window): string {
  return graph.pad(x, [0, 0, ...before, 0, 0, ...after]);
}

/** Cuts an image to height x width at an offset, with zeros where it ends before that. */
export function cropImage(
  graph: GraphBuilder,
  x: string,
  [top, left]: readonly number[],
  [height, width]: readonly number[],
): string {
  const [, , h, w] = graph.shape(x);
  const missing = [Math.max(0, top + height - h), Math.max(0, left + width - w)];
  const padded = graph.pad(x, [0, 0, 0, 0, 0, 0, ...missing]);
  const [, , H, W] = graph.shape(padded);
  return top || left || H !== height || W !== width
    ? graph.slice(padded, [2, 3], [top, left], [top + height, left + width])
    : padded;
}

/** [N, C b b, H, W] -> [N, C, H b, W b], the block's pixels being the inner part of the channels. */
export function depthToSpace(graph: GraphBuilder, x: string, [bh, bw]: readonly number[]): string {
  const [batch, channels, height, width] = graph.shape(x);
  const depth = channels / (bh * bw);
  const apart = graph.reshape(x, [batch, depth, bh, bw, height, width]);
  const placed = graph.transpose(apart, [0, 1, 4, 2, 5, 3]);
  return graph.reshape(placed, [batch, depth, height * bh, width * bw]);
}

export const isPlain = ({ kernel, strides, before, after, groups }: Window) =>
  groups === 1 && [...kernel, ...strides].every((n) => n === 1) && [...before, ...after].every((n) => n === 0);

/**
 * The last axis of a small tensor in reverse, by a product with a permutation: Gather along the last axis copies element by
 * element, several times slower.
 */
export function reverseLast(graph: GraphBuilder, x: string): string {
  const length = graph.shape(x).at(-1)!;
  if (length === 1) return x;
  const turned = Float32Array.from({ length: length ** 2 }, (_, i) =>
    i % (length - 1) === 0 && i > 0 && i < length ** 2 - 1 ? 1 : 0,
  );
  return graph.matmul(x, graph.constant(turned, [length, length]));
}
