import { binBand, type Picture } from '../imaging';
import { measure, type MeasureName } from '../morphology';

/** The store's columns of classical measures, and what they are called in morphology/, where each is defined. */
const COLUMNS = [
  ['concentration', 'concentration'],
  ['asymmetry', 'asymmetry'],
  ['smoothness', 'smoothness'],
  ['gini', 'gini'],
  ['m20', 'm20'],
  ['ellipticity', 'ellipticity'],
  ['position_angle', 'positionAngle'],
  ['half_light_radius', 'r50'],
  ['petrosian_radius', 'petrosianRadius'],
  ['colour_1', 'colourBlue'],
  ['colour_2', 'colourRed'],
  ['measure_flag', 'flag'],
] as const satisfies readonly (readonly [string, MeasureName])[];

export type MeasureColumn = (typeof COLUMNS)[number][0];

export const MEASURE_COLUMNS: readonly MeasureColumn[] = COLUMNS.map(([column]) => column);

/** Measures of a cutout in the order of `MEASURE_COLUMNS`, rounded to float32; empty where none were taken. */
export type RowMeasures = readonly number[];

/**
 * Measures of rows that have none: those of older stores, and of files that are gone. They share one array because there
 * can be a million of them.
 */
export const NOT_MEASURED: RowMeasures = [];

/** Frames with a longer side are measured on bins of whole pixels: time grows with the area, and shapes hardly change. */
const LARGEST_SIDE = 100;
const LENGTHS: ReadonlySet<MeasureName> = new Set<MeasureName>(['r50', 'petrosianRadius']);

/** Measures the galaxy in the middle of a cutout, in its pixels as they are in the file. */
export function measuresOf({ width, height, bands }: Picture): RowMeasures {
  const factor = Math.ceil(Math.max(width, height) / LARGEST_SIDE);
  // A grey photograph's three bands are one.
  const binned = new Map([...new Set(bands)].map((values) => [values, binBand({ width, height, values }, factor)]));
  const [first] = binned.values();
  const measures = measure({
    width: first.width,
    height: first.height,
    bands: bands.map((values) => binned.get(values)!.values),
  });
  return COLUMNS.map(([, name]) => Math.fround(measures[name] * (LENGTHS.has(name) ? factor : 1)));
}
