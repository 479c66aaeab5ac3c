import { type CellValue, numberOf, textOf } from '../../labels';

/** Numbers that catalogues write where nothing was measured (SExtractor's 99, and -99, -999 and -9999 of many surveys). */
const SENTINELS = [99, 999, 9999, -99, -999, -9999, 99.99, 999.99, -99.99, -999.99];
/** All other numbers are nearer to zero by this factor at least: 99 per cent follow 98. */
const APART = 2;

/** A number that may stand for a missing one. */
export interface Sentinel {
  readonly value: number;
  readonly rows: number;
}

/**
 * Numbers of a column that may stand for missing ones: nothing is assumed of them, it is for a person to say.
 * @param cellsOf the column's cells, asked for only where its least or greatest number, `min` and `max`, may be one
 */
export function sentinelsOf(cellsOf: () => Iterable<CellValue>, min: number, max: number): Sentinel[] {
  const suspects = [min, max].filter((value) => SENTINELS.includes(value));
  if (suspects.length === 0) return [];
  const counts = new Map(suspects.map((value) => [value, 0]));
  let largest = 0;
  for (const cell of cellsOf()) {
    const value = typeof cell === 'number' ? cell : numberOf(textOf(cell));
    const count = counts.get(value);
    if (count !== undefined) counts.set(value, count + 1);
    else if (Number.isFinite(value)) largest = Math.max(largest, Math.abs(value));
  }
  return [...counts]
    .filter(([value]) => Math.abs(value) >= APART * largest && largest > 0)
    .map(([value, rows]) => ({ value, rows }));
}
