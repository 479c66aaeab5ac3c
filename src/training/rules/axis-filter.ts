import { cookToom, type Filtering, kronecker, type Matrix, range, transposed } from './cook-toom';

/** How a kernel slides along one axis of an image. */
export interface AxisWindow {
  readonly length: number;
  readonly outputs: number;
  readonly kernel: number;
  readonly stride: number;
  /** Zeros before the first pixel. */
  readonly before: number;
}

/**
 * A filter along a whole axis as `Filtering`, by tiles. Rows of `input` and columns of `output` are, from the outside,
 * groups of neighbouring tiles, products, and tiles; every tile uses the same kernel.
 */
export interface AxisFilter {
  /** [groups products tiles, length] */
  readonly input: Matrix;
  /** [products, kernel] */
  readonly kernel: Matrix;
  /** [outputs, groups products tiles] */
  readonly output: Matrix;
  readonly groups: number;
  readonly products: number;
  /** Tiles in each group. */
  readonly tiles: number;
}

/** Outputs of a tile, at most: more make fewer products, of greater rounding errors. */
const TILE = 4;
const STRIDED_TILE = 2;
const MOST_PRODUCTS = 6;
/** Outputs of a group, so that a transform is several small products where the axis is long. */
const GROUP = 8;

/** Whether a kernel is short enough: a tile has two outputs at least. */
export const canFilter = (kernel: number, stride: number): boolean =>
  stride <= 2 && Math.ceil(kernel / stride) < MOST_PRODUCTS;

/**
 * The filter for a window that `canFilter`, its tiles in groups or all in one.
 *
 * With a stride s, the pixels at p modulo s meet only the taps at p modulo s: s filters of stride 1, whose outputs are added.
 */
export function axisFilter({ length, outputs, kernel, stride, before }: AxisWindow, grouped: boolean): AxisFilter {
  const groups = grouped && outputs % GROUP === 0 ? outputs / GROUP : 1;
  const wide = outputs / groups;
  const most = MOST_PRODUCTS + 1 - Math.ceil(kernel / stride);
  const tiles = Math.ceil(wide / Math.min(stride === 1 ? TILE : STRIDED_TILE, most));
  const size = Math.ceil(wide / tiles);
  const products = range(Math.min(stride, kernel)).flatMap((phase) =>
    productsOf(cookToom(size, Math.ceil((kernel - phase) / stride))).map((product) => ({ ...product, phase })),
  );
  const input: number[][] = [];
  const columns: number[][] = [];
  for (const group of range(groups))
    for (const { reads, writes, phase } of products)
      for (const tile of range(tiles)) {
        const first = group * wide + tile * size;
        const pixels = new Array<number>(length).fill(0);
        reads.forEach((factor, i) => {
          const pixel = stride * (first + i) + phase - before;
          if (pixel >= 0 && pixel < length) pixels[pixel] = factor;
        });
        input.push(pixels);
        const end = Math.min(first + size, (group + 1) * wide);
        columns.push(range(outputs).map((o) => (o >= first && o < end ? writes[o - first] : 0)));
      }
  const taps = products.map(({ weights, phase }) => {
    const row = new Array<number>(kernel).fill(0);
    weights.forEach((weight, tap) => (row[phase + tap * stride] = weight));
    return row;
  });
  const output = range(outputs).map((o) => columns.map((column) => column[o]));
  return { input, kernel: taps, output, groups, products: taps.length, tiles };
}

/** The filter over all pixels, row after row, of those along rows and along columns, both of one group. */
export function both(rows: AxisFilter, columns: AxisFilter): AxisFilter {
  // Places of the two are [products, tiles, products, tiles]; those of one are products first.
  const order = range(rows.products).flatMap((a) =>
    range(columns.products).flatMap((b) =>
      range(rows.tiles).flatMap((t) =>
        range(columns.tiles).map((u) => ((a * rows.tiles + t) * columns.products + b) * columns.tiles + u),
      ),
    ),
  );
  const sorted = (places: Matrix): Matrix => order.map((place) => places[place]);
  return {
    input: sorted(kronecker(rows.input, columns.input)),
    kernel: kronecker(rows.kernel, columns.kernel),
    output: transposed(sorted(transposed(kronecker(rows.output, columns.output)))),
    groups: 1,
    products: rows.products * columns.products,
    tiles: rows.tiles * columns.tiles,
  };
}

/** Lists for each product what it reads of the input and of the kernel, and how it contributes to each output. */
const productsOf = ({ input, kernel, output }: Filtering) =>
  input.map((reads, product) => ({ reads, weights: kernel[product], writes: output.map((row) => row[product]) }));
