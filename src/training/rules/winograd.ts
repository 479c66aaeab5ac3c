import type { GraphBuilder, Shape } from '../../onnx';
import { type AxisFilter, axisFilter, both, canFilter } from './axis-filter';
import { banded, constant } from './banded';
import type { ConvGeometry } from './conv-geometry';
import { kronecker, type Matrix, range, transposed } from './cook-toom';

/**
 * Convolutions with fewer products than taps (Lavin and Gray 2016, arXiv:1509.09308), on images with the pixels first,
 * [H, W, N, C]: the transform of an axis is then one matrix product over all images and channels, the products of each place
 * one over tiles and images, and nothing is moved about besides. A tile of 4 x 4 pixels takes 36 products in place of 144; the
 * errors in float32 are some 1e-6 of the result.
 *
 * The filters are those along rows and along columns, or one over all pixels.
 */
export type Filters = readonly AxisFilter[];

/** What the transforms cost is paid by the products of enough channels: as many as the map is long, and sixteen at least. */
const FEW_CHANNELS = 16;
const LONGEST = 64;

/** Up to this many pixels for each channel one transform of both axes costs little more than one after the other. */
const PIXELS_OF_A_CHANNEL = 1 / 8;

/** The filters of a convolution for which they are worth it. */
export function filtersOf({ window, image, weights, output }: ConvGeometry): Filters | undefined {
  const { kernel, strides, dilations, before, groups } = window;
  const channels = Math.min(weights[0], weights[1]);
  const lengths = image.slice(2);
  const fits =
    groups === 1 &&
    channels >= FEW_CHANNELS &&
    kernel.every((taps, axis) => canFilter(taps, strides[axis])) &&
    kernel.some((taps, axis) => taps > strides[axis]) &&
    dilations.every((dilation) => dilation === 1) &&
    output.slice(2).every((length) => length > 0) &&
    lengths.every((length) => length <= Math.min(channels, LONGEST));
  if (!fits) return undefined;
  const axes = lengths.map((length, i) => ({
    length,
    outputs: output[2 + i],
    kernel: kernel[i],
    stride: strides[i],
    before: before[i],
  }));
  return lengths[0] * lengths[1] <= PIXELS_OF_A_CHANNEL * channels
    ? [both(axisFilter(axes[0], false), axisFilter(axes[1], false))]
    : axes.map((axis) => axisFilter(axis, true));
}

/** Y [Ho, Wo, N, Co] of X [H, W, N, C], W [Co, C, kh, kw] and a bias [Co], if there is one. */
export function winograd(
  graph: GraphBuilder,
  x: string,
  w: string,
  bias: string | undefined,
  filters: Filters,
  output: readonly [Ho: number, Wo: number],
): string {
  const [, , N] = graph.shape(x);
  const [Co] = graph.shape(w);
  const products = graph.matmul(places(graph, x, filters), swapLast(graph, kernels(graph, w, filters)));
  const y = along(graph, products, filters, ({ output }) => output, [N, Co]);
  const image = graph.reshape(y, [...output, N, Co]);
  return bias ? graph.add2(image, bias) : image;
}

/** The gradients by X and by W, each added to the graph when it is asked for. */
export function winogradGradients(graph: GraphBuilder, x: string, w: string, dy: string, filters: Filters) {
  const [H, W, N, C] = graph.shape(x);
  const [Co] = graph.shape(w);
  const products = () => {
    const spread = along(graph, dy, filters, ({ output }) => transposed(output), [N, Co]);
    return graph.reshape(spread, placesShape(filters, N, Co));
  };
  return {
    input: () => {
      const back = graph.matmul(products(), kernels(graph, w, filters));
      const dx = along(graph, back, filters, ({ input }) => transposed(input), [N, C]);
      return graph.reshape(dx, [H, W, N, C]);
    },
    kernel: () => {
      const each = graph.matmul(swapLast(graph, products()), places(graph, x, filters, true));
      // Tiles of rows are summed, which ONNX Runtime is fast at over one axis. Where there are groups as well, the sum is
      // one with that over products: each place stands for the taps of its product.
      const one = filters.every(({ groups }) => groups === 1);
      const summed = one && filters.length > 1 ? graph.sum(each, [2]) : each;
      const taps = filters.map((filter, i) => tapsOf(filter, one || i > 0 ? 1 : filter.tiles)).reduce(kronecker);
      const dw = graph.gemm(graph.reshape(summed, [taps.length, Co * C]), constant(graph, taps), { transA: 1 });
      return graph.reshape(dw, graph.shape(w));
    },
  };
}

/** The taps of the product that stands at each place: [groups products tiles, kernel]. */
const tapsOf = ({ groups, kernel }: AxisFilter, tiles: number): Matrix =>
  range(groups).flatMap(() => kernel.flatMap((row) => range(tiles).map(() => row)));

/** [groups, products, tiles, groups, products, tiles N, C], rows first. */
function placesShape(filters: Filters, N: number, C: number): Shape {
  const shape = filters.flatMap(({ groups, products, tiles }) => [groups, products, tiles]);
  return [...shape.slice(0, -1), shape.at(-1)! * N, C];
}

/**
 * What X is in each product, of `placesShape`.
 * @param again written so that the runtime does not recognise what the forward pass computed, and keep it till then.
 */
function places(graph: GraphBuilder, x: string, filters: Filters, again = false): string {
  const [, , N, C] = graph.shape(x);
  return graph.reshape(along(graph, x, filters, ({ input }) => input, [N, C], again), placesShape(filters, N, C)); // prettier-ignore
}

/** What W [Co, C, kh, kw] is in each product: [1, products, 1, 1, products, Co, C]. */
function kernels(graph: GraphBuilder, w: string, filters: Filters): string {
  const [Co, C, kh, kw] = graph.shape(w);
  const taps = filters.map(({ kernel }) => kernel).reduce(kronecker);
  const each = graph.gemm(constant(graph, taps), graph.reshape(w, [Co * C, kh * kw]), { transB: 1 });
  const shape = filters.flatMap(({ products }) => [1, products, 1]);
  return graph.reshape(each, [...shape.slice(0, -1), Co, C]);
}

/** A matrix of each filter along its axis of `x`, [..., N, C] in whatever shape: [rows, columns, N, C], or [pixels, N, C]. */
function along(
  graph: GraphBuilder,
  x: string,
  filters: Filters,
  matrixOf: (filter: AxisFilter) => Matrix,
  inner: readonly [N: number, C: number],
  again = false,
): string {
  const K = inner[0] * inner[1];
  const [first, second] = filters.map(matrixOf);
  const width = second ? second[0].length : 1;
  const rows = banded(graph, first, filters[0].groups, graph.reshape(x, [first[0].length, width * K]), again);
  if (!second) return graph.reshape(rows, [first.length, ...inner]);
  const columns = banded(graph, second, filters[1].groups, graph.reshape(rows, [first.length, width, K]));
  return graph.reshape(columns, [first.length, second.length, ...inner]);
}

function swapLast(graph: GraphBuilder, x: string): string {
  const rank = graph.shape(x).length;
  return graph.transpose(x, [...range(rank - 2), rank - 1, rank - 2]);
}
