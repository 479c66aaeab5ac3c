export { EXACT_BELOW, findNeighbours, queryVector, type ApproximateIndex } from './neighbours';
export { feedbackVector } from './feedback';
