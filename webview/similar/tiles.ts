import type { CutoutInfo, Neighbour } from '../../src/engine/protocol';
import { formatDec, formatRa } from '../components/coordinates';
import type { Tile } from '../components/tile-grid';

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

/** The same as two short texts, to a tenth of a second and an arcsecond. */
function compactPosition({ ra, dec }: Pick<CutoutInfo, 'ra' | 'dec'>): string[] {
  return ra === undefined || dec === undefined ? [] : [formatRa(ra, 1), formatDec(dec, 0)];
}

/** The same in degrees. */
export function positionDegrees({ ra, dec }: Pick<CutoutInfo, 'ra' | 'dec'>): string {
  return ra === undefined || dec === undefined ? '' : `RA ${ra.toFixed(5)}°, Dec ${dec.toFixed(5)}°`;
}

export function tileOf(neighbour: Neighbour, rank: number): Tile {
  const name = displayName(neighbour);
  const score = neighbour.similarity.toFixed(3);
  const where = positionDegrees(neighbour);
  return {
    path: neighbour.path,
    hdu: neighbour.hdu,
    name,
    score,
    details: compactPosition(neighbour),
    tooltip: [neighbour.path, `similarity ${score}, number ${rank + 1}`, where].filter(Boolean).join('\n'),
    label: [name, `similarity ${score}`, where].filter(Boolean).join(', '),
  };
}
