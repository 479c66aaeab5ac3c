import type { Header } from '../header';
import { cosDegrees, sinDegrees } from './angles';

/** The linear step of a WCS: intermediate world coordinates (degrees) = matrix x (pixel - reference). */
export interface Linear {
  /** CRPIX1, CRPIX2: 1-based pixels. */
  readonly reference: readonly [number, number];
  /** [m11, m12, m21, m22], degrees a pixel; never singular. */
  readonly matrix: readonly [number, number, number, number];
  /** The inverse of `matrix`. */
  readonly inverse: readonly [number, number, number, number];
}

const DEGREES_IN: Readonly<Record<string, number>> = {
  deg: 1,
  degree: 1,
  degrees: 1,
  arcmin: 1 / 60,
  arcsec: 1 / 3600,
  mas: 1 / 3.6e6,
  rad: 180 / Math.PI,
};

/**
 * Reads CRPIX and the matrix of the first two axes (FITS 4.0, section 8.1): PCi_j with CDELT; else CDi_j; else CROTA2
 * with CDELT. A header that mixes them breaks the standard; this order is WCSLIB's, and PC00i00j, the form of the
 * drafts, counts as PCi_j. Elements absent are 0 in CDi_j, those of the unit matrix in PCi_j.
 * @returns undefined where the matrix is singular or a unit is none of an angle
 */
export function readLinear(header: Header): Linear | undefined {
  const units = [1, 2].map(
    (axis) => DEGREES_IN[(header.string(`CUNIT${axis}`) ?? 'deg').trim().toLowerCase() || 'deg'],
  );
  if (units.some((unit) => unit === undefined)) return undefined;
  const [a, b, c, d] = readMatrix(header);
  const matrix = [a * units[0], b * units[0], c * units[1], d * units[1]] as const;
  const determinant = matrix[0] * matrix[3] - matrix[1] * matrix[2];
  if (!(Math.abs(determinant) > 0) || !Number.isFinite(determinant)) return undefined;
  return {
    reference: [header.number('CRPIX1', 0), header.number('CRPIX2', 0)],
    matrix,
    inverse: [matrix[3] / determinant, -matrix[1] / determinant, -matrix[2] / determinant, matrix[0] / determinant],
  };
}

function readMatrix(header: Header): [number, number, number, number] {
  const step1 = header.number('CDELT1', 1);
  const step2 = header.number('CDELT2', 1);
  const pc = readFour(header, (i, j) => `PC${i}_${j}`, 1) ?? readFour(header, (i, j) => `PC00${i}00${j}`, 1);
  if (pc) return [pc[0] * step1, pc[1] * step1, pc[2] * step2, pc[3] * step2];
  const cd = readFour(header, (i, j) => `CD${i}_${j}`, 0);
  if (cd) return cd;
  // The AIPS convention, Calabretta & Greisen 2002, equation 188: the rotation is that of the second step.
  const angle = header.number('CROTA2') ?? header.number('CROTA1', 0);
  const [sin, cos] = [sinDegrees(angle), cosDegrees(angle)];
  return [step1 * cos, -step2 * sin, step1 * sin, step2 * cos];
}

/** The four elements of a matrix whose keywords `key` names, those absent from the diagonal `diagonal`; undefined if all are absent. */
function readFour(
  header: Header,
  key: (i: number, j: number) => string,
  diagonal: number,
): [number, number, number, number] | undefined {
  const elements = [
    header.number(key(1, 1)),
    header.number(key(1, 2)),
    header.number(key(2, 1)),
    header.number(key(2, 2)),
  ];
  if (elements.every((element) => element === undefined)) return undefined;
  const [a = diagonal, b = 0, c = 0, d = diagonal] = elements;
  return [a, b, c, d];
}
