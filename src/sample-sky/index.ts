export { GALAXY_CLASSES, type GalaxyClass } from './galaxy';
export { generateSampleSky, type Cutout, type SampleSkyOptions } from './generate';
export type { Labels } from './truth';
export { writeSampleWorkspace, type WriteOptions } from './write-workspace';
