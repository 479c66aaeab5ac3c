import type { Point } from './map-view';

/** A step shorter than this, in CSS pixels, is no new corner. */
const STEP = 3;
/** Corners beyond this many are thinned out: the finest detail goes, the shape stays. */
const MOST_CORNERS = 400;

/** The line that a person draws around points. */
export class Lasso {
  private corners: Point[];

  /** Places on the screen. */
  constructor(start: Point) {
    this.corners = [start];
  }

  get line(): readonly Point[] {
    return this.corners;
  }

  /** Tells whether it is a line around something, and not a click. */
  get isDrawn(): boolean {
    return this.corners.length >= 3;
  }

  add(point: Point): void {
    const last = this.corners[this.corners.length - 1];
    if (Math.hypot(point.x - last.x, point.y - last.y) < STEP) return;
    this.corners.push(point);
    if (this.corners.length > MOST_CORNERS) this.corners = this.corners.filter((_, i) => i % 2 === 0);
  }
}
