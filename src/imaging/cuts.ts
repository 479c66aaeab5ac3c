import { finiteRange, quantiles } from './robust-statistics';
import { zscale } from './zscale';

/** How to choose the values drawn darkest and brightest. */
export type Cuts =
  | { readonly kind: 'manual'; readonly low: number; readonly high: number }
  | { readonly kind: 'minmax' }
  /** Percent, 0 to 100. */
  | { readonly kind: 'percentile'; readonly low: number; readonly high: number }
  | { readonly kind: 'zscale'; readonly contrast?: number };

/** The values drawn darkest and brightest: `low < high`, both finite. */
export interface Limits {
  readonly low: number;
  readonly high: number;
}

/**
 * The limits that `cuts` choose for a band. Where they come out equal, as of a constant picture, they are moved apart
 * so that its one value is drawn halfway; where no value is finite, they are 0 and 1.
 * @throws RangeError for a percentile outside 0 to 100
 */
export function findLimits(band: Float32Array, cuts: Cuts): Limits {
  return apart(rawLimits(band, cuts));
}

function rawLimits(band: Float32Array, cuts: Cuts): Limits {
  switch (cuts.kind) {
    case 'manual':
      return cuts;
    case 'minmax': {
      const { min, max } = finiteRange(band);
      return { low: min, high: max };
    }
    case 'percentile': {
      const [low, high] = quantiles(band, [cuts.low / 100, cuts.high / 100]);
      return { low, high };
    }
    case 'zscale':
      return zscale(band, cuts);
  }
}

/** Limits that a division by their difference survives. */
export function apart({ low, high }: Limits): Limits {
  if (!Number.isFinite(low) || !Number.isFinite(high)) return { low: 0, high: 1 };
  if (low < high) return { low, high };
  const margin = Math.abs(low) / 2 || 0.5;
  return { low: low - margin, high: low + margin };
}
