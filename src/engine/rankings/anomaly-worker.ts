import {
  type Details,
  drawRows,
  type Interest,
  InterestSpace,
  type LearnedStep,
  learningSteps,
  MatrixProducts,
  Ranker,
  type RatedRows,
  type Ranking,
  type Scores,
  type Wanted,
} from '../../anomaly';
import { decodeFloat16 } from '../../collection';
import { Matrix } from '../../statistics';
import { serve } from '../process/worker-calls';

/** What has been learned, without the matrices. */
export type LearnedState = Pick<Interest, 'fitted' | 'holdOut'> & {
  readonly kernel: Interest['process']['kernel'];
  /** Mean of the ratings. */
  readonly base: number;
};

/** Matrices are binary16 representations, rows x dimensions, C order, none zero and all finite. */
export type AnomalyCalls = {
  /** Takes the keys of all rows of a collection; answers the rows in which the axes are to be found. */
  begin: { params: { keys: Float64Array; threads: number }; result: Uint32Array };
  /** Takes the representations of those rows. */
  space: { params: { matrix: Uint16Array; dimensions: number }; result: void };
  /** Takes the representations of more rows, from `first` on. */
  add: { params: { first: number; matrix: Uint16Array }; result: void };
  /** Learns from ratings; undefined where they say nothing. */
  learn: { params: { rated: RatedRows; quick: boolean }; result: LearnedState | undefined };
  /** The scores that a ranking needs, where there are any, and of how many rows they are known. */
  needs: {
    params: Pick<Wanted, 'sort' | 'unusualBy' | 'seed'>;
    result: { scores: Scores; done: number } | undefined;
  };
  /** Computes scores of some more rows; answers of how many they are known. */
  prepare: { params: { scores: Scores; seed: number; count: number }; result: number };
  /** The first rows of a ranking whose scores are known, less the first `offset`, and the same of the rated. */
  rank: {
    params: { wanted: Wanted; offset: number };
    result: { ranking: Ranking; details: Details; rated: Details };
  };
  /** What each rated row adds at a row, with mean and deviation there; in the order of `learn`. */
  explain: {
    params: { row: number };
    result: { mean: number; deviation: number; rated: { similarity: number; contribution: number }[] };
  };
  /** Begins to learn anew batch by batch; answers a number for what follows. */
  beginLearning: { params: { rated: RatedRows; seed: number }; result: number };
  /** One more step; undefined after the last. */
  learnStep: { params: { learning: number }; result: LearnedStep | undefined };
  endLearning: { params: { learning: number }; result: void };
};

/** Galaxies on which the progress of learning is watched. */
const WATCHED = 5000;

let keys = new Float64Array();
let products: MatrixProducts | undefined;
let columns = 0;
let current: Ranker | undefined;
let rated: RatedRows = { rows: [], ratings: [] };
const learnings = new Map<number, Generator<LearnedStep>>();
let learningsBegun = 0;

function ranker(): Ranker {
  if (!current) throw new Error('the ranking’s steps are out of order');
  return current;
}

serve<AnomalyCalls>({
  begin({ keys: all, threads }) {
    current = undefined;
    keys = Float64Array.from(all);
    products ??= new MatrixProducts(threads);
    const result = Ranker.sample(keys);
    return { result };
  },

  space({ matrix, dimensions }) {
    columns = dimensions;
    const sample = new Matrix(matrix.length / columns, columns, Float64Array.from(decodeFloat16(matrix)));
    current = new Ranker(new InterestSpace(sample), keys, products!);
    return { result: undefined };
  },

  async add({ first, matrix }) {
    await ranker().add(first, decodeFloat16(matrix), columns);
    return { result: undefined };
  },

  learn({ rated: rows, quick }) {
    rated = rows;
    const interest = ranker().learn(rows, quick);
    if (!interest) return { result: undefined };
    const { process, fitted, holdOut } = interest;
    return { result: { fitted, holdOut, kernel: process.kernel, base: process.mean } };
  },

  needs({ seed, ...wanted }) {
    const scores = ranker().needs(wanted);
    return { result: scores && { scores, done: ranker().prepared(scores, seed) } };
  },

  async prepare({ scores, seed, count }) {
    return { result: await ranker().prepare(scores, seed, count) };
  },

  async rank({ wanted, offset }) {
    const ranking = ranker().top({ ...wanted, count: offset + wanted.count });
    const rows = ranking.rows.slice(offset);
    const result = {
      ranking: { ...ranking, rows, scores: ranking.scores.slice(offset) },
      details: await ranker().details(rows, wanted),
      rated: await ranker().details(rated.rows, wanted),
    };
    return { result };
  },

  explain({ row }) {
    const { mean, deviation } = ranker().expected([row]);
    return { result: { mean: mean[0], deviation: deviation[0], rated: ranker().explain(row) } };
  },

  beginLearning({ rated: rows, seed }) {
    const { points } = ranker();
    const watched = points.pick(drawRows(keys, WATCHED, seed));
    const learning = learningsBegun++;
    learnings.set(learning, learningSteps(watched, points.pick(rows.rows), rows.ratings));
    return { result: learning };
  },

  learnStep({ learning }) {
    const step = learnings.get(learning)?.next();
    return { result: step?.done ? undefined : step?.value };
  },

  endLearning({ learning }) {
    learnings.delete(learning);
    return { result: undefined };
  },
});
