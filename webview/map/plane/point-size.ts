/** CSS pixels across of a point: of ten points, and less for each ten times as many. */
const SIZE = { ofTen: 11, less: 1.8, least: 1.9 } as const;
/** Points grow a little while the view comes nearer. */
const GROWTH = { power: 0.3, most: 2.2 } as const;
/** Opacity at which few points are drawn, and the least with which a single one is still seen. */
const OPACITY = { most: 0.88, least: 0.12 } as const;
/** How much of the map points may cover before they fade, so that their density shows where they lie upon one another. */
const COVERED = 0.5;

/**
 * CSS pixels of a point across.
 * @param count of all points.
 * @param nearness times the zoom at which all are seen.
 */
export function pointSize(count: number, nearness: number): number {
  const size = Math.max(SIZE.least, SIZE.ofTen - SIZE.less * Math.log10(Math.max(10, count) / 10));
  return size * Math.min(GROWTH.most, Math.max(1, nearness ** GROWTH.power));
}

/**
 * Opacity of points of a size, 0 to 1.
 * @param zoom CSS pixels a unit of the map, which is two units wide and high.
 */
export function pointOpacity(count: number, size: number, zoom: number): number {
  const covered = (count * Math.PI * (size / 2) ** 2) / (2 * zoom) ** 2;
  return Math.min(OPACITY.most, Math.max(OPACITY.least, COVERED / Math.max(covered, 1e-9)));
}
