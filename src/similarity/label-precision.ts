import type { Estimate } from '../statistics';

/** How often the nearest neighbours of a label's galaxies carry it too. */
export interface LabelPrecision {
  readonly name: string;
  /** Galaxies that carry it. */
  readonly count: number;
  readonly precision: Estimate;
  /** Precision expected by chance, for neighbours drawn at random from all other images. */
  readonly chance: number;
}

export interface NeighbourQuality {
  /** Galaxies that have a label and an embedding. */
  readonly labelled: number;
  /** The most frequent label first. */
  readonly labels: readonly LabelPrecision[];
  /** Over all pairs of a galaxy and a label that it carries. */
  readonly all: Estimate;
  readonly chance: number;
}
