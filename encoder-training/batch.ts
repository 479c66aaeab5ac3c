import { Random } from '../src/random';
import type { Batch } from '../src/training';
import { addFeature, type Votes } from './additions';
import { augment } from './augment';
import { frameLength, LOWEST, RANGE, viewLength } from './frame';
import { CLASSES, WINDINGS } from './network';
import type { Pool } from './pool';
import type { Recipe } from './recipe';
import type { LabelledFile } from './sets';
import { type Answers, ODD, QUESTIONS, type Question } from './synthetic/questions';

/** What a Galaxy Zoo 1 class says of the questions that drawn galaxies answer too; rings and tails were not asked for. */
const OF_CLASS: Readonly<Record<(typeof CLASSES)[number], Votes>> = {
  elliptical: [
    ['featured', 0.05],
    ['edge-on', 0.02],
    ['arms', 0.02],
    ['ring', 0.04],
    ['tail', 0.02],
    ['clumps', 0.02],
    ['merger', 0.05],
    ['artefact', 0],
  ],
  spiral: [
    ['featured', 0.95],
    ['edge-on', 0.05],
    ['arms', 0.9],
    ['merger', 0.05],
    ['artefact', 0],
  ],
  'edge-on': [
    ['edge-on', 0.9],
    ['merger', 0.05],
    ['artefact', 0],
  ],
  merger: [
    ['merger', 0.9],
    ['artefact', 0],
  ],
  artefact: [['artefact', 0.6]],
};

/** Two galaxies in one frame are mostly a merger. */
const OF_TWO_GALAXIES: Votes = [
  ['merger', 0.75],
  ['odd', 0.75],
];

const LIMIT = 4;

/** The batch of a step: rows i and i + N/2 are two views of one galaxy. The same whenever it is made. */
export function makeBatch(
  pool: Pool,
  files: readonly LabelledFile[],
  recipe: Recipe,
  step: number,
  mean: Float32Array,
  deviation: Float32Array,
): Batch {
  const random = new Random(recipe.seed, 7, step);
  const { synthetic } = pool.memory.counts;
  const { resolution } = pool.memory;
  const length = viewLength(resolution);
  const places = trainedPlaces(files, pool.firstEuclid, recipe);
  const byClass = () => drawGroup(random, places.gz1.classes);
  const drawnReal = ({ classes, seen }: Groups) =>
    drawGroup(random, seen.length > 0 && random.chance(recipe.seen) ? seen : classes);
  const drawn = [
    ...Array.from({ length: recipe.gz1 }, () => drawnReal(places.gz1)),
    ...Array.from({ length: recipe.euclid }, () => drawnReal(places.euclid)),
    ...Array.from({ length: recipe.synthetic }, () => pool.firstSynthetic + random.integer(0, synthetic - 1)),
  ];
  const rows = 2 * drawn.length;
  const measures = pool.memory.measures;
  const batch = {
    image: new Float32Array(rows * length),
    'classes/target': new Float32Array(rows * CLASSES.length),
    'classes/weight': new Float32Array(rows),
    'euclid/target': new Float32Array(rows),
    'euclid/mask': new Float32Array(rows),
    'answers/target': new Float32Array(rows * QUESTIONS.length),
    'answers/mask': new Float32Array(rows * QUESTIONS.length),
    'measures/target': new Float32Array(rows * measures),
    'measures/mask': new Float32Array(rows * measures),
    'winding/target': new Float32Array(rows * WINDINGS.length),
    'winding/weight': new Float32Array(rows),
  };
  const changed = new Uint8Array(frameLength(resolution));
  drawn.forEach((entry, k) => {
    const real = entry < pool.firstSynthetic;
    const change = entry < pool.firstEuclid ? random.uniform() : 1;
    let votes: Votes | undefined;
    if (change < recipe.overlaid) {
      const other = pool.frame(byClass());
      overlayGalaxy(random, pool.frame(entry), other, changed, resolution.frame);
      votes = OF_TWO_GALAXIES;
    } else if (change < recipe.overlaid + recipe.added)
      votes = addFeature(random, pool.frame(entry), changed, resolution);
    for (const row of [k, k + drawn.length]) {
      const picture = random.chance(real ? recipe.otherFormat : 0.5) ? 1 : 0;
      const frame = votes ? changed : pool.frame(entry, picture);
      const view = batch.image.subarray(row * length, (row + 1) * length);
      const { mirrored } = augment(random, frame, view, recipe, resolution);
      if (votes) {
        if (change >= recipe.overlaid && recipe.seen > 0) answerSeen(batch, row, files[entry].seen);
        answer(batch, row, votes, 1);
      } else if (real) {
        labelReal(batch, row, files[entry], mirrored);
        if (recipe.seen > 0) answerSeen(batch, row, files[entry].seen);
      } else {
        const place = entry - pool.firstSynthetic;
        batch['answers/target'].set(pool.votes(place), row * QUESTIONS.length);
        batch['answers/mask'].set(pool.asked(place), row * QUESTIONS.length);
      }
      if (votes) continue;
      const measured = pool.measured(entry);
      for (let m = 0; m < measures; m++) {
        const value = (measured[m] - mean[m]) / deviation[m];
        batch['measures/target'][row * measures + m] = Math.min(LIMIT, Math.max(-LIMIT, value));
        batch['measures/mask'][row * measures + m] = 1;
      }
    }
  });
  return batch;
}

/** Whether a real galaxy is kept from training. */
export function isHeldOut(place: number, { heldOut }: Pick<Recipe, 'heldOut'>): boolean {
  return heldOut > 0 && place % heldOut === heldOut - 1;
}

/** Places of the pool in groups, from each of which is drawn in proportion to the square root of its size. */
type Group = { readonly places: readonly number[]; readonly share: number };
interface Groups {
  readonly classes: readonly Group[];
  readonly seen: readonly Group[];
}
type Places = Readonly<Record<'gz1' | 'euclid', Groups>>;

/** Answers that are rare among real galaxies: those in which they were seen are drawn for it. */
const RARE: readonly Question[] = [...ODD, 'bar-strong', 'arms', 'clumps', 'overlap'];
/** From which share on something is taken as seen. */
const SEEN = 0.45;

let found: { files: readonly LabelledFile[]; recipe: Recipe; places: Places } | undefined;

/** The real galaxies that are trained on, by class and by what was seen in them. */
function trainedPlaces(files: readonly LabelledFile[], firstEuclid: number, recipe: Recipe): Places {
  if (found?.files === files && found.recipe === recipe) return found.places;
  const places = [...files.keys()].filter((place) => !isHeldOut(place, recipe));
  const groupsOf = (of: readonly number[]): Groups => ({
    classes: groups([-1, ...CLASSES.keys()].map((c) => of.filter((place) => files[place].class === c))),
    seen: groups(RARE.map((question) => of.filter((place) => files[place].seen.vote(question) >= SEEN))),
  });
  const isGz1 = (place: number) => place < firstEuclid;
  found = {
    files,
    recipe,
    places: { gz1: groupsOf(places.filter(isGz1)), euclid: groupsOf(places.filter((place) => !isGz1(place))) },
  };
  return found.places;
}

function groups(lists: readonly (readonly number[])[]): Group[] {
  const some = lists.filter((places) => places.length > 0);
  const total = some.reduce((sum, places) => sum + Math.sqrt(places.length), 0);
  return some.map((places) => ({ places, share: Math.sqrt(places.length) / total }));
}

function drawGroup(random: Random, of: readonly Group[]): number {
  let left = random.uniform();
  const { places } = of.find(({ share }) => (left -= share) < 0) ?? of[0];
  return places[random.integer(0, places.length - 1)];
}

function labelReal(batch: Record<string, Float32Array>, row: number, label: LabelledFile, mirrored: boolean): void {
  if (label.class >= 0) {
    batch['classes/target'][row * CLASSES.length + label.class] = 1;
    batch['classes/weight'][row] = 1;
    answer(batch, row, OF_CLASS[CLASSES[label.class]], 0.5);
  }
  if (label.winding >= 0) {
    batch['winding/target'][row * WINDINGS.length + (mirrored ? 1 - label.winding : label.winding)] = 1;
    batch['winding/weight'][row] = 1;
  }
  if (label.merger >= 0) {
    batch['euclid/target'][row] = label.merger;
    batch['euclid/mask'][row] = 1;
  }
}

function answer(batch: Record<string, Float32Array>, row: number, votes: Votes, weight: number): void {
  for (const [question, vote] of votes) {
    const place = row * QUESTIONS.length + QUESTIONS.indexOf(question);
    batch['answers/target'][place] = vote;
    batch['answers/mask'][place] = weight;
  }
}

/** What was seen on contact sheets says more than the class. */
function answerSeen(batch: Record<string, Float32Array>, row: number, { votes, asked }: Answers): void {
  for (let q = 0; q < QUESTIONS.length; q++) {
    if (asked[q] === 0) continue;
    batch['answers/target'][row * QUESTIONS.length + q] = votes[q];
    batch['answers/mask'][row * QUESTIONS.length + q] = asked[q];
  }
}

/** Adds a smaller copy of another galaxy beside the one of a frame, within reach of it. */
function overlayGalaxy(random: Random, frame: Uint8Array, other: Uint8Array, out: Uint8Array, side: number): void {
  const shrink = random.uniform(1, 2.2);
  const distance = side * random.uniform(0.08, 0.26);
  const at = random.angle();
  const turn = random.angle();
  const [cos, sin] = [Math.cos(turn) * shrink, Math.sin(turn) * shrink];
  const middle = (side - 1) / 2;
  const [cx, cy] = [middle + distance * Math.cos(at), middle + distance * Math.sin(at)];
  const brightness = random.uniform(0.4, 1.1);
  const plane = side * side;
  const sky = Math.round((-LOWEST / RANGE) * 255);
  for (let y = 0, i = 0; y < side; y++) {
    for (let x = 0; x < side; x++, i++) {
      const sx = Math.round(middle + cos * (x - cx) - sin * (y - cy));
      const sy = Math.round(middle + sin * (x - cx) + cos * (y - cy));
      const inside = sx >= 0 && sy >= 0 && sx < side && sy < side;
      for (let c = 0; c < 3; c++) {
        const light = inside ? Math.max(0, other[c * plane + sy * side + sx] - sky - 6) * brightness : 0;
        out[c * plane + i] = Math.min(255, frame[c * plane + i] + light);
      }
    }
  }
}
