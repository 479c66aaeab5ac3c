import type { Blob } from './galaxy';
import type { Random } from '../random';

/** Another source in the cutout; `colour` runs from 0, blue, to 1, red. */
export interface FieldSource extends Blob {
  colour: number;
}

/** Stars and faint galaxies that happen to lie in the cutout, away from its middle; peaks in units of the noise. */
export function drawField(random: Random, size: number, centre: { x: number; y: number }): FieldSource[] {
  const sources: FieldSource[] = [];
  const count = random.integer(0, 4);
  for (let i = 0; i < count; i++) {
    const position = { x: random.uniform(0, size), y: random.uniform(0, size) };
    const away = Math.hypot(position.x - centre.x, position.y - centre.y) > 0.28 * size;
    const star = random.chance(0.5);
    const width = star ? 0.4 : random.uniform(1, 2.2);
    const peak = star ? random.logUniform(30, 900) : random.logUniform(4, 25);
    const colour = random.uniform();
    if (away) sources.push({ ...position, width, peak, colour });
  }
  return sources;
}
