import type { GraphBuilder } from '../../onnx';
import { type ConvGeometry, toChannelsLast } from './conv-geometry';

/**
 * Convolutions of small maps as one product of all windows, written out as rows, with the weights. ONNX Runtime's own goes
 * image by image, and a map of few pixels does not fill its kernels; the rows of a whole batch do.
 */

const SMALL_MAP = 64;
const FEW_CHANNELS = 16;

export const isSmall = ({ window, image, output }: ConvGeometry): boolean =>
  window.groups === 1 &&
  window.kernel[0] * window.kernel[1] > 1 &&
  output[2] * output[3] <= SMALL_MAP &&
  image[1] >= FEW_CHANNELS;

/**
 * [N, C, H, W] -> [N Ho Wo, kh kw C]: the pixels that each window sees, zeros outside the image.
 * @param again written so that the runtime does not recognise the rows of the forward pass and keep them till then.
 */
function windows(graph: GraphBuilder, x: string, { window, image, output }: ConvGeometry, again: boolean): string {
  const { kernel, strides, dilations, before, after } = window;
  const [N, C, H, W] = image;
  const [, , Ho, Wo] = output;
  const padded = graph.pad(toChannelsLast(graph, x), [0, ...before, 0, 0, ...after, 0]);
  const width = W + before[1] + after[1];
  const height = H + before[0] + after[0];
  const pixels: number[] = [];
  for (let h = 0; h < Ho; h++)
    for (let w = 0; w < Wo; w++)
      for (let i = 0; i < kernel[0]; i++)
        for (let j = 0; j < kernel[1]; j++)
          pixels.push((h * strides[0] + i * dilations[0]) * width + w * strides[1] + j * dilations[1]);
  const rows = graph.gather(graph.reshape(padded, [N, height * width, C]), pixels, again ? -2 : 1);
  return graph.reshape(rows, [N * Ho * Wo, kernel[0] * kernel[1] * C]);
}

/** Y of weights [Co, kh kw C], and a bias if there is one. */
function product(graph: GraphBuilder, x: string, weights: string, bias: string | undefined, geometry: ConvGeometry) {
  const [N, Co, Ho, Wo] = geometry.output;
  const rows = windows(graph, x, geometry, false);
  const y = graph.op('Gemm', bias ? [rows, weights, bias] : [rows, weights], { transB: 1 });
  return graph.transpose(graph.reshape(y, [N, Ho, Wo, Co]), [0, 3, 1, 2]);
}

/** A convolution, with weights as they are in a model, [Co, C, kh, kw]. */
export function smallConv(
  graph: GraphBuilder,
  x: string,
  w: string,
  bias: string | undefined,
  geometry: ConvGeometry,
): string {
  const [Co, C, kh, kw] = geometry.weights;
  const weights = graph.reshape(graph.transpose(w, [0, 2, 3, 1]), [Co, kh * kw * C]);
  return product(graph, x, weights, bias, geometry);
}

/** dW = sum over all windows of dY and the pixels that each sees. The windows are written out again, to save memory. */
export function smallWeightGradient(graph: GraphBuilder, x: string, dy: string, geometry: ConvGeometry): string {
  const { image, weights, output } = geometry;
  const [Co, C, kh, kw] = weights;
  const gradient = graph.reshape(toChannelsLast(graph, dy), [image[0] * output[2] * output[3], Co]);
  const product = graph.gemm(gradient, windows(graph, x, geometry, true), { transA: 1 });
  return graph.transpose(graph.reshape(product, [Co, kh, kw, C]), [0, 3, 1, 2]);
}
