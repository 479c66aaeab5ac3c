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
 * Reads CRPIX and the matrix of the first two axes (FITS 4.0, section 8.1): CDi_j; else PCi_j with CDELT; else CROTA2
 * with CDELT. Of the CDi_j, those absent are 0 once one is there; of the PCi_j, those of the unit matrix.
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
  const cd = (i: number, j: number) => header.number(`CD${i}_${j}`, 0);
  if (['CD1_1', 'CD1_2', 'CD2_1', 'CD2_2'].some((key) => header.has(key)))
    return [cd(1, 1), cd(1, 2), cd(2, 1), cd(2, 2)];
  const step1 = header.number('CDELT1', 1);
  const step2 = header.number('CDELT2', 1);
  const pc = (i: number, j: number) => header.number(`PC${i}_${j}`, i === j ? 1 : 0);
  if (['PC1_1', 'PC1_2', 'PC2_1', 'PC2_2'].some((key) => header.has(key))) {
    return [pc(1, 1) * step1, pc(1, 2) * step1, pc(2, 1) * step2, pc(2, 2) * step2];
  }
  // The AIPS convention, Calabretta & Greisen 2002, equation 188: the rotation is that of the second step.
  const angle = header.number('CROTA2') ?? header.number('CROTA1', 0);
  const [sin, cos] = [sinDegrees(angle), cosDegrees(angle)];
  return [step1 * cos, -step2 * sin, step1 * sin, step2 * cos];
}
