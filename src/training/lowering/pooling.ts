import { intOf, intsOf, type Node, outputLength, type Window, windowOf } from '../../onnx';
import { TrainingError } from '../errors';
import { banded } from '../rules/banded';
import { type Matrix, range } from '../rules/cook-toom';
import type { Tape } from '../tape';
import type { PixelImages } from './pixel-images';

/** Pooling over two spatial axes, with the pixels first: whole images of a batch are moved then, where a pixel has to be. */

function windowOver(tape: Tape, node: Node): Window {
  const kernel = intsOf(node, 'kernel_shape');
  const shape = tape.shape(node.inputs[0]);
  if (kernel?.length !== 2) throw new TrainingError(`${node.op} ${node.name} is not over two spatial axes`);
  const window = windowOf(node, shape, kernel);
  if (window.dilations.some((dilation) => dilation !== 1))
    throw new TrainingError(`${node.op} ${node.name} is dilated`);
  return window;
}

/** The runtime's own; the rule needs input and output with the pixels first. */
export function maxPool(images: PixelImages, tape: Tape, node: Node): string {
  windowOver(tape, node);
  const image = images.of(node.inputs[0]);
  const attributes = Object.fromEntries(node.attributes);
  const build = () => ({ output: images.of(tape.op('MaxPool', node.inputs, attributes)) });
  return images.name(tape.composite('@MaxPool', [image], build, node.attributes));
}

/** A mean along rows of means along columns: a product with a matrix each, and so is the way back. */
export function averagePool(images: PixelImages, tape: Tape, node: Node): string {
  const window = windowOver(tape, node);
  const image = images.of(node.inputs[0]);
  const [H, W, N, C] = tape.shape(image);
  const padding = intOf(node, 'count_include_pad', 0) === 1;
  const [rows, columns] = [H, W].map((length, axis) => means(window, axis, length, padding));
  const first = banded(tape, rows, rows.length, tape.reshape(image, [H, W * N * C]));
  const second = banded(tape, columns, columns.length, tape.reshape(first, [rows.length, W, N * C]));
  return images.name(tape.reshape(second, [rows.length, columns.length, N, C]));
}

/** [outputs, length]: the share of each pixel in each mean. Padding counts only where `padding` says so. */
function means(window: Window, axis: number, length: number, padding: boolean): Matrix {
  const [kernel, stride, before, after] = [window.kernel, window.strides, window.before, window.after].map((of) => of[axis]); // prettier-ignore
  return range(outputLength(length, axis, window)).map((output) => {
    const first = output * stride - before;
    const [from, to] = padding ? [-before, length + after] : [0, length];
    const count = Math.min(first + kernel, to) - Math.max(first, from);
    return range(length).map((pixel) => (pixel >= first && pixel < first + kernel ? 1 / count : 0));
  });
}
