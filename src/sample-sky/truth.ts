import type { GalaxyClass } from './galaxy';

/** The true properties of a drawn cutout, one row of labels.csv. Angles in degrees, sizes in arcseconds. */
export interface Labels {
  file: string;
  class: GalaxyClass;
  ra: number;
  dec: number;
  radius: number;
  axisRatio: number;
  /** Angle of the major axis, from the picture's upward direction towards its left, which are north and east. */
  positionAngle: number;
  signalToNoise: number;
  seeing: number;
  bands: string;
  sersicIndex?: number;
  bulgeFraction?: number;
  ringRadius?: number;
  arms?: number;
  pitchAngle?: number;
  barLength?: number;
  separation?: number;
}

const COLUMNS: [keyof Labels, string, digits?: number][] = [
  ['file', 'file'],
  ['class', 'class'],
  ['ra', 'ra', 6],
  ['dec', 'dec', 6],
  ['radius', 'radius_arcsec', 2],
  ['axisRatio', 'axis_ratio', 3],
  ['positionAngle', 'position_angle', 1],
  ['signalToNoise', 'signal_to_noise', 1],
  ['seeing', 'seeing_arcsec', 2],
  ['bands', 'bands'],
  ['sersicIndex', 'sersic_index', 2],
  ['bulgeFraction', 'bulge_fraction', 3],
  ['ringRadius', 'ring_radius_arcsec', 2],
  ['arms', 'arms', 0],
  ['pitchAngle', 'pitch_angle', 1],
  ['barLength', 'bar_length_arcsec', 2],
  ['separation', 'separation_arcsec', 2],
];

/** The table as CSV; what a class has none of is left empty. */
export function labelsCsv(rows: readonly Labels[]): string {
  const lines = rows.map((row) =>
    COLUMNS.map(([key, , digits]) => {
      const value = row[key];
      return typeof value === 'number' ? value.toFixed(digits) : (value ?? '');
    }).join(','),
  );
  return `${[COLUMNS.map(([, title]) => title).join(','), ...lines].join('\n')}\n`;
}
