import type { Position } from './parse';
import { separation } from './separation';

/**
 * Finds what lies within a cone around a position by comparing it with every item; for many cones over the same positions
 * build a `SkyGrid`.
 * @param positionOf the item's position in degrees; NaN where it has none, then the item is never found
 * @param radius degrees
 * @param most the largest number of items to return
 * @returns the items, nearest first, with their separation from the centre in degrees
 */
export function coneSearch<T>(
  items: Iterable<T>,
  positionOf: (item: T) => Position,
  { ra, dec }: Position,
  radius: number,
  most: number,
): { item: T; separation: number }[] {
  const found: { item: T; separation: number }[] = [];
  for (const item of items) {
    const position = positionOf(item);
    // The difference in declination alone excludes most items, and is quick to compute.
    if (!(Math.abs(position.dec - dec) <= radius)) continue;
    const distance = separation(ra, dec, position.ra, position.dec);
    if (distance <= radius) found.push({ item, separation: distance });
  }
  return found.sort((a, b) => a.separation - b.separation).slice(0, most);
}
