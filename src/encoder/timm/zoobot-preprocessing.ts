import type { ModelCard } from '../card';

/** Side of the pictures that Zoobot's encoders were trained on, in pixels. */
export const ZOOBOT_SIZE = 224;

/**
 * Zoobot's own preprocessing (Walmsley et al. 2023, JOSS 8, 5312): values in [0, 1], not standardised; the central
 * 1 / 1.2 of the frame, resized by an antialiased bilinear filter to the size of the input. The encoders know 8-bit pictures
 * of surveys, so that the linear flux of FITS files is first cut and stretched as the bundled encoder's card does it.
 */
export function zoobotPreprocessing(size: number): ModelCard['preprocessing'] {
  return [
    { step: 'asinh-flux', sigmas: 2, whitePercentile: 99.8, region: 0.4666, ceiling: 1, softening: 10 },
    { step: 'unit-range' },
    // One band of a colour FITS file may exceed the white of their mean; a picture's never do.
    { step: 'clip', min: 0, max: 1 },
    { step: 'zoom', factor: 1.2 },
    { step: 'resize', size, filter: 'triangle' },
    { step: 'crop', size },
  ];
}
