import { SkyGrid } from '../../sky';
import { linksOfCopies } from './copies';

/** The most neighbours that one position is linked to; in denser fields positions are connected through one another. */
const MOST_OF_ONE = 16;

/**
 * Links between positions within a radius of one another, found some at a time. The sky is a grid of cells, so the time
 * grows with the number of positions and of neighbours. Those that are exactly equal, as in files of one made-up header,
 * count as one and are linked to the first.
 */
export class PositionLinks {
  readonly links: [number, number][] = [];
  /** Positions that have been looked at, and all that there are. */
  done = 0;
  readonly total: number;
  private readonly grid: SkyGrid;
  private readonly found: number[] = [];
  /** 1 for the second and later ones of exactly one position. */
  private readonly repeated: Uint8Array;

  /**
   * @param ra degrees, one a thing; NaN where it has no position
   * @param dec degrees
   * @param files what file each is of: things of one file are never linked, being bands of one object
   * @param radius arcseconds, more than 0
   */
  constructor(
    private readonly ra: Float64Array,
    private readonly dec: Float64Array,
    private readonly files: Int32Array,
    radius: number,
  ) {
    this.total = ra.length;
    this.repeated = new Uint8Array(ra.length);
    const keys = Array.from(ra, (value, i) => (Number.isFinite(value) ? `${value} ${dec[i]}` : undefined));
    for (const [a, b] of linksOfCopies(keys)) {
      this.repeated[b] = 1;
      if (files[a] !== files[b]) this.links.push([a, b]);
    }
    this.grid = new SkyGrid(
      ra.map((value, i) => (this.repeated[i] ? NaN : value)),
      dec,
      radius,
    );
  }

  /** Looks at so many more. @returns how many are done */
  step(count: number): number {
    const end = Math.min(this.total, this.done + count);
    for (let i = this.done; i < end; i++) {
      if (this.repeated[i]) continue;
      this.grid.within(this.ra[i], this.dec[i], this.found);
      let kept = 0;
      for (const j of this.found) {
        if (j <= i || this.files[i] === this.files[j]) continue;
        this.links.push([i, j]);
        if (++kept === MOST_OF_ONE) break;
      }
    }
    return (this.done = end);
  }
}
