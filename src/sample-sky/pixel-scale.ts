/** Arcseconds a pixel, as the Legacy Surveys have. */
export const PIXEL_SCALE = 0.262;
