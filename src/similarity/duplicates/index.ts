export { linksOfCopies } from './copies';
export { DECISIONS_FILE, DuplicateDecisions } from './decisions';
export { type DuplicatePair, duplicateGroups, duplicatePairs, type LinkDecisions } from './forest';
export { byStrength, DUPLICATE_REASONS, type DuplicateCriteria, type DuplicateReason, type Link } from './links';
export { MOST_OF_ONE, PictureLinks } from './picture-links';
export { PositionLinks } from './position-links';
