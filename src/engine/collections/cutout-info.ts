import type { Place } from '../../collection';
import type { CutoutInfo, CutoutRef } from '../protocol';

/** What a client is told of a cutout of the store. */
export function cutoutInfo({ block, row }: Place): CutoutInfo {
  const { path, hdu, ra, dec } = block.rows[row];
  return withPosition({ path, hdu }, ra, dec);
}

/** A cutout with its position, where it has one. */
export function withPosition(ref: CutoutRef, ra: number, dec: number): CutoutInfo {
  return Number.isFinite(ra) && Number.isFinite(dec) ? { ...ref, ra, dec } : { ...ref };
}
