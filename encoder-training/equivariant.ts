import type { NetworkBuilder } from '../src/training';

/** Rotations by right angles, and those of the mirrored plane: the symmetries of the square, D4. */
export const ORIENTATIONS = 8;

/** [m, r]: mirrored (x -> -x) or not, then turned r quarter turns. */
type Symmetry = readonly [m: number, r: number];

const SYMMETRIES: readonly Symmetry[] = Array.from({ length: ORIENTATIONS }, (_, i) => [i >> 2, i % 4]);

const indexOf = ([m, r]: Symmetry) => 4 * m + r;
/** A mirrored turn is its own inverse. */
const inverse = ([m, r]: Symmetry): Symmetry => [m, m ? r : (4 - r) % 4];
/** a after b; a mirror reverses the turns that come before it. */
const product = ([m, r]: Symmetry, [n, s]: Symmetry): Symmetry => [m ^ n, (r + (m ? 4 - s : s)) % 4];

/** Where a symmetry takes a point about the origin. */
function moved([m, r]: Symmetry, x: number, y: number): [number, number] {
  let [u, v] = [m ? -x : x, y];
  for (let i = 0; i < r; i++) [u, v] = [-v, u];
  return [u, v];
}

export interface EquivariantOptions {
  readonly kernel?: number;
  readonly stride?: number;
  readonly padding?: number;
  /** Of the input, multiplied into the weights so that no map need be scaled. */
  readonly scale?: number;
  /** Of each filter before training, 1 by default; 0 for a branch that is to change nothing at first. */
  readonly gain?: number;
  readonly name: string;
}

/**
 * Layers that commute with the symmetries of the square (Cohen and Welling 2016, arXiv:1602.07576, regular representations
 * of p4m). A map has `fields` x 8 channels, a field's eight orientations side by side: turning or mirroring the image turns
 * or mirrors the map and permutes each field's orientations. Each filter is trained once and used in its eight positions.
 * A stride of 2 needs an even kernel on an even side, so that the grid is the same from both ends.
 */
export class EquivariantLayers {
  constructor(private readonly net: NetworkBuilder) {}

  /** An image's channels, which no turn exchanges -> fields. */
  lift(x: string, fields: number, options: EquivariantOptions): string {
    return this.conv(x, fields, false, options);
  }

  /** Fields -> fields. */
  fields(x: string, fields: number, options: EquivariantOptions): string {
    return this.conv(x, fields, true, options);
  }

  /**
   * [N, fields x 8] -> [N, 2 fields], the same however the image is turned or mirrored: over the orientations, the mean and
   * the maximum.
   */
  invariants(x: string): string {
    const { graph } = this.net;
    const fields = graph.shape(x)[1] / ORIENTATIONS;
    const apart = graph.reshape(x, [-1, fields, ORIENTATIONS]);
    const greatest = graph.op('Flatten', [graph.op('GlobalMaxPool', [apart])], { axis: 1 });
    return graph.concat([graph.mean(apart, [2], false), greatest], 1);
  }

  /** [N, fields x 8] -> [N, 2 fields]: the mean over turns, of the plane as it is and mirrored; a mirror exchanges them. */
  handed(x: string): string {
    const { graph } = this.net;
    const fields = graph.shape(x)[1] / ORIENTATIONS;
    const apart = graph.mean(graph.reshape(x, [-1, fields, 2, 4]), [3], false);
    return graph.reshape(apart, [-1, 2 * fields]);
  }

  private conv(x: string, fields: number, regular: boolean, options: EquivariantOptions): string {
    const { kernel = 3, stride = 1, padding = (kernel - 1) >> 1, scale = 1, gain, name } = options;
    const { graph } = this.net;
    const inner = graph.shape(x)[1];
    const base = this.net.standardisedWeight(name, [fields, inner, kernel, kernel], gain);
    const places = regular ? turnedFields(inner, kernel) : turnedFilters(inner, kernel);
    const turned = graph.gather(graph.reshape(base, [fields, inner * kernel ** 2]), places, 1);
    const weight = graph.reshape(graph.mul(turned, scale), [fields * ORIENTATIONS, inner, kernel, kernel]);
    const each = Array.from({ length: fields * ORIENTATIONS }, (_, i) => Math.floor(i / ORIENTATIONS));
    const bias = graph.gather(this.net.weight(`${name}.bias`, [fields], () => 0), each, 0); // prettier-ignore
    return graph.op('Conv', [x, weight, bias], {
      kernel_shape: [kernel, kernel],
      strides: [stride, stride],
      pads: [padding, padding, padding, padding],
    });
  }
}

/** Place in a kernel of what a symmetry's inverse takes there. */
function turnedPixel(symmetry: Symmetry, row: number, column: number, kernel: number): number {
  const last = kernel - 1;
  // Twice the distance from the middle is whole for even kernels as well.
  const [x, y] = moved(inverse(symmetry), 2 * column - last, 2 * row - last);
  return ((y + last) / 2) * kernel + (x + last) / 2;
}

/** Where in a filter [channels, kernel, kernel] the values of its eight turned versions come from. */
function turnedFilters(channels: number, kernel: number): number[] {
  return SYMMETRIES.flatMap((h) => turnedFilter(h, channels, kernel, (c) => c));
}

/** The same where the channels are fields: W[h, f, k, u] = B[f, h^-1 k, h^-1 u]. */
function turnedFields(channels: number, kernel: number): number[] {
  return SYMMETRIES.flatMap((h) =>
    turnedFilter(h, channels, kernel, (c) => {
      const k = SYMMETRIES[c % ORIENTATIONS];
      return c - (c % ORIENTATIONS) + indexOf(product(inverse(h), k));
    }),
  );
}

function turnedFilter(h: Symmetry, channels: number, kernel: number, from: (channel: number) => number): number[] {
  const places: number[] = [];
  for (let c = 0; c < channels; c++)
    for (let row = 0; row < kernel; row++)
      for (let column = 0; column < kernel; column++)
        places.push(from(c) * kernel ** 2 + turnedPixel(h, row, column, kernel));
  return places;
}
