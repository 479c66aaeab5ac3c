import type { GraphBuilder } from '../../onnx';
import { type ConvGeometry, cropImage, depthToSpace, reverseLast } from './conv-geometry';

/**
 * dX of a convolution. A stride of 1: the full correlation of dY with the weights, turned by 180 degrees and with input and
 * output channels exchanged. A greater stride s without dilation: the pixels of dX that lie at the same place modulo s
 * are a stride-1 convolution each; all of them are one convolution to s x s times the channels, and depth to space.
 * Anything else is ConvTranspose, which is slower.
 */
export function inputGradient(graph: GraphBuilder, w: string, dy: string, geometry: ConvGeometry): string {
  const { window, image } = geometry;
  const { kernel, strides, dilations, before, after } = window;
  const reach = kernel.map((length, i) => dilations[i] * (length - 1));
  const fits = reach.every((far, i) => far >= before[i] && far >= after[i]);
  if (strides.every((s) => s === 1) && fits) {
    const turned = turnedWeights(graph, w, geometry);
    const pads = [...reach.map((far, i) => far - before[i]), ...reach.map((far, i) => far - after[i])];
    const y = graph.op('Conv', [dy, turned], { group: window.groups, dilations, pads });
    return cropImage(graph, y, [0, 0], image.slice(2));
  }
  if (dilations.every((d) => d === 1)) return subPixel(graph, w, dy, geometry);
  return transposed(graph, w, dy, geometry);
}

/** [Co, Ci/g, kh, kw] -> [Ci, Co/g, kh, kw], turned by 180 degrees. */
function turnedWeights(graph: GraphBuilder, w: string, { window, image, weights }: ConvGeometry): string {
  const { groups, kernel } = window;
  const [Co, inner] = weights;
  const pixels = kernel[0] * kernel[1];
  const parts = graph.reshape(w, [groups, Co / groups, inner, pixels]);
  const turned = reverseLast(graph, parts);
  return graph.reshape(graph.transpose(turned, [0, 2, 1, 3]), [image[1], Co / groups, ...kernel]);
}

function subPixel(graph: GraphBuilder, w: string, dy: string, { window, image, weights }: ConvGeometry): string {
  const { groups, kernel, strides, before } = window;
  const [Co, inner] = weights;
  const [sh, sw] = strides;
  const [rows, columns] = kernel.map((length, i) => Math.ceil(length / strides[i]));
  const padded = graph.pad(w, [0, 0, 0, 0, 0, 0, rows * sh - kernel[0], columns * sw - kernel[1]]);
  const apart = graph.reshape(padded, [groups, Co / groups, inner, rows, sh, columns, sw]);
  const channels = image[1] * sh * sw;
  const phases = graph.reshape(graph.transpose(apart, [0, 2, 4, 6, 1, 3, 5]), [channels, Co / groups, rows * columns]);
  const turned = reverseLast(graph, phases);
  const apartWeights = graph.reshape(turned, [channels, Co / groups, rows, columns]);
  const pads = [rows - 1, columns - 1, rows - 1, columns - 1];
  const y = graph.op('Conv', [dy, apartWeights], { group: groups, pads });
  return cropImage(graph, depthToSpace(graph, y, strides), before, image.slice(2));
}

function transposed(graph: GraphBuilder, w: string, dy: string, { window, image, output }: ConvGeometry): string {
  const { groups, kernel, strides, dilations, before, after } = window;
  const more = kernel.map(
    (length, i) =>
      image[2 + i] - ((output[2 + i] - 1) * strides[i] + (length - 1) * dilations[i] + 1 - before[i] - after[i]),
  );
  const attributes = { strides, dilations, group: groups, kernel_shape: kernel, pads: [...before, ...after] };
  return graph.op('ConvTranspose', [dy, w], { ...attributes, output_padding: more });
}
