import { readCutouts } from '../../../src/collection';
import { Random } from '../../../src/random';
import { generateSampleSky } from '../../../src/sample-sky';
import type { Galaxy } from '../galaxies';
import { readLabels } from '../labels';
import type { Method } from '../methods';
import type { Representations } from '../evaluate';

/** Galaxies with what a made-up researcher is looking for among them. */
export interface Truth {
  readonly name: string;
  readonly rows: readonly ArrayLike<number>[];
  readonly interesting: readonly boolean[];
}

/** Share of the rings among SDSS galaxies, and of the oddities in the sample sky. */
const HIDDEN_RINGS = 0.02;
const HIDDEN_IN_SKY = 0.05;
const SKY_GALAXIES = 1400;
const SKY_SEED = 20;
const BATCH = 64;

/**
 * What researchers may be looking for, on galaxies that nothing was trained on: what volunteers called odd; cigars; ring
 * galaxies of another survey hidden among all of SDSS, 2 %; hybrid and bent radio sources; and rings and mergers of the
 * sample sky, 5 % among its other classes.
 */
export async function truths(method: Method, { gz2, rings, mirabest }: Required<Representations>): Promise<Truth[]> {
  const [ofGz2, ofRings, ofMirabest] = [readLabels('gz2'), readLabels('rings'), readLabels('mirabest')];
  const hidden = drawn(
    [...rings.keys()].filter((i) => ofRings[i].ring === '1'),
    Math.round((HIDDEN_RINGS * gz2.length) / (1 - HIDDEN_RINGS)),
  );
  return [
    calledOdd(gz2),
    { name: 'gz2 cigars', rows: gz2, interesting: ofGz2.map((row) => row.class === 'cigar') },
    {
      name: 'rings hidden in gz2',
      rows: [...gz2, ...hidden.map((i) => rings[i])],
      interesting: [...gz2.map(() => false), ...hidden.map(() => true)],
    },
    {
      name: 'mirabest hybrid and bent',
      rows: mirabest,
      interesting: ofMirabest.map((row) => row.fr_class === 'hybrid' || BENT.test(row.morphology)),
    },
    await sampleSky(method),
  ];
}

/** What volunteers called odd in gz2. */
export const calledOdd = (gz2: readonly ArrayLike<number>[]): Truth => ({
  name: 'gz2 odd',
  rows: gz2,
  interesting: readLabels('gz2').map(({ odd }) => odd === '1'),
});

/** Wide-angle and head tails, in MiraBest's words. */
const BENT = /wide-angle|head-tail|bent/i;

async function sampleSky(method: Method): Promise<Truth> {
  const galaxies: Galaxy[] = [];
  const odd: boolean[] = [];
  for (const { bytes, name, labels } of generateSampleSky({ count: SKY_GALAXIES, seed: SKY_SEED })) {
    const { cutouts, failures } = await readCutouts(bytes, name);
    if (cutouts.length === 0) throw failures[0];
    galaxies.push(cutouts[0]);
    odd.push(labels.class === 'ring' || labels.class === 'merger');
  }
  const usual = [...odd.keys()].filter((i) => !odd[i]);
  const unusual = [...odd.keys()].filter((i) => odd[i]);
  const kept = [...usual, ...drawn(unusual, Math.round((HIDDEN_IN_SKY * usual.length) / (1 - HIDDEN_IN_SKY)))];
  const rows: Float32Array[] = [];
  for (let from = 0; from < kept.length; from += BATCH) {
    rows.push(...(await method.represent(kept.slice(from, from + BATCH).map((i) => galaxies[i]))));
  }
  return { name: 'sample sky rings and mergers', rows, interesting: kept.map((i) => odd[i]) };
}

function drawn(rows: number[], count: number): number[] {
  return new Random(SKY_SEED, rows.length).shuffle(rows).slice(0, count);
}
