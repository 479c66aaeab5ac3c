/** How far apart two points of the sky are, in milliarcseconds; good for small distances. All degrees. */
export function apart(lon1: number, lat1: number, lon2: number, lat2: number): number {
  const turn = Math.abs(lon1 - lon2) % 360;
  const east = Math.min(turn, 360 - turn) * Math.cos((lat2 * Math.PI) / 180);
  return Math.hypot(east, lat1 - lat2) * 3.6e6;
}
