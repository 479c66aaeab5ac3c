export { measure, MEASURES, measureSource, type MeasureName, type Measures } from './measure';
export { findSource, type Source } from './source';
