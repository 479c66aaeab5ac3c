export { type LaidOutMap, readMap, rowKey, writeMap } from './map-cache';
export { NearestPoints } from './nearest-points';
export { placeAmong } from './placing';
export { PrincipalSpace } from './principal-space';
export { SAMPLE_ROWS, sampleRows } from './sample';
export { trustworthiness } from './trustworthiness';
export { FEWEST_POINTS, UmapLayout } from './umap-layout';
