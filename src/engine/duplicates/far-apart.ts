import type { Row } from '../../collection';
import { separation } from '../../sky';

const ARCSECONDS = 3600;

/**
 * Whether two images lie where they can have no part of the sky in common, as far as their headers say: they are no pictures of one
 * exposure then, however alike they are. False where a position or a pixel scale is not known.
 */
export function areFarApart(one: Row, other: Row): boolean {
  const apart = ARCSECONDS * separation(one.ra, one.dec, other.ra, other.dec);
  return apart > halfDiagonal(one) + halfDiagonal(other);
}

/** From the centre of an image to its corners, arcseconds; NaN where its scale is not known. */
function halfDiagonal({ width, height, pixelScale }: Row): number {
  return (Math.hypot(width, height) * pixelScale) / 2;
}
