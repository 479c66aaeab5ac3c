import type { GraphBuilder } from '../../onnx';
import { range } from './cook-toom';
import { type ConvGeometry, isPlain, padImage, swapBatchAndChannels, toChannelsLast } from './conv-geometry';

/**
 * dW of a convolution that is not depthwise: dW[o, c, i, j] = sum over images and output pixels of dY[o] and X[c] shifted by
 * (i, j). A 1 x 1 convolution is one matrix product over all pixels. With groups, it is a convolution itself, batch and
 * channels exchanged, stride and dilation exchanged. Otherwise it is products of dY with the image's columns shifted by
 * j = 0..kw-1 side by side, and its rows by i: runs of the output's width are moved, and dY is not.
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
  return image[1] < FEW_CHANNELS ? windowProducts(graph, x, dy, geometry) : rowProducts(graph, x, dy, geometry);
}

const FEW_CHANNELS = 16;

/** For many channels, for each i one product over all images, [kw C, N Ho Wo] with [N Ho Wo, Co]. */
function rowProducts(graph: GraphBuilder, x: string, dy: string, geometry: ConvGeometry): string {
  const { window, image, weights, output } = geometry;
  const [kh, kw] = window.kernel;
  const [N, Co, Ho, Wo] = output;
  const [, C] = image;
  const pixels = N * Ho * Wo;
  const gradient = graph.reshape(toChannelsLast(graph, dy), [pixels, Co]);
  const wide = shiftedColumns(graph, swapBatchAndChannels(graph, padImage(graph, x, window)), 0, geometry);
  const products = range(kh).map((i) =>
    graph.gemm(graph.reshape(shiftedRows(graph, wide, [i], geometry), [kw * C, pixels]), gradient),
  );
  const all = graph.reshape(graph.concat(products, 0), [kh, kw, C, Co]);
  return graph.reshape(graph.transpose(all, [3, 2, 0, 1]), weights);
}

/** For few channels, which would make thin products, for each image one product, [kw C kh, Ho Wo] with [Ho Wo, Co]. */
function windowProducts(graph: GraphBuilder, x: string, dy: string, geometry: ConvGeometry): string {
  const { window, image, weights, output } = geometry;
  const [kh, kw] = window.kernel;
  const [N, Co, Ho, Wo] = output;
  const [, C] = image;
  const wide = shiftedColumns(graph, padImage(graph, x, window), 1, geometry);
  const rows = graph.reshape(shiftedRows(graph, wide, range(kh), geometry), [N, kw * C * kh, Ho * Wo]);
  const gradient = graph.transpose(graph.reshape(dy, [N, Co, Ho * Wo]), [0, 2, 1]);
  const all = graph.reshape(graph.sum(graph.matmul(rows, gradient), [0]), [kw, C, kh, Co]);
  return graph.reshape(graph.transpose(all, [3, 1, 2, 0]), weights);
}

/** The columns that each place of a kernel's row sees, [.., H, W] -> [.., H, Wo], the kw of them side by side along `axis`. */
function shiftedColumns(graph: GraphBuilder, padded: string, axis: number, { window, output }: ConvGeometry): string {
  const [stride, dilation] = [window.strides[1], window.dilations[1]];
  const shifted = range(window.kernel[1]).map((j) =>
    graph.slice(padded, [3], [j * dilation], [j * dilation + (output[3] - 1) * stride + 1], [stride]),
  );
  return graph.concat(shifted, axis);
}

/** The rows that places `at` of a kernel's column see, [.., H, Wo] -> [.., at Ho, Wo]. */
function shiftedRows(
  graph: GraphBuilder,
  wide: string,
  at: readonly number[],
  { window, output }: ConvGeometry,
): string {
  const [stride, dilation] = [window.strides[0], window.dilations[0]];
  return graph.gather(wide, at.flatMap((i) => range(output[2]).map((row) => row * stride + i * dilation)), 2); // prettier-ignore
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
