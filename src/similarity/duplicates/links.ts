/** Why two cutouts may be one: the same file, the same pixel values, one position on the sky, or one picture, whatever was done to it. */
export const DUPLICATE_REASONS = ['bytes', 'pixels', 'object', 'picture'] as const;
export type DuplicateReason = (typeof DUPLICATE_REASONS)[number];

/** Criteria by which two images count as the same. */
export interface DuplicateCriteria {
  /** Arcseconds that the centres of two frames are apart at most; 0: positions are not compared. */
  readonly radius: number;
  /** Cosine similarity of the embeddings from which on two pictures are compared by their pixels, 0 to 1. */
  readonly cosine: number;
}

/**
 * What counts as the same unless a person chooses otherwise. The cosine is low: of different galaxies that are so much alike
 * the pixels differ (`encoder-training/copies.ts` measures how near copies and different galaxies are).
 */
export const USUAL_CRITERIA: DuplicateCriteria = { radius: 1, cosine: 0.97 };

/** Two cutouts, by their numbers, that fulfil at least one of the criteria by themselves. */
export interface Link {
  readonly a: number;
  readonly b: number;
  /** The strongest first; never empty. */
  readonly reasons: readonly DuplicateReason[];
  /** Cosine of the two embeddings, -1 to 1. */
  readonly cosine: number;
}

/** The order in which links are believed: by their strongest reason, then by likeness, then as the cutouts come. */
export function byStrength(one: Link, other: Link): number {
  const rank = ({ reasons: [first] }: Link) => DUPLICATE_REASONS.indexOf(first);
  return rank(one) - rank(other) || other.cosine - one.cosine || one.a - other.a || one.b - other.b;
}
