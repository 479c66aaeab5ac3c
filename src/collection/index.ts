export { readCutoutFile, readCutouts, type Cutout, type ReadCutouts } from './cutout';
export {
  DEFAULT_INCLUDE,
  discover,
  includes,
  lookAt,
  shareOf,
  type DiscoveredFile,
  type Discovery,
  type DiscoveryFailure,
} from './discovery';
export { CutoutError, StoreError } from './errors';
export { encodeFloat16, decodeFloat16 } from './float16';
export { MEASURE_COLUMNS, measuresOf, NOT_MEASURED, type MeasureColumn, type RowMeasures } from './measures';
export { npyHeader } from './npy';
export { NearestIndex, type Candidate } from './nearest-index';
export type { Row } from './rows';
export { RepresentationStore, type Hit, type Place } from './store';
