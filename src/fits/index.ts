export { type ByteSource, inMemory } from './byte-source';
export type { Card, CardValue, Complex } from './card';
export { FitsError } from './error';
export { type GroupParameter, holdsGroups, type RandomGroups, readGroups } from './groups';
export { Hdu, type HduKind, type Layout } from './hdu';
export { readHdus } from './hdus';
export { Header } from './header';
export {
  type FitsImage,
  holdsImage,
  imageSize,
  readImage,
  readIntegers,
  readPhysical,
  readPlane,
  readRegion,
  readValue,
  type Region,
} from './image';
export { type FileReport, type HduReport, inspectFits, inspectHdu, type JsonCell, type JsonNumber } from './inspect';
export { isGzip, openFits, type OpenOptions } from './open';
export {
  type Cell,
  type CellValue,
  type Column,
  type ElementKind,
  holdsTable,
  readColumns,
  readRow,
  rowCount,
  Table,
  type TableColumn,
} from './table';
export { cutoutCentre, type CutoutCentre } from './wcs/cutout-centre';
export type { LookupSource, LookupTable } from './wcs/distortion/lookup';
export type { CelestialFrame } from './wcs/frames/frame';
export { icrsTo, toIcrs } from './wcs/frames/transform';
export { hduWcs, lookupsOf, wcsHeader } from './wcs/hdu-wcs';
export { alternatesOf } from './wcs/keywords';
export { type PixelVector, skyDirections } from './wcs/sky-directions';
export { readWcs, type Wcs, type WcsOptions } from './wcs/wcs';
export { writeFits, type WritableHdu, type WritablePixels } from './write';
export type { WritableCard, WritableValue } from './write-card';
export { gunzipParts } from './whole-file/gunzip-parts';
