import type { Picture } from '../../src/imaging';
import { fitsAndJpeg, noiseFrames, skyFrames } from './frames';
import { readGalaxies, type Galaxy } from './galaxies';
import type { Method } from './methods';
import { cosines, Matrix, nearest } from '../../src/statistics';
import { mirror, oneBand, quarterTurn, turn } from './transforms';

/** Every so many of gz2 are changed; of mirabest, all that many. */
const STEPS = { gz2: 20, mirabest: 2 } as const;
const DRAWN = 100;
const FRAMES = 99;
const SEED = 1;
const K = 10;

/** One change of a galaxy that leaves it the same galaxy: pairs of before and after. */
interface Change {
  readonly name: string;
  readonly before: readonly Galaxy[];
  readonly after: readonly Galaxy[];
}

/** Galaxies before and after changes, and frames without a galaxy: made once for all methods. */
export interface InvarianceCases {
  readonly changes: readonly Change[];
  readonly empty: Readonly<Record<string, readonly Galaxy[]>>;
}

export async function invarianceCases(): Promise<InvarianceCases> {
  const changes: Change[] = [];
  for (const set of ['gz2', 'mirabest'] as const) {
    const before: Galaxy[] = [];
    for await (const galaxy of readGalaxies(set, STEPS[set])) before.push(galaxy);
    const change = (name: string, of: (picture: Picture) => Picture, kind = before[0].kind) =>
      changes.push({
        name: `${set}, ${name}`,
        before,
        after: before.map(({ picture }) => ({ picture: of(picture), kind })),
      });
    change('turned by 90°', quarterTurn);
    change('turned by 30°', (picture) => turn(picture, 30));
    change('mirrored', mirror);
    if (set !== 'gz2') continue;
    change('one band', oneBand);
    change('JPEG’s bands as FITS', (picture) => picture, 'fits');
  }
  const { fits, jpeg } = await fitsAndJpeg(DRAWN, SEED);
  changes.push({ name: 'drawn galaxies, FITS and JPEG', before: fits, after: jpeg });
  return { changes, empty: { noise: noiseFrames(FRAMES, SEED), 'blank sky': skyFrames(FRAMES, SEED) } };
}

/**
 * How little changes that are none of the galaxy's change its representation: the median cosine of before and after,
 * beside that of two galaxies of the set; and how far frames without a galaxy keep from galaxies.
 * @param galaxies the representations of gz2
 */
export async function invariance(
  method: Method,
  { changes, empty }: InvarianceCases,
  galaxies: readonly Float32Array[],
): Promise<Record<string, number>> {
  const measures: Record<string, number> = {};
  const known = new Map<readonly Galaxy[], Float32Array[]>();
  for (const { name, before, after } of changes) {
    let original = known.get(before);
    if (!original) known.set(before, (original = await method.represent(before)));
    const changed = await method.represent(after);
    measures[`${name}: cosine`] = middle(original.map((row, i) => cosine(row, changed[i])));
  }
  for (const [before, rows] of known) {
    const { name } = changes.find((change) => change.before === before)!;
    measures[`${name.split(',')[0]}, two galaxies: cosine`] = middle(
      rows.map((row, i) => cosine(row, rows[(i + 1) % rows.length])),
    );
  }
  for (const [name, frames] of Object.entries(empty)) {
    Object.assign(measures, apart(name, await method.represent(frames), galaxies));
  }
  return measures;
}

function apart(
  name: string,
  frames: readonly Float32Array[],
  galaxies: readonly Float32Array[],
): Record<string, number> {
  const similarity = cosines(Matrix.fromRows([...frames, ...galaxies]));
  const places = galaxies.map((_, i) => frames.length + i);
  const all = [...frames.keys(), ...places];
  const closest = frames.map((_, i) => similarity.row(i)[nearest(similarity.row(i), places, 1)[0]]);
  const near = places.filter((i) => nearest(similarity.row(i), all, K, i).some((j) => j < frames.length));
  const ownKind = frames.map(
    (_, i) => nearest(similarity.row(i), all, K, i).filter((j) => j >= frames.length).length / K,
  );
  return {
    [`${name}: cosine of the nearest galaxy`]: middle(closest),
    [`${name}: galaxies among a frame’s 10 nearest`]: ownKind.reduce((sum, share) => sum + share, 0) / frames.length,
    [`${name}: galaxies with a frame among their 10 nearest`]: near.length / galaxies.length,
  };
}

function cosine(a: Float32Array, b: Float32Array): number {
  let [ab, aa, bb] = [0, 0, 0];
  for (let d = 0; d < a.length; d++) {
    ab += a[d] * b[d];
    aa += a[d] * a[d];
    bb += b[d] * b[d];
  }
  return aa > 0 && bb > 0 ? ab / Math.sqrt(aa * bb) : 0;
}

function middle(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
}
