const RADIAN = 180 / Math.PI;
const ARCSECOND = 1 / 3600 / RADIAN;

/**
 * Positions on the sky, to be asked which lie within a radius of another.
 *
 * They are points of the unit sphere in cells of a cubic grid, kept in a hash table: neither right ascension's turn from
 * 360 degrees to 0 nor the poles are anything special there, and a survey that covers a small field is as fast as one of
 * the whole sky.
 */
export class SkyGrid {
  private readonly cell: number;
  private readonly chord: number;
  private readonly mask: number;
  /** Of each bucket the first point, and of each point the next of its bucket; -1 where there is none. */
  private readonly first: Int32Array;
  private readonly next: Int32Array;
  private readonly points: Float64Array;

  /**
   * @param ra degrees; NaN where there is no position
   * @param dec degrees
   * @param radius arcseconds, more than 0 and at most 180 degrees of them
   */
  constructor(ra: Float64Array, dec: Float64Array, radius: number) {
    if (!(radius > 0 && radius <= 180 * 3600)) throw new RangeError(`a radius of ${radius} arcseconds is no radius`);
    this.chord = 2 * Math.sin((radius * ARCSECOND) / 2);
    // A ball touches at most two cells along each axis.
    this.cell = 2 * this.chord;
    const buckets = 2 ** Math.ceil(Math.log2(Math.max(16, 2 * ra.length)));
    this.mask = buckets - 1;
    this.first = new Int32Array(buckets).fill(-1);
    this.next = new Int32Array(ra.length).fill(-1);
    this.points = new Float64Array(3 * ra.length);
    const at = new Float64Array(3);
    for (let i = 0; i < ra.length; i++) {
      if (!direction(ra[i], dec[i], at)) continue;
      this.points.set(at, 3 * i);
      const bucket = this.bucket(this.along(at[0]), this.along(at[1]), this.along(at[2]));
      this.next[i] = this.first[bucket];
      this.first[bucket] = i;
    }
  }

  /**
   * Appends to `found` the indices of the positions within the radius, in no order.
   * @returns how many they are
   */
  within(ra: number, dec: number, found: number[]): number {
    found.length = 0;
    const at = new Float64Array(3);
    if (!direction(ra, dec, at)) return 0;
    const { chord, points } = this;
    const low = at.map((x) => this.along(x - chord));
    const high = at.map((x) => this.along(x + chord));
    for (let x = low[0]; x <= high[0]; x++) {
      for (let y = low[1]; y <= high[1]; y++) {
        for (let z = low[2]; z <= high[2]; z++) {
          for (let i = this.first[this.bucket(x, y, z)]; i >= 0; i = this.next[i]) {
            // Cells may share a bucket: a point counts in its own.
            const [px, py, pz] = [points[3 * i], points[3 * i + 1], points[3 * i + 2]];
            if (this.along(px) !== x || this.along(py) !== y || this.along(pz) !== z) continue;
            // A rounding of the last digit does not put a position outside.
            if (Math.hypot(px - at[0], py - at[1], pz - at[2]) <= chord * (1 + 1e-9)) found.push(i);
          }
        }
      }
    }
    return found.length;
  }

  private along(x: number): number {
    return Math.floor(x / this.cell);
  }

  private bucket(x: number, y: number, z: number): number {
    const hash = Math.imul(x, 73856093) ^ Math.imul(y, 19349663) ^ Math.imul(z, 83492791);
    return (hash ^ (hash >>> 15)) & this.mask;
  }
}

/** The unit vector of a position; false where it is none. */
function direction(ra: number, dec: number, out: Float64Array): boolean {
  const [a, d] = [ra / RADIAN, dec / RADIAN];
  out[0] = Math.cos(d) * Math.cos(a);
  out[1] = Math.cos(d) * Math.sin(a);
  out[2] = Math.sin(d);
  return Number.isFinite(out[0] + out[1] + out[2]) && Math.abs(dec) <= 90;
}
