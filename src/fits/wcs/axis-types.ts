import type { WcsKeywords } from './keywords';

/** A celestial pair of axes, as CTYPE1 and CTYPE2 describe it. */
export interface AxisTypes {
  readonly ctype: readonly [string, string];
  readonly longitudeAxis: 1 | 2;
  /** The longitude's type: RA, GLON, ELON, ... */
  readonly longitude: string;
  /** The three letters of the algorithm. */
  readonly code: string;
  /** Whether both carry the mark of SIP. */
  readonly sip: boolean;
}

/** Type padded with hyphens, algorithm, and perhaps the mark of a distortion (FITS 4.0, section 8.2). */
const CTYPE = /^(RA-|DEC|[A-Z]LON|[A-Z]LAT|[A-Z]{2}LN|[A-Z]{2}LT)-{1,2}([A-Z]{3})(-[A-Z]{3})?$/;

/** The axis types of the first two axes; undefined where they are no longitude and latitude of one kind and projection. */
export function readAxisTypes(keywords: WcsKeywords): AxisTypes | undefined {
  const ctype = [keywords.string('CTYPE1'), keywords.string('CTYPE2')] as const;
  const matches = ctype.map((type) => CTYPE.exec(type));
  const [first, second] = matches;
  if (!first || !second || first[2] !== second[2]) return undefined;
  if (ctype.some((type) => type[4] !== '-' || type[5] === '-')) return undefined;
  const longitudeAxis = isLongitude(first[1]) ? 1 : 2;
  const [longitude, latitude] = longitudeAxis === 1 ? [first[1], second[1]] : [second[1], first[1]];
  if (!isLongitude(longitude) || latitude !== latitudeOf(longitude)) return undefined;
  return {
    ctype,
    longitudeAxis,
    longitude: longitude.replace('-', ''),
    code: first[2],
    sip: first[3] === '-SIP' && second[3] === '-SIP',
  };
}

function isLongitude(type: string): boolean {
  return type === 'RA-' || type.endsWith('LON') || type.endsWith('LN');
}

function latitudeOf(longitude: string): string {
  return longitude === 'RA-' ? 'DEC' : longitude.replace('LON', 'LAT').replace(/LN$/, 'LT');
}
