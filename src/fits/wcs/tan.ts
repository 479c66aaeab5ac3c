import { cosDegrees, DEGREES, sinDegrees } from './angles';
import type { Projection } from './projection';

/** Gnomonic projection, TAN: Calabretta & Greisen 2002, section 5.1.3. It shows less than a hemisphere. */
export const TAN: Projection = {
  code: 'TAN',
  deproject: ({ x, y }) => ({
    lon: x === 0 && y === 0 ? 0 : Math.atan2(x, -y) * DEGREES,
    lat: Math.atan2(DEGREES, Math.hypot(x, y)) * DEGREES,
  }),
  project: ({ lon, lat }) => {
    const height = sinDegrees(lat);
    if (height <= 0) return undefined;
    const radius = (DEGREES * cosDegrees(lat)) / height;
    return { x: radius * sinDegrees(lon), y: -radius * cosDegrees(lon) };
  },
};
