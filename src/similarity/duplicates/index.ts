export { linksOfCopies } from './copies';
export { DECISIONS_FILE, DuplicateDecisions } from './decisions';
export { type DuplicatePair, duplicateGroups, duplicatePairs, type LinkDecisions } from './forest';
export { type Grain, grainCorrelation, grainOf, SAME_GRAIN } from './grain';
export {
  byStrength,
  DUPLICATE_REASONS,
  type DuplicateCriteria,
  type DuplicateReason,
  type Link,
  USUAL_CRITERIA,
} from './links';
export { MOST_OF_ONE, PictureLinks } from './picture-links';
export { PositionLinks } from './position-links';
