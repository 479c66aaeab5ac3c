import type { GrowthCurve } from './growth-curve';
import { firstCrossing } from './root';

/** Radius of the aperture whose light is the whole, in Petrosian radii. */
export const WHOLE = 1.5;

/** Radii of circles with 20, 50 and 80 % of the light within 1.5 Petrosian radii, pixels; NaN where undefined. */
export interface LightRadii {
  readonly r20: number;
  readonly r50: number;
  readonly r80: number;
}

export function lightRadii(curve: GrowthCurve, petrosian: number): LightRadii {
  const largest = WHOLE * petrosian;
  const whole = curve.light(largest);
  // From a hair outside the centre, where there is no light yet.
  const radius = (share: number) =>
    whole > 0 ? firstCrossing((r) => share - curve.light(r) / whole, 1e-6, largest) : NaN;
  return { r20: radius(0.2), r50: radius(0.5), r80: radius(0.8) };
}

/** Concentration C = 5 log₁₀(r80/r20): about 2.7 of an exponential disc, above 5 of a de Vaucouleurs profile
 * (Conselice 2003, ApJS 147, 1, section 3.1; Lotz et al. 2004, equation 8). */
export function concentration({ r20, r80 }: LightRadii): number {
  return 5 * Math.log10(r80 / r20);
}
