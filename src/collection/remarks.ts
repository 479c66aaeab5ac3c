import { type PlaneFinding, planeRole, roleByName } from '../imaging';
import { SMALLEST_FRAME } from '../morphology';
import { flagsOf } from './quality-flags';
import type { Remark } from './remark-kinds';
import type { Row } from './rows';
import type { Hdu } from '../fits';

/** A remark on an image that its header or its file's name calls something else than a picture. */
export function remarkOf(hdu: Hdu, file: string, alone: boolean, also: readonly string[]): Remark | undefined {
  const finding = planeRole(hdu, file, alone);
  return finding && planeRemark(hdu.index, finding, also);
}

export function planeRemark(hdu: number, { role, by }: PlaneFinding, also: readonly string[]): Remark {
  return { hdu, kind: role, by, leftOut: !also.includes(role) };
}

/**
 * How files are read, by a number: raised whenever what counts as a galaxy changes, so that files of which more or less would be read
 * now are read again. Rows of version 0.1 have none.
 */
export const READING = 2;
/** From here on masks and segmentation maps are known by their values. */
const BY_VALUES = 2;

/**
 * Whether an unchanged file may hold more or fewer galaxies than its rows say, because older rules read it: a file with extensions, one
 * whose name says that it is no picture, a possible survey image, or a possible mask. A mask has many pixels at its greatest value, so its
 * rows are flagged as saturated; rows without flags may be of anything.
 */
export function isReadOtherwise(file: string, rows: readonly Row[]): boolean {
  if (rows.every(({ reading = 0 }) => reading === READING)) return false;
  const isLarge = ({ width, height }: Row) => Math.min(width, height) >= SMALLEST_FRAME;
  const mayBeMask = ({ reading = 0, flags }: Row) =>
    reading < BY_VALUES && (flags === undefined || flagsOf(flags).includes('saturated'));
  if (rows.some(mayBeMask)) return true;
  return rows.length > 1 || rows[0].hdu > 0 || roleByName(file) !== undefined || rows.some(isLarge);
}
