export { EXACT_BELOW, findNeighbours, queryVector, type ApproximateIndex } from './neighbours';
