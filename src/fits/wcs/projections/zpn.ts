import { DEGREES } from '../angles';
import { rootBetween } from './bracket';
import { type MakeProjection, R0 } from './make-projection';
import { zenithal } from './zenithal';

const HIGHEST_POWER = 29;

/**
 * Zenithal polynomial projection, ZPN: Calabretta & Greisen 2002, section 5.1.7. PVi_0 to PVi_29 are the coefficients
 * of the radius by powers of the polar distance in radians. It shows the sky as far as the radius grows with the polar
 * distance, for beyond that points would fall on one another.
 */
export const makeZpn: MakeProjection = (parameter) => {
  const coefficients = Array.from({ length: HIGHEST_POWER + 1 }, (_, m) => parameter(m));
  while (coefficients.at(-1) === 0) coefficients.pop();
  if (coefficients.length < 2) return undefined;
  const radius = (distance: number) => evaluate(coefficients, distance);
  const slopes = coefficients.slice(1).map((coefficient, i) => coefficient * (i + 1));
  const end = firstTurn((distance) => evaluate(slopes, distance));
  if (end === undefined) return undefined;
  const [least, most] = [radius(0), radius(end)];
  return zenithal(
    (lat) => {
      const distance = (90 - lat) / DEGREES;
      return distance <= end + 1e-12 ? R0 * radius(distance) : undefined;
    },
    (degrees) => {
      const wanted = degrees / R0;
      if (wanted < least) return wanted > least - 1e-12 ? 90 : undefined;
      if (wanted > most) return wanted < most + 1e-12 ? 90 - end * DEGREES : undefined;
      return 90 - rootBetween((distance) => radius(distance) - wanted, 0, end) * DEGREES;
    },
  );
};

/** Where the slope first becomes negative, at most pi; undefined where the radius never grows. */
function firstTurn(slope: (distance: number) => number): number | undefined {
  if (!(slope(0) > 0)) return undefined;
  const steps = 180;
  for (let i = 1; i <= steps; i++) {
    const distance = (Math.PI * i) / steps;
    if (slope(distance) <= 0) return rootBetween(slope, (Math.PI * (i - 1)) / steps, distance);
  }
  return Math.PI;
}

function evaluate(coefficients: readonly number[], at: number): number {
  return coefficients.reduceRight((sum, coefficient) => sum * at + coefficient, 0);
}
