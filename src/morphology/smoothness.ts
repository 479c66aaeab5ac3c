import { WHOLE } from './concentration';
import { boxcar } from './filters';
import type { Point, Stamp } from './stamp';

/** Width of the smoothing, and radius of the core that is left out, in Petrosian radii. */
const CORE = 0.25;

/**
 * Smoothness (or clumpiness) S: what a boxcar of a quarter of the Petrosian radius takes away from above, over the light,
 * between 0.25 and 1.5 Petrosian radii, the sky's subtracted: near 0 of ellipticals, up to 0.3 and more of star-forming
 * discs (Lotz et al. 2004, AJ 128, 163, equation 11; ten times less than Conselice 2003 has it).
 * @param sky 1 where the sky is
 * @returns NaN where the boxcar is no pixel wide or there is no light
 */
export function smoothness(stamp: Stamp, centre: Point, petrosian: number, sky: Uint8Array): number {
  const size = boxcarSize(petrosian);
  if (!(size >= 1)) return NaN;
  const { width, height, light } = stamp;
  const smooth = boxcar(light, width, size);
  const [inner, outer] = [CORE * petrosian, WHOLE * petrosian];
  const excess = excessOf(stamp, smooth, sky, size);
  let [rough, whole] = [0, 0];
  const reach = outer + 0.5;
  const yTo = Math.min(height - 1, Math.floor(centre.y + reach));
  for (let y = Math.max(0, Math.ceil(centre.y - reach)); y <= yTo; y++) {
    const dy = y - centre.y;
    const chord = Math.sqrt(reach * reach - dy * dy);
    const xTo = Math.min(width - 1, Math.floor(centre.x + chord));
    for (let x = Math.max(0, Math.ceil(centre.x - chord)); x <= xTo; x++) {
      const i = y * width + x;
      const dx = x - centre.x;
      const r = Math.sqrt(dx * dx + dy * dy);
      const share = covered(outer, r) - covered(inner, r);
      whole += share * light[i];
      rough += share * Math.max(0, light[i] - smooth[i]);
    }
  }
  const area = Math.PI * (outer * outer - inner * inner);
  return whole > 0 ? (rough - area * excess) / whole : NaN;
}

/** What the boxcar takes away from above of a pixel of sky, in the mean; 0 where no boxcar holds sky alone. */
export function skyExcess(stamp: Stamp, sky: Uint8Array, petrosian: number): number {
  const size = boxcarSize(petrosian);
  return size >= 1 ? excessOf(stamp, boxcar(stamp.light, stamp.width, size), sky, size) : 0;
}

function excessOf({ width, light }: Stamp, smooth: Float64Array, sky: Uint8Array, size: number): number {
  const pure = boxcar(sky, width, size);
  let [sum, count] = [0, 0];
  for (let i = 0; i < light.length; i++) {
    if (pure[i] < 1 - 1e-9) continue;
    sum += Math.max(0, light[i] - smooth[i]);
    count++;
  }
  return count > 0 ? sum / count : 0;
}

function boxcarSize(petrosian: number): number {
  return Math.floor(CORE * petrosian);
}

function covered(radius: number, r: number): number {
  return Math.min(1, Math.max(0, radius - r + 0.5));
}
