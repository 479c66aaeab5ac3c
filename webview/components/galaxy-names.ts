import type { CutoutInfo } from '../../src/engine/protocol';
import { formatDec, formatRa } from '../../src/sky';

/** The name of a file without its folders. */
export function baseName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}

/** `name[2]` for a cutout beyond a file's primary HDU. */
export function displayName({ path, hdu }: { path: string; hdu: number }): string {
  return `${baseName(path)}${hdu ? `[${hdu}]` : ''}`;
}

/** Sexagesimal right ascension and declination, or an empty text where they are unknown. */
export function position({ ra, dec }: Pick<CutoutInfo, 'ra' | 'dec'>): string {
  return ra === undefined || dec === undefined ? '' : `${formatRa(ra)} ${formatDec(dec)}`;
}

/** Right ascension and declination in degrees, or an empty text where they are unknown. */
export function positionDegrees({ ra, dec }: Pick<CutoutInfo, 'ra' | 'dec'>): string {
  return ra === undefined || dec === undefined ? '' : `RA ${ra.toFixed(5)}°, Dec ${dec.toFixed(5)}°`;
}
