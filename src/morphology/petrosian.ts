import type { GrowthCurve } from './growth-curve';
import { firstCrossing } from './root';

/** Brightness at the Petrosian radius over that within it, and the width of the ring it is taken in, pixels. */
const ETA = 0.2;
const RING = 1;

/**
 * The Petrosian radius, pixels: where the mean light in a ring is 0.2 of the mean within (Petrosian 1976, ApJ 209, L1;
 * Lotz et al. 2004, AJ 128, 163, equation 4), the first from the inside; for ellipses their semi-major axis.
 * @param largest where the search's grid ends
 * @param limit where the curve ends
 * @returns NaN where the light does not fall so far within the stamp, or at once
 */
export function petrosianRadius(curve: GrowthCurve, largest: number, limit = largest): number {
  return firstCrossing((r) => ratio(curve, r) - ETA, RING, largest, limit);
}

function ratio(curve: GrowthCurve, r: number): number {
  const [inner, outer] = [r - RING / 2, r + RING / 2];
  const area = curve.area(outer) - curve.area(inner);
  const ring = area > 0 ? Math.abs((curve.light(outer) - curve.light(inner)) / area) : 0;
  const within = Math.abs(curve.light(r) / curve.area(r));
  return within > 0 ? ring / within : Number(ring !== 0);
}
