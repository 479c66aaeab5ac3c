export type { Card, CardValue, Complex } from './card';
export { FitsError } from './error';
export { Hdu, type HduKind, type Layout } from './hdu';
export { readHdus } from './hdus';
export { Header } from './header';
export { type FitsImage, holdsImage, imageSize, readImage, readIntegers, readPhysical, readPlane } from './image';
export { isGzip, openFits, type OpenOptions } from './open';
export { writeFits, type WritableHdu, type WritablePixels } from './write';
export type { WritableCard, WritableValue } from './write-card';
