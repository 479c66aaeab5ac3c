/** After so many coordinates a sum is looked at: what is already farther than the farthest kept goes no further. */
const LOOK_EVERY = 16;

/** Points of a space among which the nearest to others are found, by comparing all. */
export class NearestPoints {
  readonly count: number;

  /** @param points count x dimensions, C order, the coordinates of greatest variance first, which ends most sums early. */
  constructor(
    private readonly points: Float32Array,
    private readonly dimensions: number,
  ) {
    this.count = dimensions === 0 ? 0 : points.length / dimensions;
  }

  /**
   * The `k` points nearest to another (itself, where it is one of them), nearest first, ties by their numbers; fewer where
   * there are fewer. Distances are Euclidean.
   * @param query holds the point from `at` on.
   */
  nearest(query: Float32Array, at: number, k: number): { readonly indices: number[]; readonly distances: number[] } {
    const { points, dimensions, count } = this;
    const indices: number[] = [];
    const squares: number[] = [];
    let farthest = Infinity;
    for (let j = 0; j < count; j++) {
      const start = j * dimensions;
      let sum = 0;
      for (let d = 0; d < dimensions;) {
        const end = Math.min(dimensions, d + LOOK_EVERY);
        for (; d < end; d++) {
          const difference = points[start + d] - query[at + d];
          sum += difference * difference;
        }
        if (sum >= farthest) break;
      }
      if (sum >= farthest) continue;
      // Into its place among the few that are kept.
      let place = squares.length < k ? squares.length : k - 1;
      for (; place > 0 && squares[place - 1] > sum; place--) {
        squares[place] = squares[place - 1];
        indices[place] = indices[place - 1];
      }
      squares[place] = sum;
      indices[place] = j;
      if (squares.length === k) farthest = squares[k - 1];
    }
    return { indices, distances: squares.map(Math.sqrt) };
  }
}
