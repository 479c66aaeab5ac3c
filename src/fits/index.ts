export { FitsError } from './error';
export { writeFits, type WritableHdu, type WritablePixels } from './write';
export type { WritableCard, WritableValue } from './write-card';
