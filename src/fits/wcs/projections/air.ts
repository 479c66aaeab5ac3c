import { cosDegrees, tanDegrees } from '../angles';
import { rootBetween } from './bracket';
import { type MakeProjection, R0 } from './make-projection';
import { zenithal } from './zenithal';

/**
 * Airy projection, AIR: Calabretta & Greisen 2002, section 5.1.9. PVi_1 is theta_b (default 90), the latitude within
 * which the error is least, degrees. It shows the sky as far as the radius grows with the polar distance.
 */
export const makeAir: MakeProjection = (parameter) => {
  const bound = (90 - parameter(1, 90)) / 2;
  if (!(bound >= 0 && bound < 90)) return undefined;
  const slope = bound === 0 ? -0.5 : lnCos(bound) / tanDegrees(bound) ** 2;
  const radius = (half: number) =>
    half === 0 ? 0 : -2 * R0 * (lnCos(half) / tanDegrees(half) + slope * tanDegrees(half));
  const end = firstTurn(radius);
  return zenithal(
    (lat) => {
      const half = (90 - lat) / 2;
      return half > end || half >= 90 ? undefined : radius(half);
    },
    (wanted) => {
      if (wanted === 0) return 90;
      if (wanted > radius(end)) return undefined;
      return 90 - 2 * rootBetween((half) => radius(half) - wanted, 0, end);
    },
  );
};

/** ln(cos(half)), to all digits where the angle is small. */
function lnCos(half: number): number {
  const tan = tanDegrees(half);
  return half < 45 ? -0.5 * Math.log1p(tan * tan) : Math.log(cosDegrees(half));
}

/** Half the polar distance at which the radius stops to grow, degrees. */
function firstTurn(radius: (half: number) => number): number {
  const step = 0.25;
  for (let half = step; half < 90; half += step) if (radius(half) <= radius(half - step)) return half - step;
  return 90 - 1e-9;
}
