import type { CutoutInfo, PictureRef } from '../../src/engine/protocol';
import { formatDec, formatRa } from '../../src/sky';
import { displayName, positionDegrees } from '../components/galaxy-names';
import type { Tile } from '../components/grid/tile';
import type { Region } from '../../src/contracts/common';
import type { ListedCutout } from '../../src/contracts/similar';

/** Which part of an image is meant: its size and its first pixel; an empty text where all of it is. */
export function regionText({ region }: Pick<PictureRef, 'region'>): string {
  return region ? `${region.width} × ${region.height} px from ${region.x}, ${region.y}` : '';
}

/** What names a cutout or a part of an image, without what else is known of it. */
export function pictureRef({ path, hdu, region }: PictureRef): { path: string; hdu: number; region?: Region } {
  return { path, hdu, ...(region ? { region } : {}) };
}

/** Right ascension to a tenth of a second and declination to an arcsecond, as two texts. */
function compactPosition({ ra, dec }: Pick<CutoutInfo, 'ra' | 'dec'>): string[] {
  return ra === undefined || dec === undefined ? [] : [formatRa(ra, 1), formatDec(dec, 0)];
}

/** Four significant digits. */
const shortNumber = (value: number) => String(Number(value.toPrecision(4)));

export function tileOf(neighbour: ListedCutout, rank: number): Tile {
  const name = displayName(neighbour);
  const { similarity, value } = neighbour;
  // In a collection there is neither.
  const score = similarity?.toFixed(3) ?? (typeof value === 'number' ? shortNumber(value) : String(value ?? ''));
  const kind = similarity === undefined ? 'value' : 'similarity';
  const where = positionDegrees(neighbour);
  return {
    path: neighbour.path,
    hdu: neighbour.hdu,
    name,
    score,
    details: compactPosition(neighbour),
    tooltip: [neighbour.path, score && `${kind} ${score}, number ${rank + 1}`, where].filter(Boolean).join('\n'),
    label: [name, score && `${kind} ${score}`, where].filter(Boolean).join(', '),
  };
}
