import type { Random } from '../../src/random';
import type { Picture, PictureKind } from '../../src/imaging';
import { normal } from '../normal';
import { blur, plane, SIDE, type Plane } from './canvas';

export interface Observation {
  picture: Picture;
  kind: PictureKind;
}

/** Noise of the sky in each band, its pixels sometimes correlated, as in resampled surveys. */
function noisy(random: Random, light: Plane, sigma: number, grain: number): Plane {
  const noise = plane();
  for (let i = 0; i < noise.length; i++) noise[i] = normal(random);
  const correlated = grain > 0 ? blur(noise, grain) : noise;
  let square = 0;
  for (const value of correlated) square += value * value;
  const scale = sigma / Math.sqrt(square / correlated.length);
  // The galaxy's own photons add to the sky's.
  return light.map((value, i) => value + correlated[i] * scale * Math.sqrt(1 + Math.max(0, value) * 0.6));
}

/** How a camera and a survey show some light: seeing, noise, and one of the ways in which files really come. */
export interface Camera {
  /** Seeing, as a Gaussian's sigma in pixels of the frame. */
  sigma: number;
  /** Of a pixel's noise over the light's peak. */
  noise: number;
  grain: number;
}

export function drawCamera(random: Random): Camera {
  return {
    sigma: random.logUniform(0.4, 2.2),
    noise: random.logUniform(0.002, 0.06),
    grain: random.chance(0.4) ? random.uniform(0.5, 1.1) : 0,
  };
}

/** @param bands red, green, blue with a peak of about 1, before the seeing. */
export function observe(random: Random, bands: readonly Plane[], camera: Camera): Observation {
  const seen = bands.map((band) =>
    noisy(random, blur(band, camera.sigma), camera.noise * random.uniform(0.6, 1.6), camera.grain),
  );
  const way = random.uniform();
  if (way < 0.5) return luptonPhotograph(random, seen);
  const mean = seen[0].map((value, i) => (value + seen[1][i] + seen[2][i]) / 3);
  if (way < 0.62) return clippedPhotograph(random, mean);
  const scale = random.logUniform(1e-3, 1e4);
  const level = random.chance(0.3) ? random.uniform(0, 20) * camera.noise : 0;
  const linear = (band: Plane) => band.map((value) => scale * (value + level));
  const out = way < 0.78 ? seen.map(linear) : [linear(random.chance(0.5) ? mean : seen[random.integer(0, 2)])];
  return { kind: 'fits', picture: { width: SIDE, height: SIDE, bands: out } };
}

/** Lupton et al. 2004 (PASP 116, 133), as SDSS and the Legacy Surveys make their colour pictures. */
function luptonPhotograph(random: Random, seen: readonly Plane[]): Observation {
  const q = random.logUniform(2, 14);
  // A survey's stretch is one for all its galaxies: bright ones are shown far up the curve.
  const stretch = random.chance(0.4) ? random.logUniform(1.2, 25) : random.logUniform(0.25, 1.2);
  const sky = random.uniform(0, 0.06);
  const saturation = random.uniform(0.8, 1.5);
  const norm = Math.asinh(q * (stretch > 1.2 && random.chance(0.5) ? stretch : 1));
  const bands = seen.map(() => plane());
  for (let i = 0; i < SIDE * SIDE; i++) {
    const mean = ((seen[0][i] + seen[1][i] + seen[2][i]) * stretch) / 3 + sky * 0.1;
    const gain = mean > 1e-6 ? Math.asinh(q * mean) / norm / mean : q / norm;
    let most = 1;
    for (let b = 0; b < 3; b++) {
      const shown = (mean + saturation * (seen[b][i] * stretch + sky * 0.1 - mean)) * gain;
      bands[b][i] = shown;
      if (shown > most) most = shown;
    }
    // What would be brighter than white keeps its colour.
    for (let b = 0; b < 3; b++) bands[b][i] = Math.round(255 * Math.min(1, Math.max(0, bands[b][i] / most + sky)));
  }
  return { kind: 'photo', picture: { width: SIDE, height: SIDE, bands } };
}

/** One band, cut at a high percentile and shown linearly or by a power. */
export function clippedPhotograph(random: Random, mean: Plane): Observation {
  const sorted = mean.slice().sort();
  const low = sorted[Math.floor(sorted.length * random.uniform(0.005, 0.1))];
  const high = sorted[Math.floor(sorted.length * random.uniform(0.975, 0.998))];
  const power = random.uniform(0.5, 1);
  const band = mean.map((value) => Math.round(255 * Math.min(1, Math.max(0, (value - low) / (high - low))) ** power));
  return { kind: 'photo', picture: { width: SIDE, height: SIDE, bands: [band, band, band] } };
}
