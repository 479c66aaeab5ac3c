import { asinDegrees, atan2Degrees, sinDegrees, tanDegrees } from '../angles';
import { type MakeProjection, R0 } from './make-projection';
import { zenithal } from './zenithal';

/** Stereographic projection, STG: Calabretta & Greisen 2002, section 5.1.4. */
export const makeStg: MakeProjection = () =>
  zenithal(
    (lat) => (lat > -90 ? 2 * R0 * tanDegrees((90 - lat) / 2) : undefined),
    (radius) => 90 - 2 * atan2Degrees(radius, 2 * R0),
  );

/** Zenithal equidistant projection, ARC: section 5.1.6. */
export const makeArc: MakeProjection = () =>
  zenithal(
    (lat) => 90 - lat,
    (radius) => (radius <= 180 + 1e-9 ? Math.max(-90, 90 - radius) : undefined),
  );

/** Zenithal equal-area projection, ZEA: section 5.1.8. */
export const makeZea: MakeProjection = () =>
  zenithal(
    (lat) => 2 * R0 * (lat === -90 ? 1 : sinDegrees((90 - lat) / 2)),
    (radius) => {
      const half = asinDegrees(radius / (2 * R0));
      return half === undefined ? undefined : 90 - 2 * half;
    },
  );
