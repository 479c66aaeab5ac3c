import { readCutouts } from '../src/collection';
import type { Picture } from '../src/imaging';
import { measure } from '../src/morphology';
import { galaxyFits } from './galaxies';
import { median, report } from './measure';

/** Pixels a side, and the milliseconds that one cutout's measures may take where there is a target. */
const SIDES: readonly (readonly [side: number, target?: number])[] = [[64, 1], [96], [150, 4]];
const CUTOUTS = 200;

/** Cutouts a second on one core whose classical measures are taken, their pixels being in memory. */
export async function benchMeasures(repeats: number): Promise<void> {
  const rows = [];
  for (const [side, target] of SIDES) {
    const pictures: Picture[] = [];
    for (let seed = 1; seed <= CUTOUTS; seed++) {
      pictures.push((await readCutouts(galaxyFits(side, seed), `${seed}.fits`)).cutouts[0].picture);
    }
    // Before it counts, so that the code is compiled.
    measureAll(pictures);
    const seconds = median(Array.from({ length: repeats }, () => measureAll(pictures)));
    rows.push({
      cutouts: `${side} x ${side}`,
      'measured /s': (CUTOUTS / seconds).toFixed(0),
      'ms a cutout': ((1000 * seconds) / CUTOUTS).toFixed(2),
      'target, ms': target ?? '',
      repeats,
    });
  }
  report('measures', 'Classical measures on one core', rows);
}

/** Seconds to measure all pictures, one after the other. */
function measureAll(pictures: readonly Picture[]): number {
  const start = performance.now();
  for (const picture of pictures) measure(picture);
  return (performance.now() - start) / 1000;
}
