import { cosDegrees, DEGREES, sinDegrees } from '../angles';
import type { MakeProjection, Projection } from './make-projection';
import { nativeLongitude } from './zenithal';

/** Gnomonic projection, TAN: Calabretta & Greisen 2002, section 5.1.3. It shows less than a hemisphere. */
export const tan: Projection = {
  theta0: 90,
  deproject: ({ x, y }) => ({
    lon: nativeLongitude(x, y),
    lat: Math.atan2(DEGREES, Math.hypot(x, y)) * DEGREES,
  }),
  project: ({ lon, lat }) => {
    const height = sinDegrees(lat);
    if (height <= 0) return undefined;
    const radius = (DEGREES * cosDegrees(lat)) / height;
    return { x: radius * sinDegrees(lon), y: -radius * cosDegrees(lon) };
  },
};

/** TAN has no parameters. */
export const makeTan: MakeProjection = () => tan;
