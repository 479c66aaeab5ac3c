import type { Matrix } from '../../components/grid/painter';
import { apply, invert, type Point } from './geometry';

export const ZOOM_MIN = 1 / 256;
export const ZOOM_MAX = 128;
/** Share of the view that an image fills when it is fitted. */
const FITTED = 0.96;

/** How an image lies in a view: what is in the middle, how large, and which way up. */
export interface Placement {
  /** The image point in the middle of the view. */
  readonly centre: Point;
  /** CSS pixels an image pixel. */
  readonly zoom: number;
  /** Counterclockwise, radians; 0 has rows upwards. */
  readonly angle: number;
  /** Whether columns run to the left, before the rotation. */
  readonly mirrored: boolean;
}

/** A view of `width` x `height` CSS pixels on an image. */
export class ViewTransform {
  /** Image to view. */
  readonly matrix: Matrix;
  private readonly back: Matrix;

  constructor(
    readonly width: number,
    readonly height: number,
    readonly placement: Placement,
  ) {
    const { centre, zoom, angle, mirrored } = placement;
    const [cos, sin] = [zoom * Math.cos(angle), zoom * Math.sin(angle)];
    const across = mirrored ? -1 : 1;
    const linear = { a: across * cos, b: -across * sin, c: -sin, d: -cos, e: 0, f: 0 };
    const at = apply(linear, centre);
    this.matrix = { ...linear, e: width / 2 - at.x, f: height / 2 - at.y };
    this.back = invert(this.matrix);
  }

  toView(point: Point): Point {
    return apply(this.matrix, point);
  }

  toImage(point: Point): Point {
    return apply(this.back, point);
  }

  /** The placement after a zoom by `factor` that leaves the image point under `at` where it is. */
  zoomed(factor: number, at: Point = { x: this.width / 2, y: this.height / 2 }): Placement {
    const zoom = clampZoom(this.placement.zoom * factor);
    const ratio = this.placement.zoom / zoom;
    const [under, { centre }] = [this.toImage(at), this.placement];
    return {
      ...this.placement,
      zoom,
      centre: { x: under.x + (centre.x - under.x) * ratio, y: under.y + (centre.y - under.y) * ratio },
    };
  }

  /** The placement after what is under the pointer has moved by (dx, dy) CSS pixels. */
  moved(dx: number, dy: number): Placement {
    return { ...this.placement, centre: this.toImage({ x: this.width / 2 - dx, y: this.height / 2 - dy }) };
  }

  /** The placement that shows the whole image, turned as it is now. */
  fitted(imageWidth: number, imageHeight: number): Placement {
    const { angle } = this.placement;
    const [cos, sin] = [Math.abs(Math.cos(angle)), Math.abs(Math.sin(angle))];
    const across = imageWidth * cos + imageHeight * sin;
    const up = imageWidth * sin + imageHeight * cos;
    const zoom = clampZoom(Math.min(this.width / across, this.height / up) * FITTED || 1);
    return { ...this.placement, zoom, centre: { x: imageWidth / 2, y: imageHeight / 2 } };
  }

  /** The image's rectangle that the view covers, its edges along rows and columns. */
  get bounds(): { low: Point; high: Point } {
    const corners = [
      { x: 0, y: 0 },
      { x: this.width, y: 0 },
      { x: 0, y: this.height },
      { x: this.width, y: this.height },
    ].map((corner) => this.toImage(corner));
    const [xs, ys] = [corners.map(({ x }) => x), corners.map(({ y }) => y)];
    return { low: { x: Math.min(...xs), y: Math.min(...ys) }, high: { x: Math.max(...xs), y: Math.max(...ys) } };
  }
}

function clampZoom(zoom: number): number {
  return Math.min(ZOOM_MAX, Math.max(ZOOM_MIN, zoom));
}

/**
 * The turn that brings north up, and east to its left as on the sky.
 * @param north direction of north in the image, of any length, as `east`
 */
export function northUp(north: Point, east: Point): Pick<Placement, 'angle' | 'mirrored'> {
  const mirrored = north.x * east.y - north.y * east.x < 0;
  return { angle: Math.PI / 2 - Math.atan2(north.y, mirrored ? -north.x : north.x), mirrored };
}
