/** The learning rate of step 0, 1, 2, ... */
export type Schedule = (step: number) => number;

export const constantRate =
  (rate: number): Schedule =>
  () =>
    rate;

/**
 * Rises in a line to `peak` over `warmUp` steps, then falls along half a cosine to `last` at step `steps` (Loshchilov and Hutter
 * 2017, arXiv:1608.03983), where it stays.
 */
export function cosineRate(options: {
  readonly peak: number;
  readonly steps: number;
  readonly warmUp?: number;
  readonly last?: number;
}): Schedule {
  const { peak, steps, warmUp = 0, last = 0 } = options;
  return (step) => {
    if (step < warmUp) return (peak * (step + 1)) / warmUp;
    const progress = Math.min(1, (step - warmUp) / Math.max(1, steps - warmUp));
    return last + ((peak - last) * (1 + Math.cos(Math.PI * progress))) / 2;
  };
}

/**
 * Factors that fall from the output to the input: `decay` to the power of the number of blocks above (Clark et al. 2020).
 * @param blockOf the block of a weight, 0 nearest the input.
 */
export function layerWiseRates<T>(blocks: number, decay: number, blockOf: (use: T) => number): (use: T) => number {
  return (use) => decay ** Math.max(0, blocks - 1 - blockOf(use));
}
