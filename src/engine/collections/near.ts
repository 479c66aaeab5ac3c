import type { Place } from '../../collection';

const MOST = 50;
const RADIAN = Math.PI / 180;

/**
 * Angular separation of two positions, all in degrees; by haversines, which are exact for small angles (Sinnott 1984, Sky &
 * Telescope 68, 158).
 */
export function separation(ra1: number, dec1: number, ra2: number, dec2: number): number {
  const dDec = Math.sin(((dec2 - dec1) * RADIAN) / 2) ** 2;
  const dRa = Math.sin(((ra2 - ra1) * RADIAN) / 2) ** 2;
  const haversine = dDec + Math.cos(dec1 * RADIAN) * Math.cos(dec2 * RADIAN) * dRa;
  return (2 * Math.asin(Math.min(1, Math.sqrt(haversine)))) / RADIAN;
}

/** Cutouts whose centre lies within a radius (degrees) of a position, the nearest first, fifty at most. */
export function nearPosition(
  places: Iterable<Place>,
  ra: number,
  dec: number,
  radius: number,
): { place: Place; separation: number }[] {
  const found: { place: Place; separation: number }[] = [];
  for (const place of places) {
    const row = place.block.rows[place.row];
    // Most are out of reach by their declination alone.
    if (!(Math.abs(row.dec - dec) <= radius)) continue;
    const apart = separation(ra, dec, row.ra, row.dec);
    if (apart <= radius) found.push({ place, separation: apart });
  }
  return found.sort((a, b) => a.separation - b.separation).slice(0, MOST);
}
