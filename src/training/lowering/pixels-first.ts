import { intOf, intsOf, type Node, stringOf } from '../../onnx';
import { type ConvGeometry, convGeometry } from '../rules/conv-geometry';
import { fromPixelsFirst, toPixelsFirst } from '../rules/pixels-first';
import { filtersOf, winograd } from '../rules/winograd';
import type { Tape } from '../tape';
import { frozenScale } from './batch-norm';
import { emitGelu } from './patterns';
import type { PixelImages } from './pixel-images';
import { averagePool, maxPool } from './pooling';

/**
 * What of a forward pass is computed with the pixels first. A convolution that is faster so begins it; what follows goes on
 * so as long as it can, so that images are turned where the layouts meet, and not at each convolution. Every image that
 * is there with its pixels first has its usual name [N, C, H, W] too, for whatever reads that; where nothing does, the
 * turning is dropped from the graph.
 */
export class PixelsFirst implements PixelImages {
  /** By the usual name. */
  private readonly images = new Map<string, string>();

  constructor(private readonly tape: Tape) {}

  has(x: string): boolean {
    return this.images.has(x);
  }

  of(x: string): string {
    const known = this.images.get(x);
    if (known !== undefined) return known;
    const turned = toPixelsFirst(this.tape, x);
    this.images.set(x, turned);
    return turned;
  }

  /** Names an image [H, W, N, C] as the usual one. */
  name(image: string): string {
    const usual = fromPixelsFirst(this.tape, image);
    this.images.set(usual, image);
    return usual;
  }

  /** A node as steps with the pixels first, where it is faster so. @returns its output, or undefined. */
  lower(node: Node): string | undefined {
    return Object.hasOwn(LOWERINGS, node.op) ? LOWERINGS[node.op](this, this.tape, node) : undefined;
  }

  /** What does not mix pixels and takes either layout: written for the image with its pixels first, if there is one. */
  each(x: string, write: (x: string, pixelsFirst: boolean) => string): string {
    return this.has(x) ? this.name(write(this.of(x), true)) : write(x, false);
  }

  /** x times what is broadcast over it. */
  product(x: string, factor: string): string {
    return this.each(x, (image, pixelsFirst) => this.tape.mul(image, pixelsFirst ? this.operand(factor) : factor));
  }

  /** An operand of an elementwise operator beside such images: one itself, or what is broadcast over one. */
  operand(x: string): string {
    if (this.has(x)) return this.of(x);
    const shape = this.tape.shape(x);
    if (shape.every((dim) => dim === 1)) return x;
    const full = this.tape.reshape(x, [...[1, 1, 1, 1].slice(shape.length), ...shape]);
    const [N, C, H, W] = this.tape.shape(full);
    return H === 1 && W === 1 ? this.tape.reshape(full, [N, C]) : this.of(full);
  }
}

type Lowering = (images: PixelsFirst, tape: Tape, node: Node) => string | undefined;

const conv: Lowering = (images, tape, node) => {
  const [x, w, bias] = node.inputs;
  if (tape.shape(x).length !== 4) return undefined;
  const geometry = convGeometry(node, tape.shape(x), tape.shape(w));
  const filters = filtersOf(geometry);
  if (filters) {
    const [, , Ho, Wo] = geometry.output;
    const image = images.of(x);
    const inputs = bias ? [image, w, bias] : [image, w];
    const build = () => ({ output: winograd(tape, image, w, bias, filters, [Ho, Wo]) });
    return images.name(tape.composite('@Winograd', inputs, build, node.attributes));
  }
  return images.has(x) ? pointwise(images, tape, node, geometry) : undefined;
};

/** A 1 x 1 convolution is one product of all pixels. */
const pointwise = (images: PixelsFirst, tape: Tape, { inputs }: Node, geometry: ConvGeometry) => {
  const { window, weights, output } = geometry;
  const plain =
    [...window.kernel, window.groups].every((n) => n === 1) &&
    [...window.before, ...window.after].every((n) => n === 0);
  if (!plain) return undefined;
  const [x, w, bias] = inputs;
  const [N, Co, Ho, Wo] = output;
  const end = Number.MAX_SAFE_INTEGER;
  const strided = window.strides.some((stride) => stride > 1);
  const image = images.of(x);
  const pixels = strided ? tape.slice(image, [0, 1], [0, 0], [end, end], window.strides) : image;
  const rows = tape.reshape(pixels, [Ho * Wo * N, weights[1]]);
  const matrix = tape.reshape(w, [Co, weights[1]]);
  const y = tape.op('Gemm', bias ? [rows, matrix, bias] : [rows, matrix], { transB: 1 });
  return images.name(tape.reshape(y, [Ho, Wo, N, Co]));
};

const unary: Lowering = (images, tape, node) => {
  const [x, ...parameters] = node.inputs;
  if (!images.has(x)) return undefined;
  const attributes = Object.fromEntries(node.attributes);
  return images.each(x, (image) => tape.op(node.op, [image, ...parameters], attributes));
};

/** Where one operand is an image with its pixels first, and the result as large. */
const binary: Lowering = (images, tape, node) => {
  if (!node.inputs.some((x) => images.has(x)) || node.inputs.some((x) => tape.shape(x).length > 4)) return undefined;
  return images.name(tape.op(node.op, node.inputs.map((x) => images.operand(x)))); // prettier-ignore
};

/** By frozen statistics: x s + t, s and t of a channel. */
const batchNormalization: Lowering = (images, tape, node) => {
  const [x, gamma, beta, mean, variance] = node.inputs;
  if (!images.has(x)) return undefined;
  const scale = frozenScale(tape, node, gamma, variance);
  const shift = tape.sub(beta, tape.mul(mean, scale));
  return images.each(x, (image) => tape.add2(tape.mul(image, scale), shift));
};

/** The mean over all pixels, [N, C] with or without axes of length 1 behind. */
const overPixels = (images: PixelsFirst, tape: Tape, x: string, keep: boolean) => {
  const mean = tape.mean(images.of(x), [0, 1], false);
  return keep ? tape.reshape(mean, [...tape.shape(mean), 1, 1]) : mean;
};

const reduceMean: Lowering = (images, tape, node) => {
  const [x, second] = node.inputs;
  if (!images.has(x)) return undefined;
  const axes = second ? tape.values(second) : intsOf(node, 'axes');
  const pixels = axes?.map((axis) => (axis + 4) % 4).toSorted().join() === '2,3'; // prettier-ignore
  return pixels ? overPixels(images, tape, x, intOf(node, 'keepdims', 1) === 1) : undefined;
};

const LOWERINGS: Readonly<Record<string, Lowering>> = {
  Conv: conv,
  MaxPool: maxPool,
  AveragePool: averagePool,
  GlobalAveragePool: (images, tape, { inputs: [x] }) => (images.has(x) ? overPixels(images, tape, x, true) : undefined),
  ReduceMean: reduceMean,
  BatchNormalization: batchNormalization,
  Gelu: (images, tape, node) =>
    stringOf(node, 'approximate') === 'tanh'
      ? unary(images, tape, node)
      : images.each(node.inputs[0], (x) => emitGelu(tape, x)),
  Relu: unary,
  LeakyRelu: unary,
  Elu: unary,
  Sigmoid: unary,
  Tanh: unary,
  HardSigmoid: unary,
  HardSwish: unary,
  Softplus: unary,
  Clip: unary,
  Add: binary,
  Sub: binary,
  Mul: binary,
  Div: binary,
};
