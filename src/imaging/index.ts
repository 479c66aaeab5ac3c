export { cropCentre, cropSquare, cropZoom } from './crop';
export type { FilterName } from './filters';
export { pictureFromFits } from './fits-picture';
export { flipVertical, type Picture } from './picture';
export { resample, resampleDefined, resamplePicture } from './resample';
export { finiteRange, median, medianAbsoluteDeviation, quantile, quantiles, type Range } from './statistics';
export { thumbnail } from './thumbnail';
