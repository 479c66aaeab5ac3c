import { cosDegrees, sinDegrees } from './angles';
import type { WcsKeywords } from './keywords';

/** The linear step of a WCS: intermediate world coordinates (degrees) = matrix x (pixel - reference). */
export interface Linear {
  /** CRPIX1, CRPIX2: 1-based pixels. */
  readonly reference: readonly [number, number];
  /** [m11, m12, m21, m22], degrees a pixel; never singular. */
  readonly matrix: Matrix;
  /** The inverse of `matrix`. */
  readonly inverse: Matrix;
  /** Degrees in the units of CRVAL1 and CRVAL2. */
  readonly units: readonly [number, number];
  /** Degrees by which the matrix's rows are multiplied last, CDELT1 and CDELT2; undefined with CDi_j. */
  readonly steps: readonly [number, number] | undefined;
}

type Matrix = readonly [number, number, number, number];

const DEGREES_IN: Readonly<Record<string, number>> = {
  deg: 1,
  degree: 1,
  degrees: 1,
  arcmin: 1 / 60,
  arcsec: 1 / 3600,
  mas: 1 / 3.6e6,
  uas: 1 / 3.6e9,
  rad: 180 / Math.PI,
};

/**
 * Reads CRPIX and the matrix of the first two axes (FITS 4.0, section 8.1): PCi_j with CDELT; else CDi_j; else CROTA
 * with CDELT. A header that mixes them breaks the standard; this order is WCSLIB's, and PC00i00j, the form of the
 * drafts, counts as PCi_j. Elements absent are 0 in CDi_j, those of the unit matrix in PCi_j. What couples the first
 * two axes with others is left out: the others are held at their reference pixels.
 * @param longitudeAxis the axis of the longitude; the other one's CROTA is the rotation
 * @returns undefined where the matrix is singular or a unit is none of an angle
 */
export function readLinear(keywords: WcsKeywords, longitudeAxis: 1 | 2): Linear | undefined {
  const [unit1, unit2] = [unitOf(keywords, 1), unitOf(keywords, 2)];
  if (unit1 === undefined || unit2 === undefined) return undefined;
  const { matrix: elements, steps: rows } = readMatrix(keywords, longitudeAxis);
  const [a, b, c, d] = elements;
  const steps = rows && ([rows[0] * unit1, rows[1] * unit2] as const);
  const matrix = [a * unit1, b * unit1, c * unit2, d * unit2] as const;
  const determinant = matrix[0] * matrix[3] - matrix[1] * matrix[2];
  if (!(Math.abs(determinant) > 0) || !Number.isFinite(determinant)) return undefined;
  return {
    reference: [keywords.number('CRPIX1', 0), keywords.number('CRPIX2', 0)],
    matrix,
    inverse: [matrix[3] / determinant, -matrix[1] / determinant, -matrix[2] / determinant, matrix[0] / determinant],
    units: [unit1, unit2],
    steps,
  };
}

function unitOf(keywords: WcsKeywords, axis: number): number | undefined {
  const unit = keywords.string(`CUNIT${axis}`);
  return unit === '' ? 1 : DEGREES_IN[unit.toLowerCase()];
}

function readMatrix(
  keywords: WcsKeywords,
  longitudeAxis: 1 | 2,
): { matrix: Matrix; steps?: readonly [number, number] } {
  const pc = readFour(keywords, PC, 1) ?? readFour(keywords, OLD_PC, 1);
  const cd = pc ? undefined : readFour(keywords, CD, 0);
  if (cd) return { matrix: completed(cd) };
  const steps = [keywords.number('CDELT1', 1), keywords.number('CDELT2', 1)] as const;
  const [step1, step2] = steps;
  if (pc) return { matrix: [pc[0] * step1, pc[1] * step1, pc[2] * step2, pc[3] * step2], steps };
  // The AIPS convention, Calabretta & Greisen 2002, equation 188: the rotation is that of the latitude axis.
  const angle = keywords.number(`CROTA${3 - longitudeAxis}`, 0) * (longitudeAxis === 1 ? 1 : -1);
  if (angle === 0) return { matrix: [step1, 0, 0, step2], steps };
  const [sin, cos] = [sinDegrees(angle), cosDegrees(angle)];
  return { matrix: [step1 * cos, -step2 * sin, step1 * sin, step2 * cos], steps };
}

/** An axis that no element of CDi_j mentions, but for zeros, has steps of 1, as WCSLIB has it (cdfix). */
function completed([a, b, c, d]: Matrix): Matrix {
  return b !== 0 || c !== 0 ? [a, b, c, d] : [a === 0 ? 1 : a, 0, 0, d === 0 ? 1 : d];
}

const PC = ['PC1_1', 'PC1_2', 'PC2_1', 'PC2_2'] as const;
const OLD_PC = ['PC001001', 'PC001002', 'PC002001', 'PC002002'] as const;
const CD = ['CD1_1', 'CD1_2', 'CD2_1', 'CD2_2'] as const;

/** The four elements of a matrix, those absent from the diagonal `diagonal`; undefined if all are absent. */
function readFour(keywords: WcsKeywords, names: typeof PC | typeof OLD_PC | typeof CD, diagonal: number) {
  const elements = names.map((name) => keywords.number(name));
  if (elements.every((element) => element === undefined)) return undefined;
  const [a = diagonal, b = 0, c = 0, d = diagonal] = elements;
  return [a, b, c, d] as const;
}
