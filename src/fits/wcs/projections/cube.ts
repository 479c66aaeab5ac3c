import { asinDegrees, atan2Degrees, cosDegrees, sinDegrees } from '../angles';
import type { Projection } from './make-projection';

/** A point of a face: xi and eta run along it, zeta out of it, all direction cosines. */
interface FacePoint {
  readonly xi: number;
  readonly eta: number;
  readonly zeta: number;
}

/** The six faces (Calabretta & Greisen 2002, section 5.6, table 12), their centres on the plane in units of 45 degrees. */
const FACES = [
  { x: 0, y: 2, fromSphere: (l: number, m: number, n: number) => ({ xi: m, eta: -l, zeta: n }) },
  { x: 0, y: 0, fromSphere: (l: number, m: number, n: number) => ({ xi: m, eta: n, zeta: l }) },
  { x: 2, y: 0, fromSphere: (l: number, m: number, n: number) => ({ xi: -l, eta: n, zeta: m }) },
  { x: 4, y: 0, fromSphere: (l: number, m: number, n: number) => ({ xi: -m, eta: n, zeta: -l }) },
  { x: 6, y: 0, fromSphere: (l: number, m: number, n: number) => ({ xi: l, eta: n, zeta: -m }) },
  { x: 0, y: -2, fromSphere: (l: number, m: number, n: number) => ({ xi: m, eta: l, zeta: -n }) },
] as const;

const toSphere = [
  ({ xi, eta, zeta }: FacePoint) => [-eta, xi, zeta] as const,
  ({ xi, eta, zeta }: FacePoint) => [zeta, xi, eta] as const,
  ({ xi, eta, zeta }: FacePoint) => [-xi, zeta, eta] as const,
  ({ xi, eta, zeta }: FacePoint) => [-zeta, -xi, eta] as const,
  ({ xi, eta, zeta }: FacePoint) => [xi, -zeta, eta] as const,
  ({ xi, eta, zeta }: FacePoint) => [eta, xi, -zeta] as const,
] as const;

/**
 * A projection on the six faces of a cube, unfolded.
 * @param toFace a direction in a face to the face's square, both coordinates -1 to 1
 * @param fromFace its inverse; any length will do, but with `single` it must be 1
 * @param single whether the plane is known in single precision only, so that directions are not quite unit vectors
 */
export function quadCube(
  toFace: (direction: FacePoint) => readonly [number, number] | undefined,
  fromFace: (x: number, y: number) => FacePoint,
  single = false,
): Projection {
  return {
    theta0: 0,
    deproject: ({ x, y }) => {
      const place = onFace(x / 45, y / 45, single ? Math.fround : Number);
      if (!place) return undefined;
      const [l, m, n] = toSphere[place.face](fromFace(place.x, place.y));
      const lat = single ? asinDegrees(n) : atan2Degrees(n, Math.hypot(l, m));
      return lat === undefined ? undefined : { lon: l === 0 && m === 0 ? 0 : atan2Degrees(m, l), lat };
    },
    project: ({ lon, lat }) => {
      const cos = cosDegrees(lat);
      const [l, m, n] = [cos * cosDegrees(lon), cos * sinDegrees(lon), sinDegrees(lat)];
      const heights = [n, l, m, -l, -m, -n];
      const index = heights.indexOf(Math.max(...heights));
      const face = FACES[index];
      const place = toFace(face.fromSphere(l, m, n));
      return place && { x: 45 * (face.x + place[0]), y: 45 * (face.y + place[1]) };
    },
  };
}

const EDGE = 1 + 1e-12;

/** The face that a point of the plane (in units of 45 degrees) lies on, and where; x may start at the fourth face's left edge or end at its right one. */
function onFace(
  atX: number,
  atY: number,
  round: (value: number) => number,
): { face: number; x: number; y: number } | undefined {
  const [x, y] = [round(atX), round(atY)];
  if (Math.abs(x) <= EDGE && Math.abs(y) > EDGE) {
    if (Math.abs(y) > 2 + EDGE) return undefined;
    return y > 0 ? { face: 0, x, y: y - 2 } : { face: 5, x, y: y + 2 };
  }
  if (Math.abs(y) > EDGE || Math.abs(x) > 6 + EDGE) return undefined;
  const turned = x < -EDGE ? round(x + 8) : x;
  const column = turned > 5 ? 3 : turned > 3 ? 2 : turned > 1 ? 1 : 0;
  return { face: 1 + column, x: turned - 2 * column, y };
}
