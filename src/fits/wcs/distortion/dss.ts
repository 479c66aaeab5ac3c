import type { Header } from '../../header';
import type { PixelPlane } from '../plane';
import type { Spherical } from '../spherical';

const COEFFICIENTS = 13;
const TOLERANCE = 1e-9;
const MAX_STEPS = 50;

/** The plate solution of a Digitized Sky Survey image: its plane, and the plate's centre, where the plane touches the sky. */
export interface Plate {
  readonly plane: PixelPlane;
  readonly centre: Spherical;
}

/**
 * The plate solution that headers of the Digitized Sky Survey carry in keywords of their own: polynomials of the place
 * on the plate, in mm, that give standard coordinates in arcseconds (Lasker et al. 1990, AJ 99, 2019, appendix). Where a
 * linear WCS stands beside it, that is only its approximation.
 * @returns undefined where the header has none, or none that is whole
 */
export function dssPlate(header: Header): Plate | undefined {
  if (!header.has('AMDX1')) return undefined;
  const a = readCoefficients(header, 'AMDX');
  const b = readCoefficients(header, 'AMDY');
  const geometry = ['PPO3', 'PPO6', 'XPIXELSZ', 'YPIXELSZ', 'CNPIX1', 'CNPIX2'].map((key) => header.number(key));
  const hours = sexagesimal(header, 'PLTRA', ['H', 'M', 'S']);
  const degrees = sexagesimal(header, 'PLTDEC', ['D', 'M', 'S']);
  if (!a || !b || hours === undefined || degrees === undefined || !geometry.every((value) => value !== undefined)) {
    return undefined;
  }
  const [ppo3, ppo6, pixelX, pixelY, corner1, corner2] = geometry;
  // Pixels of the scan count from corners, those of FITS from centres.
  const toPlane = (x: number, y: number) => {
    const plateX = (ppo3 - pixelX * (x + corner1 - 0.5)) / 1000;
    const plateY = (pixelY * (y + corner2 - 0.5) - ppo6) / 1000;
    return { x: evaluate(a, plateX, plateY) / 3600, y: evaluate(b, plateY, plateX) / 3600 };
  };
  const scaleX = (-a[0] * pixelX) / 3.6e6;
  const scaleY = (b[0] * pixelY) / 3.6e6;
  if (!(scaleX * scaleY !== 0)) return undefined;
  const toPixel = (point: { x: number; y: number }) => {
    let [x, y] = [(ppo3 / pixelX - corner1) | 0, (ppo6 / pixelY - corner2) | 0];
    for (let step = 0; step < MAX_STEPS; step++) {
      const at = toPlane(x, y);
      // The polynomials are all but linear and square: this converges at once.
      const [stepX, stepY] = [(point.x - at.x) / scaleX, (point.y - at.y) / scaleY];
      x += stepX;
      y += stepY;
      if (Math.hypot(stepX, stepY) < TOLERANCE) return { x, y };
    }
    return undefined;
  };
  const southern = header.string('PLTDECSN')?.trim() === '-';
  return {
    plane: { toPlane, toPixel, pixelScale: 3600 * Math.sqrt(Math.abs(scaleX * scaleY)) },
    centre: { lon: 15 * hours, lat: southern ? -degrees : degrees },
  };
}

function readCoefficients(header: Header, key: string): number[] | undefined {
  if (!header.has(`${key}1`)) return undefined;
  return Array.from({ length: COEFFICIENTS }, (_, i) => header.number(`${key}${i + 1}`, 0));
}

function sexagesimal(header: Header, key: string, units: readonly string[]): number | undefined {
  const parts = units.map((unit) => header.number(key + unit));
  return parts.every((part) => part !== undefined) ? parts[0] + parts[1] / 60 + parts[2] / 3600 : undefined;
}

/** One coordinate's polynomial; `p` is the plate coordinate along it, `q` the other. */
function evaluate(c: readonly number[], p: number, q: number): number {
  const square = p * p + q * q;
  return (
    c[0] * p + c[1] * q + c[2] + c[3] * p * p + c[4] * p * q + c[5] * q * q + c[6] * square +
    c[7] * p ** 3 + c[8] * p * p * q + c[9] * p * q * q + c[10] * q ** 3 + c[11] * p * square + c[12] * p * square * square
  ); // prettier-ignore
}
