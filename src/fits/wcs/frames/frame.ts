import type { WcsKeywords } from '../keywords';

/**
 * A celestial coordinate frame. Equinoxes are years: Julian for FK5 and the ecliptic, Besselian for FK4. FK4-NO-E is
 * FK4 without the E-terms of aberration.
 */
export type CelestialFrame =
  | { readonly kind: 'icrs' }
  | { readonly kind: 'fk5'; readonly equinox: number }
  | { readonly kind: 'fk4'; readonly equinox: number }
  | { readonly kind: 'fk4-no-e'; readonly equinox: number }
  | { readonly kind: 'galactic' }
  | { readonly kind: 'ecliptic'; readonly equinox: number }
  | { readonly kind: 'supergalactic' };

/** Before this year an equinox without RADESYS is one of FK4 (FITS 4.0, section 8.3). */
const FIRST_OF_FK5 = 1984;

/**
 * The frame of a header whose longitude axis is of this type (RA, GLON, ELON, SLON): FITS 4.0, section 8.3, tables 23
 * and 24, with the older names RADECSYS and EPOCH.
 * @returns undefined for a frame that is fixed to no place on the sky, or unknown, or of an impossible equinox
 */
export function readFrame(keywords: WcsKeywords, longitude: string): CelestialFrame | undefined {
  const frame = frameOf(keywords, longitude);
  if (frame && 'equinox' in frame && !(frame.equinox >= EARLIEST && frame.equinox <= LATEST)) return undefined;
  return frame;
}

function frameOf(keywords: WcsKeywords, longitude: string): CelestialFrame | undefined {
  if (longitude === 'GLON') return { kind: 'galactic' };
  if (longitude === 'SLON') return { kind: 'supergalactic' };
  if (longitude === 'ELON') return { kind: 'ecliptic', equinox: readEquinox(keywords) ?? 2000 };
  if (longitude !== 'RA') return undefined;
  const system = (keywords.string('RADESYS') || keywords.header.string('RADECSYS')?.trim()) ?? '';
  const equinox = system.toUpperCase() === 'ICRS' ? undefined : readEquinox(keywords);
  switch (system.toUpperCase()) {
    case 'ICRS':
      return { kind: 'icrs' };
    case 'FK5':
      return { kind: 'fk5', equinox: equinox ?? 2000 };
    case 'FK4':
      return { kind: 'fk4', equinox: equinox ?? 1950 };
    case 'FK4-NO-E':
      return { kind: 'fk4-no-e', equinox: equinox ?? 1950 };
    case '':
      if (equinox === undefined) return { kind: 'icrs' };
      return { kind: equinox < FIRST_OF_FK5 ? 'fk4' : 'fk5', equinox };
    default:
      return undefined;
  }
}

/** Equinoxes that any catalogue has: precession is good for them, and others are damage. */
const [EARLIEST, LATEST] = [1000, 3000];

/** EQUINOX, or EPOCH as it was called: a year, which some write as J2000.0 or B1950, and others as 0 where they know none. */
function readEquinox(keywords: WcsKeywords): number | undefined {
  const equinox = keywords.number('EQUINOX') ?? written(keywords.string('EQUINOX'));
  const year = equinox ?? keywords.header.number('EPOCH') ?? written(keywords.header.string('EPOCH') ?? '');
  return year === 0 ? undefined : year;
}

function written(year: string): number | undefined {
  const match = /^[JB] ?(\d{4}(?:\.\d*)?)$/i.exec(year.trim());
  return match ? Number(match[1]) : undefined;
}
