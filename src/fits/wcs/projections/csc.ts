import { quadCube } from './cube';
import type { MakeProjection } from './make-projection';

/**
 * COBE quadrilateralized spherical cube projection, CSC: Calabretta & Greisen 2002, section 5.6.2; Chan & O'Neill
 * 1975. It is defined by two polynomials that are each other's inverses only to some arcseconds. The one from the
 * plane to the sphere counts here, and the way back is its exact inverse. WCSLIB computes it in single precision, which
 * moves points by up to 60 milliarcseconds; so that the same header says the same here, so does this.
 */
export const makeCsc: MakeProjection = () =>
  quadCube(
    ({ xi, eta, zeta }) => invert(xi / zeta, eta / zeta),
    (x, y) => {
      const [chi, psi] = [outwards32(x, y), outwards32(y, x)];
      const zeta = 1 / Math.sqrt(1 + Math.fround(Math.fround(chi * chi) + Math.fround(psi * psi)));
      return { xi: chi * zeta, eta: psi * zeta, zeta };
    },
    true,
  );

/** Equation 179's coefficients, by [power of the other coordinate's square][power of the coordinate's own]. */
const COEFFICIENTS = [
  [-0.27292696, -0.07629969, -0.22797056, 0.54852384, -0.62930065, 0.25795794, 0.02584375],
  [-0.02819452, -0.01471565, 0.48051509, -1.74114454, 1.71547508, -0.53022337],
  [0.2705816, -0.56800938, 0.30803317, 0.98938102, -0.83180469],
  [-0.6044156, 1.50880086, -0.93678576, 0.08693841],
  [0.93412077, -1.4160192, 0.33887446],
  [-0.63915306, 0.52032238],
  [0.14381585],
] as const;

/** From a place on the face's square to the tangent plane, along one coordinate; `other` is the other one. */
function outwards(own: number, other: number): number {
  const [square, otherSquare] = [own * own, other * other];
  const sum = COEFFICIENTS.reduceRight(
    (total, row) => total * otherSquare + row.reduceRight((inner, coefficient) => inner * square + coefficient, 0),
    0,
  );
  return own + own * (1 - square) * sum;
}

const COEFFICIENTS32 = COEFFICIENTS.map((row) => row.map(Math.fround));

/** The same in single precision, as WCSLIB computes it. */
function outwards32(own64: number, other64: number): number {
  const f = Math.fround;
  const [own, other] = [f(own64), f(other64)];
  const [square, otherSquare] = [f(own * own), f(other * other)];
  const rows = COEFFICIENTS32.map((row) =>
    row.reduceRight((inner, coefficient) => f(coefficient + f(square * inner)), 0),
  );
  const sum = rows.reduceRight((total, row) => f(row + f(otherSquare * total)), 0);
  return f(own + f(f(own * f(1 - square)) * sum));
}

/** The place on the face's square whose image is (chi, psi), -1 to 1: by Newton's method. */
function invert(chi: number, psi: number): readonly [number, number] | undefined {
  let [x, y] = [chi, psi];
  const step = 1e-6;
  for (let turn = 0; turn < 50; turn++) {
    const [missX, missY] = [outwards(x, y) - chi, outwards(y, x) - psi];
    if (Math.abs(missX) + Math.abs(missY) < 1e-15) break;
    const xx = (outwards(x + step, y) - outwards(x - step, y)) / (2 * step);
    const xy = (outwards(x, y + step) - outwards(x, y - step)) / (2 * step);
    const yx = (outwards(y, x + step) - outwards(y, x - step)) / (2 * step);
    const yy = (outwards(y + step, x) - outwards(y - step, x)) / (2 * step);
    const determinant = xx * yy - xy * yx;
    x -= (yy * missX - xy * missY) / determinant;
    y -= (xx * missY - yx * missX) / determinant;
  }
  const miss = Math.abs(outwards(x, y) - chi) + Math.abs(outwards(y, x) - psi);
  return miss < 1e-12 ? [x, y] : undefined;
}
