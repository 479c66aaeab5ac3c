import { product, type Rotation, transpose, turn } from './rotation';

/** The angles of Fukushima and Williams and the mean obliquity, as powers of Julian centuries from J2000.0, arcseconds. */
const GAMMA = [-0.052928, 10.556378, 0.4932044, -0.00031238, -0.000002788, 0.000000026];
const PHI = [84381.412819, -46.811016, 0.0511268, 0.00053289, -0.00000044, -0.0000000176];
const PSI = [-0.041775, 5038.481484, 1.5584175, -0.00018522, -0.000026452, -0.0000000148];
const OBLIQUITY = [84381.406, -46.836769, -0.0001831, 0.0020034, -0.000000576, -0.0000000434];

/** ICRS to the mean equator and equinox of a Julian year: IAU 2006 precession and bias (Wallace & Capitaine 2006, A&A 459, 981). */
export function meanEquator(year: number): Rotation {
  const t = (year - 2000) / 100;
  return product(
    turn(0, -degrees(OBLIQUITY, t)),
    turn(2, -degrees(PSI, t)),
    turn(0, degrees(PHI, t)),
    turn(2, degrees(GAMMA, t)),
  );
}

/** ICRS to the mean ecliptic and equinox of a Julian year, by the same theory. */
export function meanEcliptic(year: number): Rotation {
  return product(turn(0, degrees(OBLIQUITY, (year - 2000) / 100)), meanEquator(year));
}

/** Precession from FK5 of J2000.0 to FK5 of a Julian year: the same, without the bias between FK5 and ICRS. */
export function precession(year: number): Rotation {
  return product(meanEquator(year), transpose(meanEquator(2000)));
}

function degrees(coefficients: readonly number[], t: number): number {
  return coefficients.reduceRight((sum, coefficient) => sum * t + coefficient, 0) / 3600;
}
