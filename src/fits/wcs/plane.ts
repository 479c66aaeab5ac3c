import type { Header } from '../header';
import { readLinear } from './linear';
import type { PlanePoint } from './projection';
import { readSip } from './sip';

/** How the pixels of an image lie on the projection plane. */
export interface PixelPlane {
  /** 1-based pixels to the plane, in degrees, along the first and second axis. */
  readonly toPlane: (x: number, y: number) => PlanePoint;
  /** The way back; undefined where no pixel is found. */
  readonly toPixel: (point: PlanePoint) => PlanePoint | undefined;
  /** Size of a pixel at the reference point, arcseconds: the square root of its area. */
  readonly pixelScale: number;
}

/** Keywords of distortions that are not applied (lookup tables and the drafts of Paper IV): the plane without them would be wrong. */
const UNSUPPORTED = ['CPDIS1', 'CPDIS2', 'CQDIS1', 'CQDIS2', 'D2IMDIS1', 'D2IMDIS2', 'D2IM1', 'D2IM2', 'AXISCORR'];

/**
 * The plane of a header by its linear step, and SIP where it has that.
 * @returns undefined where the linear step has no inverse, or the header asks for a distortion that is not applied here
 */
export function linearPlane(header: Header): PixelPlane | undefined {
  const linear = readLinear(header);
  if (!linear || UNSUPPORTED.some((key) => header.has(key))) return undefined;
  const { reference, matrix, inverse } = linear;
  const sip = readSip(header, reference);
  // Where both stand, WCSLIB's users read the SIP one.
  if (!sip && hasPolynomials(header)) return undefined;
  return {
    toPlane: (x, y) => {
      const [correctX, correctY] = sip ? sip.correct(x, y) : [x, y];
      const [u, v] = [correctX - reference[0], correctY - reference[1]];
      return { x: matrix[0] * u + matrix[1] * v, y: matrix[2] * u + matrix[3] * v };
    },
    toPixel: ({ x, y }) => {
      const correctX = inverse[0] * x + inverse[1] * y + reference[0];
      const correctY = inverse[2] * x + inverse[3] * y + reference[1];
      if (!sip) return { x: correctX, y: correctY };
      const pixel = sip.distort(correctX, correctY);
      return pixel && { x: pixel[0], y: pixel[1] };
    },
    pixelScale: 3600 * Math.sqrt(Math.abs(matrix[0] * matrix[3] - matrix[1] * matrix[2])),
  };
}

/** PVi_m on a TAN axis: SCAMP's polynomials under TAN's name, or a reference point moved away from the pole. */
function hasPolynomials(header: Header): boolean {
  for (const axis of [1, 2]) {
    for (let m = 0; m <= 39; m++) if (m !== 3 && m !== 4 && header.number(`PV${axis}_${m}`, 0) !== 0) return true;
  }
  return header.has('DQ1') || header.has('DP1');
}
