import { parseArgs } from 'node:util';
import { fewLabels } from '../bench/quality/evaluate';
import { readGalaxies, type Galaxy } from '../bench/quality/galaxies';
import { searchesByInterest } from '../bench/quality/interest';
import { readLabels } from '../bench/quality/labels';
import { markdownTable } from '../bench/quality/table';
import type { Picture } from '../src/imaging';
import { Random } from '../src/random';
import { areaUnderRoc, bootstrapInterval, cosines, type Estimate, Matrix, precisionAtK } from '../src/statistics';
import { addFeature, type Votes } from './additions';
import { isHeldOut } from './batch';
import { FINE, frameLength, frameOf, LOWEST, RANGE } from './frame';
import { type See, seeing } from './seeing';
import { HELD_OUT } from './stages';
import { type Answers, oddVote, QUESTIONS, type Question } from './synthetic/questions';
import { synthetic } from './synthetic/generate';
import { trainingSets } from './sets';

/**
 * Judges encoders by galaxies that are kept from the trainings of choices (every fifth real one), with features added to
 * some, and by rendered galaxies whose numbers no run has drawn:
 *
 *     node --import tsx encoder-training/judge.ts --encoder FOLDER [--encoder FOLDER]...
 */

/** Of the rendered galaxies: a run and a readout have others. */
const SEED = 1;
const FIRST = 2e9;
const DRAWN = 2000;
const K = 10;
const LABELS = [33, 80, 160];
/** Votes from which what is asked is there, and below which it is not. */
const [THERE, ABSENT] = [0.6, 0.15];
const OF_DRAWN: readonly Question[] = [
  'bar-strong',
  'ring',
  'ring-inner',
  'ring-outer',
  'arms',
  'clumps',
  'merger',
  'tail',
  'disturbed',
  'lens-arc',
];

const OF_REAL: readonly Question[] = [
  'ring',
  'bar-strong',
  'arms',
  'clumps',
  'merger',
  'tail',
  'disturbed',
  'dust-lane',
];

/** Of what a search is measured by. */
const SEARCHED = ['accuracy at 100, unrated', 'average precision, all', 'average precision, unrated'];

const { values: options } = parseArgs({ options: { encoder: { type: 'string', multiple: true, default: [] } } });

/** Galaxies with what volunteers would say of each; a question that is not there was not asked. */
interface Judged {
  readonly galaxies: Galaxy[];
  readonly votes: ReadonlyMap<Question, number>[];
}

/** What an encoder makes of galaxies: its representation about their mean, and its answers. */
interface Seen {
  readonly rows: Matrix;
  readonly answers: readonly Float32Array[];
}

interface Kept {
  readonly galaxies: Galaxy[];
  readonly classes: string[];
  readonly seen: Answers[];
}

/** Of the sets that are trained on, which are numbered on from one to the next. */
async function keptGalaxies(): Promise<Record<'gz1' | 'euclid', Kept>> {
  const sets = trainingSets();
  const none = (): Kept => ({ galaxies: [], classes: [], seen: [] });
  const kept = { gz1: none(), euclid: none() };
  let place = 0;
  for (const set of ['gz1', 'euclid'] as const) {
    const labels = readLabels(set);
    let i = 0;
    for await (const galaxy of readGalaxies(set)) {
      if (isHeldOut(place, { heldOut: HELD_OUT })) {
        kept[set].galaxies.push(galaxy);
        kept[set].classes.push(labels[i].class.replace(/-(anti)?clockwise/, ''));
        kept[set].seen.push(sets[set][i].seen);
      }
      place++;
      i++;
    }
  }
  return kept;
}

/** What was seen of real galaxies on contact sheets. */
function asSeen(sets: readonly Kept[]): Judged {
  const seen = sets.flatMap((kept) => kept.seen);
  return {
    galaxies: sets.flatMap((kept) => kept.galaxies),
    votes: seen.map(
      (answers) =>
        new Map(
          QUESTIONS.filter((_, q) => answers.asked[q] > 0.5).map(
            (question) => [question, answers.vote(question)] as const,
          ),
        ),
    ),
  };
}

/** Every other one with a feature, the rest as they are: all by way of a frame, so that nothing else tells them apart. */
function withAdditions(kept: readonly Galaxy[]): Judged {
  const judged: Judged = { galaxies: [], votes: [] };
  kept.forEach(({ picture, kind }, i) => {
    const frame = frameOf(picture, kind, FINE);
    const changed = new Uint8Array(frameLength(FINE));
    const plainVotes: Votes = [
      ['ring', 0],
      ['tail', 0],
    ];
    const votes = i % 2 === 0 ? addFeature(new Random(SEED, 11, i), frame, changed, FINE) : plainVotes;
    judged.galaxies.push({ picture: pictureOf(i % 2 === 0 ? changed : frame), kind: 'photo' });
    judged.votes.push(new Map(votes));
  });
  return judged;
}

/** A frame as a photograph. */
function pictureOf(frame: Uint8Array): Picture {
  const plane = FINE.frame ** 2;
  const bands = [0, 1, 2].map((c) =>
    Float32Array.from(
      frame.subarray(c * plane, (c + 1) * plane),
      (level) => Math.max(0, (level / 255) * RANGE + LOWEST) * (255 / (RANGE + LOWEST)),
    ),
  );
  return { width: FINE.frame, height: FINE.frame, bands };
}

function drawnGalaxies(): Judged {
  const judged: Judged = { galaxies: [], votes: [] };
  for (let i = 0; i < DRAWN; i++) {
    const { pictures, answers } = synthetic(SEED, FIRST + i);
    judged.galaxies.push(pictures[i % 2]);
    judged.votes.push(
      new Map(
        QUESTIONS.filter((_, q) => answers.asked[q] > 0.5).map(
          (question) => [question, answers.vote(question)] as const,
        ),
      ),
    );
  }
  return judged;
}

async function seen(see: See, galaxies: readonly Galaxy[]): Promise<Seen> {
  const { embeddings, answers } = await see(galaxies);
  return { rows: Matrix.fromRows(embeddings).centred(), answers };
}

/** How well an answer tells galaxies where it should be yes (a vote in the range) from those where it should be no. */
function area({ answers }: Seen, { votes }: Judged, question: Question, least = THERE, most = 1): number {
  const of = QUESTIONS.indexOf(question);
  const value = (i: number) => votes[i].get(question);
  const yes = (i: number) => value(i)! >= least && value(i)! <= most;
  const places = [...votes.keys()].filter((i) => value(i) !== undefined && (yes(i) || value(i)! <= ABSENT));
  return areaUnderRoc(
    places.map((i) => answers[i][of]),
    places.map(yes),
  );
}

/** Linear classifiers on few labels, of what is there and what is not. */
function few(
  name: string,
  { rows }: Seen,
  { votes }: Judged,
  question: Question,
  labels = LABELS,
): Record<string, Estimate> {
  const sure = [...votes.keys()].filter((i) => {
    const vote = votes[i].get(question);
    return vote !== undefined && (vote >= THERE || vote <= ABSENT);
  });
  const positive = sure.map((i) => votes[i].get(question)! >= THERE);
  return Object.fromEntries(
    labels.map((count) => [`${name} BA, ${count} labels`, fewLabels(rows.pick(sure), positive, count).accuracy]),
  );
}

/** What has a feature, and as many featured galaxies that have it not; the others as if they had not been asked. */
function amongFeatured({ galaxies, votes }: Judged, question: Question): Judged {
  const places = new Random(SEED, 12).shuffle([...votes.keys()]);
  const yes = places.filter((i) => (votes[i].get(question) ?? 0) >= THERE);
  const no = places.filter((i) => (votes[i].get(question) ?? 1) <= ABSENT && (votes[i].get('featured') ?? 0) >= 0.5);
  const kept = new Set([...yes, ...no.slice(0, yes.length)]);
  return { galaxies, votes: votes.map((of, i) => (kept.has(i) ? of : new Map())) };
}

function precision({ rows }: Seen, labels: string[], queried: (label: string) => boolean): Estimate {
  const all = [...labels.keys()];
  return bootstrapInterval(
    precisionAtK(
      cosines(rows),
      labels,
      all.filter((i) => queried(labels[i])),
      all,
      K,
    ),
    2000,
    1,
  );
}

/** Searches for what is odd, in which a made-up researcher rates two hundred galaxies. */
async function searches(
  name: string,
  { rows }: Seen,
  odd: readonly string[],
): Promise<Record<string, Estimate | number>> {
  const truth = {
    name,
    rows: Array.from({ length: rows.rows }, (_, i) => rows.row(i)),
    interesting: odd.map((label) => label === 'odd'),
  };
  const found = Object.entries(await searchesByInterest(truth));
  return Object.fromEntries(found.filter(([measure]) => SEARCHED.some((one) => measure.endsWith(one))));
}

const oddOf = ({ votes }: Judged) =>
  votes.map((of) => (oddVote((question) => of.get(question)) > 0.5 ? 'odd' : 'plain'));

async function main(): Promise<void> {
  const { gz1, euclid } = await keptGalaxies();
  const real = asSeen([gz1, euclid]);
  const added = withAdditions(gz1.galaxies.filter((_, i) => !/edge|artefact/.test(gz1.classes[i])));
  const drawn = drawnGalaxies();
  const odd = oddOf(drawn);
  const seenOdd = oddOf(real);
  const columns = [];
  for (const folder of options.encoder) {
    const see = await seeing(folder);
    const ofAdded = await seen(see, added.galaxies);
    const ofDrawn = await seen(see, drawn.galaxies);
    const ofGz1 = await seen(see, gz1.galaxies);
    const ofEuclid = await seen(see, euclid.galaxies);
    const ofReal = await seen(see, real.galaxies);
    const mergers = euclid.classes.map((name) => name === 'merger');
    const asOdd = added.votes.map((votes) => ([...votes.values()].some((vote) => vote > 0.5) ? 'odd' : 'plain'));
    columns.push({
      name: folder,
      values: {
        'gz1 classes P@10': precision(ofGz1, gz1.classes, () => true),
        'gz1 mergers P@10': precision(ofGz1, gz1.classes, (name) => name === 'merger'),
        'euclid mergers P@10': precision(ofEuclid, euclid.classes, (name) => name === 'merger'),
        'euclid mergers BA, 80 labels': fewLabels(ofEuclid.rows, mergers, 80).accuracy,
        ...Object.fromEntries(OF_REAL.map((question) => [`seen ${question} AUC`, area(ofReal, real, question)])),
        ...few('seen rings', ofReal, amongFeatured(real, 'ring'), 'ring', [33, 80]),
        'seen odd P@10': precision(ofReal, seenOdd, (label) => label === 'odd'),
        ...(await searches('seen odd', ofReal, seenOdd)),
        'seen odd, share': seenOdd.filter((label) => label === 'odd').length / seenOdd.length,
        'strong added rings AUC': area(ofAdded, added, 'ring', 0.7),
        'faint added rings AUC': area(ofAdded, added, 'ring', 0.3, 0.7),
        'strong added tails AUC': area(ofAdded, added, 'tail', 0.7),
        'faint added tails AUC': area(ofAdded, added, 'tail', 0.3, 0.7),
        ...few('added rings', ofAdded, added, 'ring'),
        'added features P@10': precision(ofAdded, asOdd, (label) => label === 'odd'),
        ...Object.fromEntries(OF_DRAWN.map((question) => [`drawn ${question} AUC`, area(ofDrawn, drawn, question)])),
        ...few('drawn rings', ofDrawn, drawn, 'ring'),
        ...few('drawn bars', ofDrawn, drawn, 'bar-strong'),
        'drawn odd P@10': precision(ofDrawn, odd, (label) => label === 'odd'),
        'drawn odd, share': odd.filter((label) => label === 'odd').length / odd.length,
      },
    });
    console.error(`judged ${folder}`);
  }
  console.log(markdownTable(columns));
}

void main();
