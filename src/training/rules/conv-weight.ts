import type { GraphBuilder } from '../../onnx';
import { type ConvGeometry, isPlain, padImage, swapBatchAndChannels, toChannelsLast } from './conv-geometry';

/**
 * dW of a convolution that is not depthwise: dW[o, c, i, j] = sum over images and output pixels of dY[o] and X[c] shifted by
 * (i, j). A 1 x 1 convolution is one matrix product over all pixels. Other kernels shift the image and do one product
 * a place of the kernel. With groups, it is a convolution itself, batch and channels exchanged, stride and dilation
 * exchanged.
 */
export function weightGradient(graph: GraphBuilder, x: string, dy: string, geometry: ConvGeometry): string {
  const { window, image, weights, output } = geometry;
  if (isPlain(window)) {
    const pixels = image[0] * image[2] * image[3];
    const [rows, columns] = [swapBatchAndChannels(graph, dy), swapBatchAndChannels(graph, x)];
    const product = graph.gemm(graph.reshape(rows, [output[1], pixels]), graph.reshape(columns, [image[1], pixels]), {
      transB: 1,
    });
    return graph.reshape(product, weights);
  }
  if (window.groups > 1) return exchangedRoles(graph, x, dy, geometry);
  return output[2] * output[3] >= LARGE_MAP && image[1] >= FEW_CHANNELS
    ? columnProducts(graph, x, dy, geometry)
    : shiftedProducts(graph, x, dy, geometry);
}

/** Output pixels from which the products are long and thin, so that the image must be the side that is not repacked. */
const LARGE_MAP = 256;
const FEW_CHANNELS = 16;

/**
 * For large maps: the image's columns shifted by j = 0..kw-1 side by side as [kw C, N, H, Wo], and for each i one product of
 * its rows shifted by i, [kw C, N Ho Wo], with dY's pixels, [N Ho Wo, Co]. Neither side is turned by the product.
 */
function columnProducts(graph: GraphBuilder, x: string, dy: string, geometry: ConvGeometry): string {
  const { window, image, weights, output } = geometry;
  const [kh, kw] = window.kernel;
  const [sh, sw] = window.strides;
  const [dh, dw] = window.dilations;
  const [N, Co, Ho, Wo] = output;
  const pixels = N * Ho * Wo;
  const channels = image[1];
  const padded = swapBatchAndChannels(graph, padImage(graph, x, window));
  const gradient = graph.reshape(toChannelsLast(graph, dy), [pixels, Co]);
  const shifted = range(kw).map((j) => graph.slice(padded, [3], [j * dw], [j * dw + (Wo - 1) * sw + 1], [sw]));
  const wide = graph.concat(shifted, 0);
  const products = range(kh).map((i) => {
    const rows = graph.gather(wide, range(Ho).map((row) => row * sh + i * dh), 2); // prettier-ignore
    return graph.gemm(graph.reshape(rows, [kw * channels, pixels]), gradient);
  });
  const all = graph.reshape(graph.concat(products, 0), [kh, kw, channels, Co]);
  return graph.reshape(graph.transpose(all, [3, 2, 0, 1]), weights);
}

const range = (length: number) => Array.from({ length }, (_, i) => i);

function shiftedProducts(graph: GraphBuilder, x: string, dy: string, geometry: ConvGeometry): string {
  const { window, image, weights, output } = geometry;
  const { kernel, strides, dilations } = window;
  const [N, Co, Ho, Wo] = output;
  const channels = image[1];
  const pixels = N * Ho * Wo;
  const padded = toChannelsLast(graph, padImage(graph, x, window));
  const gradient = graph.reshape(toChannelsLast(graph, dy), [pixels, Co]);
  const shifted = (i: number, j: number) => {
    const starts = [i * dilations[0], j * dilations[1]];
    const ends = [starts[0] + (Ho - 1) * strides[0] + 1, starts[1] + (Wo - 1) * strides[1] + 1];
    return graph.reshape(graph.slice(padded, [1, 2], starts, ends, strides), [pixels, channels]);
  };
  const places = Array.from({ length: kernel[0] * kernel[1] }, (_, k) =>
    shifted(Math.floor(k / kernel[1]), k % kernel[1]),
  );
  if (channels < FEW_CHANNELS) {
    // Few channels make thin products: all places side by side, one product.
    const product = graph.gemm(gradient, graph.concat(places, 1), { transA: 1 });
    const apart = graph.reshape(product, [Co, places.length, channels]);
    return graph.reshape(graph.transpose(apart, [0, 2, 1]), weights);
  }
  const products = places.map((place) => graph.reshape(graph.gemm(gradient, place, { transA: 1 }), [Co, channels, 1]));
  return graph.reshape(graph.concat(products, 2), weights);
}

function exchangedRoles(graph: GraphBuilder, x: string, dy: string, geometry: ConvGeometry): string {
  const { window, image, weights } = geometry;
  const { groups, strides, dilations, before, after, kernel } = window;
  const [N, Ci, H, W] = image;
  const inner = Ci / groups;
  const grouped = graph.reshape(x, [N, groups, inner, H, W]);
  const images = graph.reshape(graph.transpose(grouped, [2, 1, 0, 3, 4]), [inner, groups * N, H, W]);
  const correlation = graph.op('Conv', [images, swapBatchAndChannels(graph, dy)], {
    group: groups,
    strides: dilations,
    dilations: strides,
    pads: [...before, ...after],
  });
  // Where the stride left pixels of the image unread, the correlation has more places than the kernel.
  const [, , rows, columns] = graph.shape(correlation);
  const cut =
    rows === kernel[0] && columns === kernel[1] ? correlation : graph.slice(correlation, [2, 3], [0, 0], kernel);
  return graph.reshape(swapBatchAndChannels(graph, cut), weights);
}
