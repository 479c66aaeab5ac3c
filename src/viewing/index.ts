export type { BandOf, FileCalls, FileClient, HduSummary, HeaderBytes, TileValues } from './calls';
export { FileView } from './file-view';
export type { Measurement, Shape } from './measure';
export type { ColumnSummary, FoundRow, RowOrder, TableRows, TableSummary } from './table-view';
export type { PlaneSurvey } from './survey';
export { TILE, type TilePlace, tileRegion, topLevel } from './tiles';
