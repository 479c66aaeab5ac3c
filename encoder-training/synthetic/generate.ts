import { Random } from '../../src/random';
import { drawArtefact } from './artefact';
import { add, blur, plane, SIDE } from './canvas';
import { normal } from '../normal';
import { clippedPhotograph, drawCamera, observe, type Camera, type Observation } from './observe';
import type { Answers } from './questions';
import { addRadioField, drawRadio, ripples } from './radio';
import { drawScene } from './scene';
import { answersOf, peakOf } from './visible';

/** A drawn galaxy: two pictures of it, by other cameras in other formats, and what volunteers would say. */
export interface Synthetic {
  pictures: [Observation, Observation];
  answers: Answers;
}

/** Share of radio sources among the galaxies, unless a run asks for another. */
export const RADIO = 0.16;
const ARTEFACTS = 0.04;

/**
 * The galaxy of a number: always the same for the same `seed` and `index`.
 * @param radio share of radio sources
 */
export function synthetic(seed: number, index: number, radio = RADIO): Synthetic {
  const random = new Random(seed, index);
  const kind = random.uniform();
  if (kind < radio) return radioSource(random);
  if (kind < radio + ARTEFACTS) return artefact(random);
  return opticalGalaxy(random);
}

function opticalGalaxy(random: Random): Synthetic {
  const { drawn, encounter } = drawScene(random);
  const camera = drawCamera(random);
  const total = plane();
  for (const band of drawn.bands) add(total, band, 1 / 3);
  const peak = peakOf(blur(total, camera.sigma));
  for (const light of [...drawn.bands, ...drawn.features.values()])
    for (let i = 0; i < light.length; i++) light[i] /= peak;
  const other: Camera = {
    sigma: camera.sigma * random.logUniform(0.8, 1.25),
    noise: camera.noise * random.logUniform(0.5, 2),
    grain: camera.grain,
  };
  return {
    pictures: [observe(random, drawn.bands, camera), observe(random, drawn.bands, other)],
    answers: answersOf(drawn, encounter, camera.sigma, camera.noise),
  };
}

function radioSource(random: Random): Synthetic {
  const { light, answers } = drawRadio(random);
  addRadioField(random, light);
  const peak = peakOf(light);
  const noise = random.logUniform(0.001, 0.1);
  const look = (): Observation => {
    const waves = ripples(random);
    const scale = random.logUniform(1e-4, 10);
    const band = light.map((value, i) => scale * (value / peak + noise * (0.9 * normal(random) + waves[i])));
    const beam = blur(band, random.uniform(0.4, 1.2));
    if (random.chance(0.2)) return clippedPhotograph(random, beam);
    return { kind: 'fits', picture: { width: SIDE, height: SIDE, bands: [beam] } };
  };
  return { pictures: [look(), look()], answers };
}

function artefact(random: Random): Synthetic {
  const { bands, answers } = drawArtefact(random);
  const camera = drawCamera(random);
  return { pictures: [observe(random, bands, camera), observe(random, bands, camera)], answers };
}
