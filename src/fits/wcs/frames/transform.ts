import type { Spherical } from '../spherical';
import { fk4ToFk5, withETerms, withoutETerms } from './fk4';
import type { CelestialFrame } from './frame';
import { meanEcliptic, precession } from './precession';
import { directionOf, product, rotate, type Rotation, transpose, turn, vectorOf } from './rotation';

/** A frame's way to ICRS and back, made once for many points. */
export interface FrameTransform {
  readonly toIcrs: (point: Spherical) => Spherical;
  readonly fromIcrs: (point: Spherical) => Spherical;
}

/** ICRS to FK5 of J2000.0: the frame bias of Hilton & Hohenkerk 2004, A&A 413, 765, as astropy has it. */
const ICRS_TO_FK5 = product(turn(0, 19.9 / 3.6e6), turn(1, 9.1 / 3.6e6), turn(2, -22.9 / 3.6e6));

/** FK5 of J2000.0 to galactic: the IAU 1958 pole and zero of longitude taken from B1950 to J2000 (Reid & Brunthaler 2004, appendix A). */
const FK5_TO_GALACTIC = product(
  turn(2, 180 - 122.9319185680026),
  turn(1, 90 - 27.12825118085622),
  turn(2, 192.8594812065348),
);

/** Galactic to supergalactic: pole at l = 47.37, b = +6.32 (de Vaucouleurs et al. 1976, Second Reference Catalogue). */
const GALACTIC_TO_SUPERGALACTIC = product(turn(2, 90), turn(1, 90 - 6.32), turn(2, 47.37));

/** Thousands of cutouts in a row have one frame. */
let latest: { readonly key: string; readonly transform: FrameTransform } | undefined;

/** The way from a frame to ICRS and back. */
export function frameTransform(frame: CelestialFrame): FrameTransform {
  if (frame.kind === 'icrs') return { toIcrs: (point) => point, fromIcrs: (point) => point };
  const key = `${frame.kind} ${'equinox' in frame ? frame.equinox : ''}`;
  if (latest?.key !== key) latest = { key, transform: makeTransform(frame) };
  return latest.transform;
}

function makeTransform(frame: Exclude<CelestialFrame, { kind: 'icrs' }>): FrameTransform {
  const fromIcrs = rotationTo(frame);
  const toIcrs = transpose(fromIcrs);
  if (frame.kind === 'fk4') {
    return {
      toIcrs: (point) => directionOf(rotate(toIcrs, withoutETerms(vectorOf(point), frame.equinox))),
      fromIcrs: (point) => directionOf(withETerms(rotate(fromIcrs, vectorOf(point)), frame.equinox)),
    };
  }
  return {
    toIcrs: (point) => directionOf(rotate(toIcrs, vectorOf(point))),
    fromIcrs: (point) => directionOf(rotate(fromIcrs, vectorOf(point))),
  };
}

function rotationTo(frame: Exclude<CelestialFrame, { kind: 'icrs' }>): Rotation {
  switch (frame.kind) {
    case 'fk5':
      return product(precession(frame.equinox), ICRS_TO_FK5);
    case 'fk4':
    case 'fk4-no-e':
      return product(transpose(fk4ToFk5(frame.equinox)), ICRS_TO_FK5);
    case 'galactic':
      return product(FK5_TO_GALACTIC, ICRS_TO_FK5);
    case 'supergalactic':
      return product(GALACTIC_TO_SUPERGALACTIC, FK5_TO_GALACTIC, ICRS_TO_FK5);
    case 'ecliptic':
      return meanEcliptic(frame.equinox);
  }
}

/** ICRS to a frame; all degrees, longitudes 0 to 360. */
export function icrsTo(frame: CelestialFrame, ra: number, dec: number): { lon: number; lat: number } {
  return frameTransform(frame).fromIcrs({ lon: ra, lat: dec });
}

/** A frame to ICRS; all degrees, right ascension 0 to 360. */
export function toIcrs(frame: CelestialFrame, lon: number, lat: number): { ra: number; dec: number } {
  const point = frameTransform(frame).toIcrs({ lon, lat });
  return { ra: point.lon, dec: point.lat };
}
