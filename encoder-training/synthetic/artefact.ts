import type { Random } from '../../src/random';
import { add, paint, plane, X, Y, type Plane } from './canvas';
import { addPoint } from './optical';
import { Answers } from './questions';

/** Frames without a galaxy to classify: bright stars, trails, ghosts, bad columns, empty sky. */
export function drawArtefact(random: Random): { bands: [Plane, Plane, Plane]; answers: Answers } {
  const bands: [Plane, Plane, Plane] = [plane(), plane(), plane()];
  const answers = new Answers().set('artefact', 1).set('featured', 0, 0).set('merger', 0, 0);
  const shine = (light: Plane, colour: readonly number[]) => bands.forEach((band, b) => add(band, light, colour[b]));
  const kind = random.integer(0, 4);
  if (kind === 0) {
    const width = random.uniform(0.05, 0.2);
    const spikes = random.uniform(0, 1);
    const turn = random.chance(0.5) ? 0 : random.angle();
    const light = paint((i) => {
      const r2 = X[i] ** 2 + Y[i] ** 2;
      const a = Math.abs(X[i] * Math.cos(turn) + Y[i] * Math.sin(turn));
      const b = Math.abs(Y[i] * Math.cos(turn) - X[i] * Math.sin(turn));
      const cross = Math.exp(-a / 0.012) * Math.exp(-b / 0.4) + Math.exp(-b / 0.012) * Math.exp(-a / 0.4);
      // Moffat's profile, cut off where the detector saturates.
      return Math.min(1, 6 * (1 + r2 / (0.3 * width) ** 2) ** -2.2) + spikes * 0.5 * cross;
    });
    const red = random.uniform(0.6, 1.2);
    shine(light, [red, 0.9, 1.8 - red]);
    answers.set('star', 1).set('trail', 0);
  } else if (kind === 1) {
    const angle = random.angle();
    const offset = random.uniform(-0.3, 0.3);
    const width = random.uniform(0.01, 0.05);
    const channel = random.chance(0.5) ? random.integer(0, 2) : -1;
    const light = paint((i) =>
      Math.exp(-0.5 * ((X[i] * Math.sin(angle) - Y[i] * Math.cos(angle) - offset) / width) ** 2),
    );
    shine(
      light,
      [0, 1, 2].map((b) => (channel < 0 || channel === b ? 1 : 0.05)),
    );
    answers.set('trail', 1).set('star', 0);
  } else if (kind === 2) {
    const radius = random.uniform(0.2, 0.7);
    const x = random.uniform(-0.5, 0.5);
    const y = random.uniform(-0.5, 0.5);
    const channel = random.integer(0, 2);
    const light = paint((i) => 1 / (1 + Math.exp((Math.hypot(X[i] - x, Y[i] - y) - radius) / 0.03)));
    shine(
      light,
      [0, 1, 2].map((b) => (b === channel ? 1 : 0.1)),
    );
    answers.set('star', 0).set('trail', 0);
  } else if (kind === 3) {
    const light = plane();
    for (let k = random.integer(2, 9); k > 0; k--) {
      addPoint(
        light,
        random.uniform(-0.9, 0.9),
        random.uniform(-0.9, 0.9),
        random.uniform(0.015, 0.04),
        random.logUniform(0.2, 1),
      );
    }
    shine(light, [1, 0.9, 0.8]);
    answers.set('star', 0.7).set('trail', 0);
  } else {
    answers.set('star', 0).set('trail', 0);
  }
  return { bands, answers };
}
