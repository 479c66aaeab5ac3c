/** How far one may zoom out and in, as parts of the zoom at which all is seen. */
const ZOOMS = { out: 0.5, in: 4000 } as const;
/** Share of the smaller side that is left free around the points. */
const MARGIN = 0.06;

/** A place on the screen, in CSS pixels from the upper left corner, or on the map, whose y runs upwards. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A part of the map, whatever the size of the rectangle that shows it. */
export interface Whereabouts {
  /** The middle. */
  readonly x: number;
  readonly y: number;
  /** Times the zoom at which all is seen. */
  readonly nearness: number;
}

/** Which part of the map, whose points lie within -1 and 1, is seen in a rectangle of the screen. */
export class MapView {
  /** CSS pixels. */
  width = 1;
  height = 1;
  /** The middle, on the map. */
  x = 0;
  y = 0;
  /** CSS pixels a unit of the map. */
  zoom = 1;

  /** The zoom at which all is seen. */
  get whole(): number {
    return Math.max(1, (Math.min(this.width, this.height) * (1 - 2 * MARGIN)) / 2);
  }

  /** Follows the rectangle; what is in the middle stays there, and seen as large as before in proportion. */
  resize(width: number, height: number): void {
    const before = this.zoom / this.whole;
    this.width = Math.max(1, width);
    this.height = Math.max(1, height);
    this.zoom = before * this.whole;
    this.keepWithin();
  }

  /** Shows all. */
  reset(): void {
    this.x = 0;
    this.y = 0;
    this.zoom = this.whole;
  }

  get whereabouts(): Whereabouts {
    return { x: this.x, y: this.y, nearness: this.zoom / this.whole };
  }

  moveTo({ x, y, nearness }: Whereabouts): void {
    this.x = x;
    this.y = y;
    this.zoom = nearness * this.whole;
    this.keepWithin();
  }

  toScreen({ x, y }: Point): Point {
    return { x: this.width / 2 + (x - this.x) * this.zoom, y: this.height / 2 - (y - this.y) * this.zoom };
  }

  toMap({ x, y }: Point): Point {
    return { x: this.x + (x - this.width / 2) / this.zoom, y: this.y - (y - this.height / 2) / this.zoom };
  }

  /** Moves what is seen by CSS pixels, to the right and down. */
  pan(dx: number, dy: number): void {
    this.x -= dx / this.zoom;
    this.y += dy / this.zoom;
    this.keepWithin();
  }

  /** Zooms by a factor; what is at `at` on the screen stays there. */
  zoomBy(factor: number, at: Point = { x: this.width / 2, y: this.height / 2 }): void {
    const fixed = this.toMap(at);
    this.zoom *= factor;
    this.keepWithin();
    const now = this.toMap(at);
    this.x += fixed.x - now.x;
    this.y += fixed.y - now.y;
    this.keepWithin();
  }

  private keepWithin(): void {
    this.zoom = Math.min(ZOOMS.in * this.whole, Math.max(ZOOMS.out * this.whole, this.zoom));
    this.x = Math.min(1, Math.max(-1, this.x));
    this.y = Math.min(1, Math.max(-1, this.y));
  }
}
