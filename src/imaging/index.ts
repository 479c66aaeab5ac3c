export { type BandPoint, circleValues, lineProfile, type Profile, radialProfile } from './apertures';
export { autoDisplay, type PictureKind } from './auto-display';
export { type Band, binBand } from './bin';
export { colormap, type ColormapName, COLORMAPS } from './colormaps';
export { cropCentre, cropSquare, cropZoom } from './crop';
export { type Cuts, findLimits, type Limits } from './cuts';
export { commonDisplay } from './common-display';
export { CUTS_CHOICES, type DisplayChoice, displayOf, STRETCH_CHOICES } from './display-choice';
export { borderPixels } from './border';
export { FILTERS, type FilterName } from './filters';
export { colourAxis, colourOrderIsSaid, redFirst } from './colour-order';
export { type PlaneFinding, planeRole, type PlaneRole, roleByName } from './image-role';
export { roleByValues } from './mask-values';
export { pictureFromFits } from './fits-picture';
export { equalisation, histogram } from './histogram';
export { type Lupton, luptonRgba } from './lupton';
export { type PixelStatistics, pixelStatistics } from './pixel-statistics';
export { flipVertical, type Picture } from './picture';
export { type Colour, type Display, render, type Rendered } from './render';
export { resample, resampleDefined, resamplePicture } from './resample';
export {
  finiteRange,
  median,
  medianAbsoluteDeviation,
  quantile,
  quantiles,
  SIGMA_PER_MAD,
  type Range,
} from './robust-statistics';
export { makeStretch, type Stretch } from './stretch';
export { thumbnail } from './thumbnail';
export { zscale, type ZscaleOptions } from './zscale';
