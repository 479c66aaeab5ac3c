import type { GraphBuilder } from '../../onnx';
import { type ConvGeometry, swapBatchAndChannels } from './conv-geometry';

/**
 * Depthwise convolutions as matrix products, one a channel: ONNX Runtime has no fast kernel for the correlations of their
 * backward pass. The weights of a channel are spread by a constant 0/1 matrix to the matrix T that takes the image's
 * pixels to the output's. For small images T is over the whole image; for others over the rows that a row of the
 * output sees.
 */

export const isDepthwise = ({ window, image, weights }: ConvGeometry) =>
  window.groups > 1 && window.groups === image[1] && weights[0] === image[1];

/** Products of image and output pixels up to which T is over the whole image. */
const WHOLE_IMAGE = 64 * 64;

const isWhole = ({ image, output }: ConvGeometry) => image[2] * image[3] * output[2] * output[3] <= WHOLE_IMAGE;

/** [kh kw, H W Ho Wo]: 1 where a place of the kernel takes a pixel of the image to a pixel of the output. */
function wholeMask(graph: GraphBuilder, { window, image, output }: ConvGeometry): string {
  const { kernel, strides, dilations, before } = window;
  const [H, W, Ho, Wo] = [image[2], image[3], output[2], output[3]];
  const length = H * W * Ho * Wo;
  const mask = new Float32Array(kernel[0] * kernel[1] * length);
  for (let i = 0; i < kernel[0]; i++)
    for (let j = 0; j < kernel[1]; j++)
      for (let h = 0; h < Ho; h++)
        for (let w = 0; w < Wo; w++) {
          const y = h * strides[0] + i * dilations[0] - before[0];
          const x = w * strides[1] + j * dilations[1] - before[1];
          if (y >= 0 && y < H && x >= 0 && x < W)
            mask[(i * kernel[1] + j) * length + (y * W + x) * Ho * Wo + h * Wo + w] = 1;
        }
  return graph.constant(mask, [kernel[0] * kernel[1], length]);
}

/** [kw, W Wo] (or [kw, Wo W], for the way back): the same of a row. */
function rowMask(graph: GraphBuilder, { window, image, output }: ConvGeometry, back: boolean): string {
  const { kernel, strides, dilations, before } = window;
  const [W, Wo] = [image[3], output[3]];
  const mask = new Float32Array(kernel[1] * W * Wo);
  for (let j = 0; j < kernel[1]; j++)
    for (let w = 0; w < Wo; w++) {
      const x = w * strides[1] + j * dilations[1] - before[1];
      if (x >= 0 && x < W) mask[j * W * Wo + (back ? w * W + x : x * Wo + w)] = 1;
    }
  return graph.constant(mask, [kernel[1], W * Wo]);
}

/** [C, N, H, W] -> [C, N rows, kh W]: the rows that each of `rows` sees; `source` outside the image gives zeros. */
function gatherRows(
  graph: GraphBuilder,
  x: string,
  rows: number,
  kernelRows: number,
  source: (row: number, i: number) => number,
): string {
  const [C, N, H, W] = graph.shape(x);
  const indices: number[] = [];
  for (let row = 0; row < rows; row++)
    for (let i = 0; i < kernelRows; i++) {
      const from = source(row, i);
      indices.push(Number.isInteger(from) && from >= 0 && from < H ? from : H);
    }
  const padded = graph.pad(x, [0, 0, 0, 0, 0, 0, 1, 0]);
  return graph.reshape(graph.gather(padded, indices, 2), [C, N * rows, kernelRows * W]);
}

/** Whether the forward pass is faster as a product too: a kernel that is as large as the map spends its time at the edges. */
export const isDepthwiseProduct = (geometry: ConvGeometry): boolean => isDepthwise(geometry) && isWhole(geometry);

/** Y = X T + b, for a geometry of `isDepthwiseProduct`. */
export function depthwiseForward(
  graph: GraphBuilder,
  x: string,
  w: string,
  bias: string | undefined,
  geometry: ConvGeometry,
): string {
  const [N, C, H, W] = geometry.image;
  const [, , Ho, Wo] = geometry.output;
  const images = graph.reshape(swapBatchAndChannels(graph, x), [C, N, H * W]);
  const y = graph.matmul(images, wholeSpread(graph, w, geometry));
  const shifted = bias ? graph.add2(y, graph.reshape(bias, [C, 1, 1])) : y;
  return swapBatchAndChannels(graph, graph.reshape(shifted, [C, N, Ho, Wo]));
}

/** T of every channel, [C, H W, Ho Wo]. */
function wholeSpread(graph: GraphBuilder, w: string, geometry: ConvGeometry): string {
  const [, C, H, W] = geometry.image;
  const [, , Ho, Wo] = geometry.output;
  const [kh, kw] = geometry.window.kernel;
  const spread = graph.matmul(graph.reshape(w, [C, kh * kw]), wholeMaskOnce(graph, geometry));
  return graph.reshape(spread, [C, H * W, Ho * Wo]);
}

/** dW = X^T dY gathered back through the mask: the sum over all entries of T where a weight stands. */
export function depthwiseWeight(graph: GraphBuilder, x: string, dy: string, geometry: ConvGeometry): string {
  const { window, image, weights, output } = geometry;
  const [N, C, H, W] = image;
  const [, , Ho, Wo] = output;
  const [kh] = window.kernel;
  const whole = isWhole(geometry);
  const images = swapBatchAndChannels(graph, x);
  const rows = whole
    ? graph.reshape(images, [C, N, H * W])
    : gatherRows(
        graph,
        images,
        Ho,
        kh,
        (row, i) => row * window.strides[0] + i * window.dilations[0] - window.before[0],
      );
  const gradient = graph.reshape(swapBatchAndChannels(graph, dy), whole ? [C, N, Ho * Wo] : [C, N * Ho, Wo]);
  const product = graph.matmul(graph.transpose(rows, [0, 2, 1]), gradient);
  const flat = graph.reshape(product, whole ? [C, H * W * Ho * Wo] : [C * kh, W * Wo]);
  const mask = whole ? wholeMaskOnce(graph, geometry) : rowMaskOnce(graph, geometry, false);
  return graph.reshape(graph.matmul(flat, graph.transpose(mask, [1, 0])), weights);
}

/** dX = dY T^T. */
export function depthwiseInput(graph: GraphBuilder, w: string, dy: string, geometry: ConvGeometry): string {
  const { window, image, output } = geometry;
  const [N, C, H, W] = image;
  const [, , Ho, Wo] = output;
  const [kh, kw] = window.kernel;
  const gradient = swapBatchAndChannels(graph, dy);
  let product;
  if (isWhole(geometry)) {
    const back = graph.transpose(wholeSpread(graph, w, geometry), [0, 2, 1]);
    product = graph.matmul(graph.reshape(gradient, [C, N, Ho * Wo]), back);
  } else {
    const { strides, dilations, before } = window;
    const rows = gatherRows(graph, gradient, H, kh, (row, i) => (row + before[0] - i * dilations[0]) / strides[0]);
    const spread = graph.matmul(graph.reshape(w, [C * kh, kw]), rowMaskOnce(graph, geometry, true));
    product = graph.matmul(rows, graph.reshape(spread, [C, kh * Wo, W]));
  }
  return swapBatchAndChannels(graph, graph.reshape(product, [C, N, H, W]));
}

// The masks of equal geometries are one constant a graph.
const masks = new WeakMap<GraphBuilder, Map<string, string>>();

function once(graph: GraphBuilder, key: string, make: () => string): string {
  const made = masks.get(graph) ?? new Map<string, string>();
  masks.set(graph, made);
  const found = made.get(key) ?? make();
  made.set(key, found);
  return found;
}

const keyOf = ({ window, image, output }: ConvGeometry) => JSON.stringify([window, image.slice(2), output.slice(2)]);

const wholeMaskOnce = (graph: GraphBuilder, geometry: ConvGeometry) =>
  once(graph, `whole ${keyOf(geometry)}`, () => wholeMask(graph, geometry));

const rowMaskOnce = (graph: GraphBuilder, geometry: ConvGeometry, back: boolean) =>
  once(graph, `rows ${back} ${keyOf(geometry)}`, () => rowMask(graph, geometry, back));
