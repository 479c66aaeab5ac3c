export { EXACT_BELOW, findNeighbours, queryVector, type ApproximateIndex } from './neighbours';
export { feedbackVector } from './feedback';
export { labelExamples, type LabelExamples, type LabelsOf } from './label-examples';
export type { LabelPrecision, NeighbourQuality } from './label-precision';
export { neighbourQuality } from './quality';
export {
  byStrength,
  DECISIONS_FILE,
  DUPLICATE_REASONS,
  type DuplicateCriteria,
  DuplicateDecisions,
  duplicateGroups,
  type DuplicatePair,
  duplicatePairs,
  type DuplicateReason,
  type Grain,
  grainCorrelation,
  grainOf,
  type Link,
  linksOfCopies,
  MOST_OF_ONE,
  PictureLinks,
  PositionLinks,
  SAME_GRAIN,
  USUAL_CRITERIA,
} from './duplicates';
