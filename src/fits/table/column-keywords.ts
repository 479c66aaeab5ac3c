import type { Hdu } from '../hdu';

/** The keywords of a column that both kinds of table have. */
export interface ColumnKeywords {
  /** TSCALn and TZEROn; 1 and 0 without them. */
  readonly scale: number;
  readonly zero: number;
  /** TNULLn. */
  readonly null: number | bigint | string | undefined;
  /** TUNITn. */
  readonly unit: string | undefined;
  /** TDISPn. */
  readonly display: string | undefined;
}

export function readKeywords({ header }: Hdu, number: number): ColumnKeywords {
  const nullValue = header.get(`TNULL${number}`);
  const whole = typeof nullValue === 'bigint' || (typeof nullValue === 'number' && Number.isInteger(nullValue));
  return {
    scale: header.number(`TSCAL${number}`, 1),
    zero: header.number(`TZERO${number}`, 0),
    null: whole || typeof nullValue === 'string' ? nullValue : undefined,
    unit: header.string(`TUNIT${number}`)?.trim() || undefined,
    display: header.string(`TDISP${number}`)?.trim() || undefined,
  };
}

const DIMENSIONS = /^\(([\d, ]+)\)$/;

/** TDIMn, fastest first; empty without it. */
export function readDimensions({ header }: Hdu, number: number): number[] {
  const match = DIMENSIONS.exec(header.string(`TDIM${number}`)?.trim() ?? '');
  return match ? match[1].split(',').map(Number) : [];
}

export function countOf(dimensions: readonly number[]): number {
  return dimensions.reduce((product, length) => product * length, 1);
}
