import { DEGREES } from '../angles';
import { dot, product, type Rotation, type Vector, turn } from './rotation';

/** FK4 without E-terms at B1950.0 to FK5 at J2000.0, and its change a Julian century: Murray 1989, A&A 218, 325, equations 28 and 29. */
const TO_FK5: Rotation = [
  [0.9999256794956877, -0.0111814832204662, -0.0048590038153592],
  [0.0111814832391717, 0.9999374848933135, -0.0000271625947142],
  [0.0048590037723143, -0.000027170293744, 0.9999881946023742],
];
const CHANGE: Rotation = [
  [-0.0026455262e-6, -1.1539918689e-6, 2.111134619e-6],
  [1.1540628161e-6, -0.0129042997e-6, 0.0236021478e-6],
  [-2.1112979048e-6, -0.0056024448e-6, 0.0102587734e-6],
];

/** Days from 1900 January 0.8135, the beginning of B1900.0, and in the tropical year by which Besselian years count. */
const B1900 = 2415020.31352;
const TROPICAL_YEAR = 365.242198781;
const J1950 = 2433282.5;
const B1950 = 2433282.4235;

/** The Julian date at which a Besselian year begins. */
function julianDate(year: number): number {
  return B1900 + (year - 1900) * TROPICAL_YEAR;
}

/** FK4 without E-terms, of a Besselian equinox at that epoch, to FK5 of J2000.0. */
export function fk4ToFk5(equinox: number): Rotation {
  const centuries = (julianDate(equinox) - J1950) / 36525;
  const [a, b, c] = TO_FK5.map((row, i) => row.map((element, j) => element + CHANGE[i][j] * centuries));
  return product([triple(a), triple(b), triple(c)], besselianPrecession(equinox, 1950));
}

function triple(row: readonly number[]): Vector {
  return [row[0], row[1], row[2]];
}

/** Newcomb's precession between two Besselian years (Explanatory Supplement 1992, section 3.591). */
function besselianPrecession(from: number, to: number): Rotation {
  const t = (from - 1850) / 1000;
  const dt = (to - 1850) / 1000 - t;
  const first = 23035.545 + (139.72 + 0.06 * t) * t;
  const zeta = (((17.995 * dt + 30.24 - 0.27 * t) * dt + first) * dt) / 3600;
  const z = (((18.325 * dt + 109.48 + 0.39 * t) * dt + first) * dt) / 3600;
  const theta = (((-41.8 * dt - 42.65 - 0.37 * t) * dt + 20051.12 - (85.29 + 0.37 * t) * t) * dt) / 3600;
  return product(turn(2, -z), turn(1, theta), turn(2, -zeta));
}

/** The E-terms of aberration at a Besselian equinox, in units of the speed of light (Explanatory Supplement 1992, section 3.531). */
function eTerms(equinox: number): Vector {
  const t = (julianDate(equinox) - B1950) / 36525;
  const aberration = (0.0056932 / DEGREES) * (0.01673011 - (0.00004193 + 0.000000126 * t) * t);
  const perigee = (1015489.951 + (6190.67 + (1.65 + 0.012 * t) * t) * t) / 3600 / DEGREES;
  const u = (julianDate(equinox) - 2451545) / 36525;
  const obliquity = (84381.448 + (-46.815 + (-0.00059 + 0.001813 * u) * u) * u) / 3600 / DEGREES;
  const cos = -aberration * Math.cos(perigee);
  return [aberration * Math.sin(perigee), cos * Math.cos(obliquity), cos * Math.sin(obliquity)];
}

/** Takes the E-terms out of a unit vector of FK4. */
export function withoutETerms(v: Vector, equinox: number): Vector {
  const e = eTerms(equinox);
  const along = dot(e, v);
  return unit([v[0] - e[0] + along * v[0], v[1] - e[1] + along * v[1], v[2] - e[2] + along * v[2]]);
}

/** Puts the E-terms into a unit vector: the inverse of `withoutETerms`, by iteration. */
export function withETerms(v: Vector, equinox: number): Vector {
  let with_ = v;
  for (let step = 0; step < 10; step++) {
    const without = withoutETerms(with_, equinox);
    with_ = unit([with_[0] + v[0] - without[0], with_[1] + v[1] - without[1], with_[2] + v[2] - without[2]]);
  }
  return with_;
}

function unit(v: Vector): Vector {
  const length = Math.hypot(...v);
  return [v[0] / length, v[1] / length, v[2] / length];
}
