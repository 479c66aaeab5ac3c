export { measure, MEASURES, measureSource, type MeasureName, type Measures } from './measure';
export { frameContents, type FrameContents, SMALLEST_FRAME } from './survey-image';
export { findSource, type Source } from './source';
