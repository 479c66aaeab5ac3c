import type { Matrix } from '../../../statistics';
import type { Scaling as FeatureScaling } from '../../heads/feature-space';
import type { LinearHead } from '../../heads/linear-head';
import type { Scaling } from './outputs';
import type { EpochPoint } from '../report/report';

/** Something that learns from some of the labelled galaxies. */
export interface Learner {
  /**
   * @param rows places of the galaxies to learn from; it looks at no others
   * @param name of this fit, unique in a run: `fold 1 of 5`
   */
  fit(rows: readonly number[], name: string): Promise<Learned>;
}

/** What has been learned. */
export interface Learned {
  /** The head's outputs for labelled galaxies, by their places. */
  outputs(rows: readonly number[]): Promise<Matrix>;
  readonly scaling: Scaling;
  /** For numbers: the half width that holds 90 % of held-out galaxies. */
  readonly halfWidth?: number;
  /** Galaxies of the training part that only told when to stop. */
  readonly validation: number;
  /** For solved heads. */
  readonly chosen?: { readonly penalty: number; readonly scaling: FeatureScaling };
  readonly epoch?: number;
  readonly curve?: readonly EpochPoint[];
  readonly deploy: Deployment;
}

/** What goes into the model's file. */
export interface Deployment {
  /** From the representation, the encoder's centre subtracted, to the outputs; ReLU between the layers. */
  readonly layers: readonly LinearHead[];
  /** The encoder's weights that were trained, by name; empty where the head alone was. */
  readonly weights: ReadonlyMap<string, Float32Array>;
}
