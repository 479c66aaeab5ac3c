import type { Galaxy } from './galaxy';
import { drawField } from './field';
import { addBlob, drawLight, type Plane } from './raster';
import type { Random } from '../random';
import { blur } from './seeing';

/** A filter: how bright each population and the night sky are in it. */
export interface Band {
  name: 'g' | 'r' | 'z';
  old: number;
  young: number;
  sky: number;
}

export const BANDS: Band[] = [
  { name: 'g', old: 0.5, young: 1.05, sky: 0.6 },
  { name: 'r', old: 1, young: 1, sky: 1 },
  { name: 'z', old: 1.3, young: 0.75, sky: 1.2 },
];

/** The conditions under which a cutout was taken. */
export interface Conditions {
  size: number;
  /** The galaxy's centre, in pixels counted from 0. */
  centre: { x: number; y: number };
  /** Full width of a star at half its height, in pixels. */
  seeing: number;
  /** Signal-to-noise ratio in the r band: the galaxy's light within its cutout against the noise of the sky. */
  signalToNoise: number;
}

/** Electrons a pixel in the r band. */
const SKY = 400;
const READ_NOISE = 5;

/** Takes the picture of a galaxy in some bands: electrons a pixel, the mean sky subtracted. */
export function observe(galaxy: Galaxy, conditions: Conditions, bands: Band[], random: Random): Plane[] {
  const { size, centre, seeing } = conditions;
  const old = drawLight(galaxy.old, size, centre.x, centre.y);
  const young = drawLight(galaxy.young, size, centre.x, centre.y);
  const field = drawField(random, size, centre);
  const gain = exposure(old, young, conditions.signalToNoise);
  return bands.map((band) => {
    const light: Plane = {
      size,
      pixels: old.pixels.map((value, i) => gain * (band.old * value + band.young * young.pixels[i])),
    };
    const noise = Math.sqrt(SKY + READ_NOISE ** 2);
    for (const { colour, ...blob } of field)
      addBlob(light, { ...blob, peak: blob.peak * noise * (colour * band.old + (1 - colour) * band.young) });
    const seen = blur(light, seeing);
    return { size, pixels: seen.pixels.map((value) => value + shotNoise(value, band, random)) };
  });
}

/** Photons of galaxy and sky, and the camera's own: with hundreds a pixel, Poisson's law is Gauss's. */
function shotNoise(value: number, band: Band, random: Random): number {
  return random.gaussian() * Math.sqrt(Math.max(0, value) + SKY * band.sky + READ_NOISE ** 2);
}

/** Electrons for each unit of the profiles. The light counts that stands above 1/20 of its mean, as an eye has it. */
function exposure(old: Plane, young: Plane, signalToNoise: number): number {
  const light = old.pixels.map((value, i) => value + young.pixels[i]);
  const level = light.reduce((a, b) => a + b, 0) / light.length / 20;
  const counted = light.filter((value) => value > level);
  const total = counted.reduce((a, b) => a + b, 0);
  return (signalToNoise * Math.sqrt(counted.length * (SKY + READ_NOISE ** 2))) / total;
}
