/**
 * What may be wrong with a cutout's pixels. One person's noise is another's discovery, so that nothing is left out by
 * itself: rankings hide or seek what a person names. The place of a flag is its bit in the store's column `quality_flags`.
 */
export const QUALITY_FLAGS = ['edge', 'blank', 'saturated', 'noise', 'trail'] as const;

export type QualityFlag = (typeof QUALITY_FLAGS)[number];

/**
 * The flags that a ranking may hide. Not a trail: most that look like one are galaxies seen from the edge (docs/store.md), and are
 * sought, never left out.
 */
export const HIDDEN_FLAGS = ['edge', 'blank', 'saturated', 'noise'] as const satisfies readonly QualityFlag[];

export type HiddenFlag = (typeof HIDDEN_FLAGS)[number];

/** The flags of a row's bits. */
export function flagsOf(bits: number): QualityFlag[] {
  return QUALITY_FLAGS.filter((_, i) => bits & (1 << i));
}

/** The bits of flags. */
export function bitsOf(flags: readonly QualityFlag[]): number {
  return flags.reduce((bits, flag) => bits | (1 << QUALITY_FLAGS.indexOf(flag)), 0);
}
