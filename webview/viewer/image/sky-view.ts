import type { SkyView } from '../../../src/contracts/viewer';
import type { Point } from './geometry';
import type { SkyMap } from './sky';
import { northUp, type Placement } from './view-transform';

/** Where on the sky a placed image is looked at, so that another image can be looked at there. */
export function skyViewOf(placement: Placement, sky: SkyMap | undefined): SkyView {
  const { centre, zoom, angle, mirrored } = placement;
  const pixels = { x: centre.x, y: centre.y, zoom, angle, mirrored };
  const at = sky?.toSky(centre);
  const directions = sky && sky.directions(centre);
  if (!at || !directions) return pixels;
  const up = northUp(directions.north, directions.east);
  return {
    ...pixels,
    sky: {
      ra: at.ra,
      dec: at.dec,
      pixelsPerArcsecond: zoom * length(directions.north),
      north: angle + bearing(directions.north, mirrored) - Math.PI / 2,
      flipped: mirrored !== up.mirrored,
    },
  };
}

/**
 * The placement that shows an image as another is shown: the same place on the sky, scale and orientation; of images
 * without coordinates, or that do not show the place, the same pixels (undefined where only one has coordinates).
 */
export function placementFrom(view: SkyView, sky: SkyMap | undefined): Placement | undefined {
  if (!view.sky || !sky) {
    if (view.sky || sky) return undefined;
    const { x, y, zoom, angle, mirrored } = view;
    return { centre: { x, y }, zoom, angle, mirrored };
  }
  const centre = sky.toImage(view.sky.ra, view.sky.dec);
  const directions = centre && sky.directions(centre);
  if (!directions) return undefined;
  const up = northUp(directions.north, directions.east);
  const mirrored = view.sky.flipped !== up.mirrored;
  return {
    centre,
    zoom: view.sky.pixelsPerArcsecond / length(directions.north),
    angle: view.sky.north + Math.PI / 2 - bearing(directions.north, mirrored),
    mirrored,
  };
}

/** Where a direction of the image points in a view that is not turned: radians from the right, counterclockwise. */
function bearing({ x, y }: Point, mirrored: boolean): number {
  return Math.atan2(y, mirrored ? -x : x);
}

function length({ x, y }: Point): number {
  return Math.hypot(x, y);
}
