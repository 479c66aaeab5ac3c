import type { Header } from '../header';
import { type Distortion, undistort } from './distortion/distortion';
import { type LookupSource, readDetectorLookup, readPriorLookup } from './distortion/lookup';
import type { Sip } from './distortion/sip';
import type { Linear } from './linear';
import type { PlanePoint } from './projections/make-projection';

/** How the pixels of an image lie on the projection plane. */
export interface PixelPlane {
  /** 1-based pixels to the plane, in degrees, along the first and second axis. */
  readonly toPlane: (x: number, y: number) => PlanePoint;
  /** The way back; undefined where no pixel is found. */
  readonly toPixel: (point: PlanePoint) => PlanePoint | undefined;
  /** Size of a pixel at the reference point, arcseconds: the square root of its area. */
  readonly pixelScale: number;
}

/** Pixels: far below what any coordinate is good for, far above rounding. */
const PIXEL_TOLERANCE = 1e-9;

/** Keywords of distortions that are not applied: the plane without them would be wrong. */
const UNSUPPORTED = ['CQDIS1', 'CQDIS2', 'AXISCORR'];

/**
 * The plane of a header without distortions of the plane itself, in the order of astropy's all_pix2world: the
 * detector's lookup tables; then SIP and the lookup tables of CPDIS, both of the pixels those give, and added; then the
 * linear step.
 * @returns undefined where the header asks for a distortion that is not applied here, or whose table `lookups` does not have
 */
export function pixelPlane(header: Header, linear: Linear, sip: Sip, lookups?: LookupSource): PixelPlane | undefined {
  if (UNSUPPORTED.some((key) => header.has(key))) return undefined;
  const detector = readDetectorLookup(header, lookups);
  const prior = readPriorLookup(header, lookups);
  if (detector === 'broken' || prior === 'broken' || sip === 'broken') return undefined;
  const plain = linearPlane(linear);
  if (detector === 'none' && prior === 'none' && sip === 'none') return plain;
  const correct: Distortion = (x, y) => {
    const [x1, y1] = detector === 'none' ? [x, y] : add([x, y], detector(x, y));
    let pixel: readonly [number, number] = [x1, y1];
    if (sip !== 'none') pixel = add(pixel, sip(x1, y1));
    if (prior !== 'none') pixel = add(pixel, prior(x1, y1));
    return pixel;
  };
  return {
    toPlane: (x, y) => plain.toPlane(...correct(x, y)),
    toPixel: (point) => {
      const { x, y } = plain.toPixel(point);
      const pixel = undistort(correct, [x, y], [x, y], PIXEL_TOLERANCE, 0.01);
      return pixel && { x: pixel[0], y: pixel[1] };
    },
    pixelScale: plain.pixelScale,
  };
}

function add(a: readonly [number, number], b: readonly [number, number]): readonly [number, number] {
  return [a[0] + b[0], a[1] + b[1]];
}

function linearPlane({ reference, matrix, inverse }: Linear) {
  return {
    toPlane: (x: number, y: number) => {
      const [u, v] = [x - reference[0], y - reference[1]];
      return { x: matrix[0] * u + matrix[1] * v, y: matrix[2] * u + matrix[3] * v };
    },
    toPixel: ({ x, y }: PlanePoint) => ({
      x: inverse[0] * x + inverse[1] * y + reference[0],
      y: inverse[2] * x + inverse[3] * y + reference[1],
    }),
    pixelScale: 3600 * Math.sqrt(Math.abs(matrix[0] * matrix[3] - matrix[1] * matrix[2])),
  };
}
