import { type CelestialFrame, icrsTo } from '../../../src/fits';
import { formatDec, formatRa } from '../../../src/sky';
import type { Looks } from '../../../src/contracts/viewer';
import type { SkyMap } from './sky';

/** A position as it is shown and copied. */
export interface PositionText {
  readonly longitude: string;
  readonly latitude: string;
}

/** Decimals of degrees: a hundredth of an arcsecond. */
const DECIMALS = 6;

const CHOSEN: Record<Exclude<Looks['frame'], 'image'>, CelestialFrame> = {
  ICRS: { kind: 'icrs' },
  FK5: { kind: 'fk5', equinox: 2000 },
  galactic: { kind: 'galactic' },
  ecliptic: { kind: 'ecliptic', equinox: 2000 },
};
/** Frames whose longitudes are told in hours. */
const IN_HOURS: readonly CelestialFrame['kind'][] = ['icrs', 'fk5', 'fk4', 'fk4-no-e'];

/** A position of the sky in the frame and form that a person chose. @param ra ICRS degrees, as `dec` */
export function positionText(
  ra: number,
  dec: number,
  { frame: own }: Pick<SkyMap, 'frame'>,
  looks: Pick<Looks, 'frame' | 'degrees'>,
): PositionText {
  const frame = looks.frame === 'image' ? own : CHOSEN[looks.frame];
  const { lon, lat } = icrsTo(frame, ra, dec);
  return looks.degrees || !IN_HOURS.includes(frame.kind)
    ? { longitude: `${lon.toFixed(DECIMALS)}°`, latitude: `${lat.toFixed(DECIMALS)}°` }
    : { longitude: formatRa(lon), latitude: formatDec(lat) };
}
