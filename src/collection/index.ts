export type { Block } from './block';
export { eachCutout, readCutoutFile, readCutouts, type Cutout, type ReadCutouts, type ReadingOptions } from './cutout';
export { isLeftOutKind, LEFT_OUT_KINDS, type LeftOutKind, type Remark, type RemarkKind } from './remark-kinds';
export { isReadOtherwise, READING } from './remarks';
export { cutoutName, cutoutOfName } from './cutout-name';
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
export { CutoutError, mayPass, StoreError } from './errors';
export { encodeFloat16, decodeFloat16 } from '../onnx/float16';
export { exportsLeft, sweep } from './leftovers';
export type { FileFollower } from './live-rows';
export { MEASURE_COLUMNS, measuresOf, NOT_MEASURED, type MeasureColumn, type RowMeasures } from './measures';
export { pixelDigest } from './pixel-digest';
export { npyHeader, readFloat32Npy } from './npy';
export { NearestIndex, type Candidate } from './nearest-index';
export { flagsOfPixels } from './pixel-flags';
export { bitsOf, flagsOf, QUALITY_FLAGS, type QualityFlag } from './quality-flags';
export type { ImageRegion } from './image-region';
export { readRegionCutout } from './region-cutout';
export type { Row } from './rows';
export { readOwn, requireOwn, requireOwnIn } from './store-folder';
export { RepresentationStore, type Hit, type Place } from './store';
export { Top } from './top';
export { UnreadableFiles, type UnreadableNote } from './unreadable-files';
export { type UnreadFile } from './unread-kinds';
