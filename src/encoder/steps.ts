import * as v from 'valibot';

const fraction = v.pipe(v.number(), v.gtValue(0), v.maxValue(1));
const percentile = v.pipe(v.number(), v.minValue(0), v.maxValue(100));
const size = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(4096));

/**
 * The closed list of preprocessing steps a model card may name. Each acts on the whole picture; `apply` in
 * preprocessing.ts says exactly how.
 */
export const StepSchema = v.variant('step', [
  v.object({
    /**
     * Linear flux only (FITS); photographs (JPEG, PNG) pass unchanged. Per band: subtract the median plus
     * `sigmas` standard deviations (1.4826 MAD) and clip at 0. Then divide by the `whitePercentile` of the
     * bands' mean within the central `region` (a fraction of the width), clip the mean at `ceiling`, and compress it by
     * asinh(`softening` x) / asinh(`softening`), keeping the ratios of the bands (Lupton et al. 2004, PASP 116, 133).
     */
    step: v.literal('asinh-flux'),
    sigmas: v.pipe(v.number(), v.minValue(0)),
    whitePercentile: percentile,
    region: fraction,
    ceiling: v.pipe(v.number(), v.gtValue(0)),
    softening: v.pipe(v.number(), v.gtValue(0)),
  }),
  /** Photographs only, which are read with 8 bits: divide by 255, so that values lie in [0, 1]. */
  v.object({ step: v.literal('unit-range') }),
  /** Keep the central 1/`factor` of the frame. */
  v.object({ step: v.literal('zoom'), factor: v.pipe(v.number(), v.minValue(1)) }),
  /** Resample to `size` x `size` with an antialiasing filter. */
  v.object({
    step: v.literal('resize'),
    size,
    filter: v.picklist(['box', 'triangle', 'hamming', 'bicubic', 'lanczos3']),
  }),
  /** Subtract each band's median over a strip of `width` (a fraction of the frame's) along the border. */
  v.object({ step: v.literal('subtract-border-median'), width: fraction }),
  /** Divide by a percentile of the bands' mean within the central `region`. */
  v.object({ step: v.literal('scale-to-percentile'), percentile, region: fraction }),
  v.object({ step: v.literal('clip'), min: v.number(), max: v.number() }),
  /** Keep the central `size` x `size` pixels. */
  v.object({ step: v.literal('crop'), size }),
  /** (x - mean) / std, a value for each channel of the input. */
  v.object({
    step: v.literal('standardise'),
    mean: v.array(v.number()),
    std: v.array(v.pipe(v.number(), v.gtValue(0))),
  }),
]);

export type Step = v.InferOutput<typeof StepSchema>;
