import { blur, plane, add, X, Y, type Plane } from './canvas';
import type { Drawn, Feature } from './optical';
import { Answers, oddVote } from './questions';
import type { Encounter } from './scene';

const logistic = (x: number) => 1 / (1 + Math.exp(-x));

/** Contrast at which half of the volunteers would see a feature, and how fast they come to agree (in e-folds). */
const HALF_CONTRAST = 0.13;
const AGREEMENT = 0.45;

/**
 * The share of volunteers who would see a feature: a logistic function of the logarithm of its contrast, the mean over
 * its brighter parts of its light over all light there and 1.5 standard deviations of the noise; parts smaller than
 * a few resolution elements count for less.
 * @param feature its light after the seeing; @param total all light; @param noise standard deviation of a pixel.
 * @param element area of a resolution element, in pixels.
 */
function seen(feature: Plane, total: Plane, noise: number, element: number): number {
  let peak = 0;
  for (const value of feature) peak = Math.max(peak, value);
  if (peak < 1e-6) return 0;
  let sum = 0;
  let count = 0;
  for (let i = 0; i < feature.length; i++) {
    if (feature[i] < 0.25 * peak) continue;
    sum += feature[i] / (Math.abs(total[i]) + 1.5 * noise);
    count++;
  }
  const extent = Math.min(1, Math.sqrt(count / (5 * element)));
  return logistic(Math.log(((sum / count) * extent) / HALF_CONTRAST + 1e-6) / AGREEMENT);
}

/** Volunteers' answers on a galaxy as it was drawn and would be seen through `sigma` pixels of seeing and `noise`. */
export function answersOf(drawn: Drawn, encounter: Encounter, sigma: number, noise: number): Answers {
  const { traits, features } = drawn;
  const total = plane();
  for (const band of drawn.bands) add(total, band, 1 / 3);
  const light = blur(total, sigma);
  const element = Math.max(1, Math.PI * sigma * sigma);
  const vote = (feature: Feature) => {
    const drawnLight = features.get(feature);
    return drawnLight ? seen(blur(drawnLight, sigma), light, noise, element) : 0;
  };
  const answers = new Answers();
  const resolved = logistic((traits.radius * 48 - 3 * sigma) / 1.5);
  const edgeOn =
    traits.type === 'edge-on' ? 0.95 * resolved : traits.type === 'disc' ? logistic((0.3 - traits.q) / 0.04) : 0;
  const [bar, arms, ring, clumps, dust] = (['bar', 'arms', 'ring', 'clumps', 'dust'] as const).map(vote);
  const featured = Math.max(
    0.75 * edgeOn,
    0.9 * bar,
    arms,
    0.95 * ring,
    0.9 * clumps,
    dust,
    traits.type === 'elliptical' ? 0 : 0.15,
  );
  const face = featured * (1 - edgeOn);
  answers
    .set('featured', featured)
    .set('edge-on', edgeOn, Math.max(featured, edgeOn))
    .set('bar-strong', bar * logistic((traits.barLength / (traits.scale + 1e-6) - 1) / 0.2), face)
    .set('bar-weak', bar * (1 - logistic((traits.barLength / (traits.scale + 1e-6) - 1) / 0.2)), face)
    .set('arms', arms, face);
  const counted = arms * face;
  for (const [question, wanted] of [
    ['arms-1', 1],
    ['arms-2', 2],
    ['arms-3', 3],
  ] as const) {
    answers.set(question, traits.arms === wanted ? 0.9 : 0.05, counted);
  }
  answers
    .set('arms-many', traits.arms > 3 ? 0.9 : 0.03, counted)
    .set('arms-tight', logistic((18 - traits.pitch) / 5), counted)
    .set('ring', ring, 1 - edgeOn)
    .set('ring-inner', traits.ringInner ? 1 : 0, ring)
    .set('ring-outer', traits.ringInner ? 0 : 1, ring)
    .set('ring-partial', traits.ringPartial ? 0.9 : 0.05, ring)
    .set('ring-radius', traits.ringRadius / 0.8, ring)
    .set('bulge-rounded', (1 - traits.boxy) * logistic((traits.bulgeToTotal - 0.1) / 0.04), edgeOn)
    .set('bulge-boxy', traits.boxy * logistic((traits.bulgeToTotal - 0.1) / 0.04), edgeOn)
    .set('dust-lane', dust, edgeOn)
    .set('clumps', clumps)
    .set('bulge', traits.bulgeToTotal, traits.type === 'elliptical' ? 0.3 : 1)
    .set('axis-ratio', traits.q, 1)
    .set('size', Math.log(traits.radius / 0.08) / Math.log(0.4 / 0.08), 1);
  const tail = vote('tail');
  const companion = vote('companion');
  const bent = traits.bend * logistic((traits.radius * 48 - 2 * sigma) / 2);
  const near = logistic((2.4 - encounter.separation) / 0.4);
  const merging = companion * near * (encounter.interacting ? 1 : 0.6);
  answers
    .set('tail', tail)
    .set('shells', vote('shells'))
    .set('disturbed', 1 - (1 - 0.8 * bent) * (1 - 0.7 * tail))
    .set('merger', 1 - (1 - merging) * (1 - 0.6 * tail) * (1 - 0.5 * bent))
    .set('lens-arc', vote('arc'))
    .set('artefact', 0)
    .set('star', 0, 0.3)
    .set('trail', 0, 0.3)
    .set('radio', 0);
  return answers.set(
    'odd',
    oddVote((question) => answers.vote(question)),
  );
}

/** Mean light of a plane within the central half of the frame, its brightest percent: what a picture is scaled by. */
export function peakOf(light: Plane): number {
  const central: number[] = [];
  for (let i = 0; i < light.length; i++) if (Math.abs(X[i]) < 0.5 && Math.abs(Y[i]) < 0.5) central.push(light[i]);
  central.sort((a, b) => b - a);
  return Math.max(central[Math.floor(central.length * 0.005)], 1e-9);
}
