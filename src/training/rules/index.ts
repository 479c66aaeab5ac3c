import { ACTIVATION } from './activation';
import { BATCH_NORM } from './batch-norm';
import { CONVOLUTION } from './convolution';
import { ELEMENTWISE } from './elementwise';
import { LAYOUT } from './layout';
import { MATRIX } from './matrix';
import { NORMALISATION } from './normalisation';
import { POOLING } from './pooling';
import { REDUCTION } from './reduction';
import type { Rules } from './rule';
import { SOFTMAX } from './softmax';
import { SPECIAL } from './special';

export type { Backward, Rule } from './rule';

/** The gradient rule of every operator and composite that has one. */
export const RULES: Rules = {
  ...ELEMENTWISE,
  ...ACTIVATION,
  ...SOFTMAX,
  ...NORMALISATION,
  ...BATCH_NORM,
  ...REDUCTION,
  ...MATRIX,
  ...CONVOLUTION,
  ...POOLING,
  ...LAYOUT,
  ...SPECIAL,
};
