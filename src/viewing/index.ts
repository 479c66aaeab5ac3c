export type { FileCalls, FileClient, HduSummary, HeaderBytes, TileValues } from './calls';
export { FileView } from './file-view';
export type { Measurement, Shape } from './measure';
export type { PlaneSurvey } from './survey';
export { TILE, type TilePlace, tileRegion, topLevel } from './tiles';
