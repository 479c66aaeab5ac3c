import type { WritableCard } from '../fits';
import type { Conditions } from './observe';
import { PIXEL_SCALE } from './pixel-scale';

/** The header of a cutout. North is up and east is left. */
export function headerCards(cutout: {
  object: string;
  ra: number;
  dec: number;
  conditions: Conditions;
  bands: string;
}): WritableCard[] {
  const { object, ra, dec, conditions, bands } = cutout;
  const degrees = PIXEL_SCALE / 3600;
  const cube = bands.length > 1;
  return [
    ['OBJECT', object],
    ['TELESCOP', 'SYNTHETIC', 'drawn, not observed'],
    ['FILTER', bands],
    ['EXPTIME', 180, '[s]'],
    ['BUNIT', 'nanomaggy'],
    ['SEEING', round(conditions.seeing * PIXEL_SCALE, 3), '[arcsec] FWHM'],
    ['CTYPE1', 'RA---TAN'],
    ['CTYPE2', 'DEC--TAN'],
    ...(cube ? ([['CTYPE3', 'BAND', `planes: ${[...bands].join(', ')}`]] as WritableCard[]) : []),
    ['CUNIT1', 'deg'],
    ['CUNIT2', 'deg'],
    // The galaxy is the reference; pixels count from 1.
    ['CRPIX1', round(conditions.centre.x + 1, 4)],
    ['CRPIX2', round(conditions.centre.y + 1, 4)],
    ['CRVAL1', round(ra, 8)],
    ['CRVAL2', round(dec, 8)],
    ['CD1_1', -degrees],
    ['CD1_2', 0],
    ['CD2_1', 0],
    ['CD2_2', degrees],
    ['RADESYS', 'ICRS'],
    ['EQUINOX', 2000],
  ];
}

/** The name of a place in the sky as catalogues write it: JHHMMSS.s+DDMMSS, cut and not rounded. */
export function skyName(ra: number, dec: number): string {
  const hours = sexagesimal(ra / 15, 1);
  const degrees = sexagesimal(Math.abs(dec), 0);
  return `J${hours}${dec < 0 ? '-' : '+'}${degrees}`;
}

function sexagesimal(value: number, decimals: number): string {
  const unit = 10 ** decimals;
  const parts = Math.floor(value * 3600 * unit);
  const seconds = (parts % (60 * unit)) / unit;
  const minutes = Math.floor(parts / (60 * unit)) % 60;
  const whole = Math.floor(parts / (3600 * unit));
  const two = (number: number) => String(number).padStart(2, '0');
  return `${two(whole)}${two(minutes)}${seconds.toFixed(decimals).padStart(decimals ? 3 + decimals : 2, '0')}`;
}

const round = (value: number, digits: number) => Number(value.toFixed(digits));
