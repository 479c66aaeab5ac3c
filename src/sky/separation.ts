const RADIAN = Math.PI / 180;

/**
 * Angular separation of two positions, all in degrees. The haversine formula keeps its precision at small angles (Sinnott
 * 1984, Sky & Telescope 68, 158). NaN where a coordinate is NaN.
 */
export function separation(ra1: number, dec1: number, ra2: number, dec2: number): number {
  const dDec = Math.sin(((dec2 - dec1) * RADIAN) / 2) ** 2;
  const dRa = Math.sin(((ra2 - ra1) * RADIAN) / 2) ** 2;
  const haversine = dDec + Math.cos(dec1 * RADIAN) * Math.cos(dec2 * RADIAN) * dRa;
  return (2 * Math.asin(Math.min(1, Math.sqrt(haversine)))) / RADIAN;
}
