import type { Random } from '../../src/random';
import { plane, X, Y, type Plane } from './canvas';
import { addPoint } from './optical';
import { Answers } from './questions';

/** A radio galaxy's light: cores, jets, lobes with hot spots at their ends or plumes that fade (Fanaroff & Riley 1974). */
export function drawRadio(random: Random): { light: Plane; answers: Answers } {
  const light = plane();
  const kind = random.uniform();
  const beam = random.uniform(0.02, 0.06);
  // Sources fill their cutouts to very different degrees.
  const reach = random.logUniform(0.1, 0.85);
  const angle = random.angle();
  const bend = random.chance(0.3) ? random.uniform(0.4, 1.6) * (random.chance(0.5) ? 1 : -1) : 0.15 * random.gaussian();
  const core = random.chance(0.6) ? random.logUniform(0.03, 1.2) : 0;
  const answers = new Answers().set('radio', 1).set('featured', 0, 0);
  const resolved = Math.min(1, Math.max(0, (reach / beam - 2.5) / 3));
  if (kind < 0.14) {
    addPoint(light, 0, 0, beam * random.uniform(0.8, 1.6), 1, random.uniform(0.6, 1), angle);
    return {
      light,
      answers: answers.set('radio-compact', 1).set('radio-edge-brightened', 0, 0).set('radio-core-brightened', 0, 0),
    };
  }
  const arms = [0, 1].map((side) =>
    path(random, angle + side * Math.PI, side === 0 ? bend : -bend, reach * random.uniform(0.75, 1.15)),
  );
  const edge = kind < 0.57;
  if (core) addPoint(light, 0, 0, beam, core);
  for (const arm of arms) {
    const flux = random.uniform(0.45, 1.4);
    if (edge) drawLobe(random, light, arm, beam, flux);
    else drawPlume(random, light, arm, beam, flux);
  }
  answers
    .set('radio-compact', 1 - resolved)
    .set('radio-edge-brightened', edge ? 1 : 0, resolved)
    .set('radio-core-brightened', edge ? 0 : 1, resolved)
    .set('radio-bent', Math.min(1, Math.max(0, (Math.abs(bend) - 0.25) / 0.5)), resolved)
    .set('size', reach, 1);
  return { light, answers };
}

/** Points along an arm of a source, from its core outwards. */
function path(random: Random, heading: number, bend: number, length: number): { x: number; y: number }[] {
  const pieces = 24;
  const points: { x: number; y: number }[] = [];
  let x = 0;
  let y = 0;
  const wiggle = 0.12 * random.gaussian();
  for (let k = 0; k < pieces; k++) {
    x += (Math.cos(heading) * length) / pieces;
    y += (Math.sin(heading) * length) / pieces;
    heading += bend / pieces + wiggle * Math.sin(k * 0.7);
    points.push({ x, y });
  }
  return points;
}

/** An edge-brightened arm: a hot spot at its end, a lobe that trails back towards the core, at most a thin jet. */
function drawLobe(random: Random, light: Plane, arm: { x: number; y: number }[], beam: number, flux: number): void {
  const end = arm[arm.length - 1];
  addPoint(light, end.x, end.y, beam * random.uniform(0.8, 1.7), flux);
  const back = random.uniform(0.2, 0.9);
  const lobe = flux * random.logUniform(0.04, 0.45);
  const from = Math.floor(arm.length * (1 - back));
  for (let k = from; k < arm.length; k++) {
    const along = (k - from) / Math.max(1, arm.length - from);
    addPoint(
      light,
      arm[k].x,
      arm[k].y,
      beam * (1 + 1.1 * along + random.uniform(0, 0.4)),
      (lobe * (0.25 + along) * 3) / (arm.length - from),
    );
  }
  if (random.chance(0.3))
    for (const { x, y } of arm) addPoint(light, x, y, beam * 0.8, flux * random.uniform(0.005, 0.04));
}

/** A core-brightened arm: brightest near the core, wider and fainter outwards. */
function drawPlume(random: Random, light: Plane, arm: { x: number; y: number }[], beam: number, flux: number): void {
  const fade = random.uniform(1.2, 4);
  const opening = random.uniform(0.4, 3.2);
  const peakAt = random.uniform(0, 0.3);
  arm.forEach(({ x, y }, k) => {
    const along = k / arm.length;
    const rise = Math.min(1, (along + 0.08) / (peakAt + 0.08));
    const brightness = (flux * 0.35 * rise * Math.exp(-fade * Math.max(0, along - peakAt))) / (1 + opening * along);
    addPoint(light, x, y, beam * (0.9 + opening * along), brightness * (1 + 0.35 * random.gaussian()) ** 2);
  });
}

/** Unrelated sources in the same field. */
export function addRadioField(random: Random, light: Plane): void {
  if (!random.chance(0.25)) return;
  addPoint(
    light,
    random.uniform(-0.95, 0.95),
    random.uniform(-0.95, 0.95),
    random.uniform(0.02, 0.05),
    random.logUniform(0.05, 0.8),
  );
}

/** Side lobes of the beam and ripples that an interferometer's imaging leaves, in units of the noise. */
export function ripples(random: Random): Plane {
  const out = plane();
  if (!random.chance(0.4)) return out;
  for (let wave = 0; wave < 3; wave++) {
    const kx = random.uniform(-14, 14);
    const ky = random.uniform(-14, 14);
    const phase = random.angle();
    const size = random.uniform(0, 0.7);
    for (let i = 0; i < out.length; i++) out[i] += size * Math.sin(kx * X[i] + ky * Y[i] + phase);
  }
  return out;
}
