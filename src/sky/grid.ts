const RADIAN = 180 / Math.PI;
const ARCSECOND = 1 / 3600 / RADIAN;

/**
 * An index of positions on the sky that answers cone searches of one fixed radius.
 *
 * It stores positions as points of the unit sphere in the cells of a cubic grid, hashed into buckets. So the wrap of right
 * ascension at 360 degrees and the poles need no special case, and a survey of a small field is searched as fast as one of
 * the whole sky.
 */
export class SkyGrid {
  private readonly cell: number;
  private readonly chord: number;
  private readonly mask: number;
  /** Linked lists: each bucket's first point, and for each point the next one in its bucket; -1 ends a list. */
  private readonly first: Int32Array;
  private readonly next: Int32Array;
  private readonly points: Float64Array;

  /**
   * @param ra degrees, one per position; NaN where there is none
   * @param dec degrees, one per position
   * @param radius of every search, in arcseconds: above 0, at most 180 degrees
   * @throws RangeError for a radius outside of that range
   */
  constructor(ra: Float64Array, dec: Float64Array, radius: number) {
    if (!(radius > 0 && radius <= 180 * 3600))
      throw new RangeError(`a radius of ${radius} arcseconds is not between 0 and 180 degrees`);
    this.chord = 2 * Math.sin((radius * ARCSECOND) / 2);
    // With cells of this size a search visits at most two along each axis.
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
   * Replaces the content of `found` by the indices of the positions within the radius, in no particular order.
   * @param ra degrees, as `dec`
   * @returns the number of positions found; 0 where `ra` or `dec` is no position
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
            // Several cells can share a bucket: count a point only for the cell it is in, or it would be found twice.
            const [px, py, pz] = [points[3 * i], points[3 * i + 1], points[3 * i + 2]];
            if (this.along(px) !== x || this.along(py) !== y || this.along(pz) !== z) continue;
            // The tolerance keeps positions on the rim inside despite rounding.
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

/** Writes the unit vector of a position to `out`; returns false where the coordinates are no position. */
function direction(ra: number, dec: number, out: Float64Array): boolean {
  const [a, d] = [ra / RADIAN, dec / RADIAN];
  out[0] = Math.cos(d) * Math.cos(a);
  out[1] = Math.cos(d) * Math.sin(a);
  out[2] = Math.sin(d);
  return Number.isFinite(out[0] + out[1] + out[2]) && Math.abs(dec) <= 90;
}
