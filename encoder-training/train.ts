import fs from 'node:fs';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { Matrix } from '../src/statistics';
import { WorkerClient } from '../src/engine/process/worker-calls';
import { encodeModel } from '../src/onnx';
import {
  batches,
  cosineRate,
  huber,
  ntXent,
  sigmoidCrossEntropy,
  softmaxCrossEntropy,
  Trainer,
  vicReg,
  type Loss,
} from '../src/training';
import type { Begin } from './begin';
import { resolutionOf } from './frame';
import { RunLog } from './log';
import { moments } from './moments';
import { measuresColumns } from './photometry';
import { FRESH } from './photographs-network';
import { galaxyAt, Pool, poolMemory } from './pool';
import type { Recipe } from './recipe';
import { trainingSets } from './sets';
import type { WorkerCalls } from './worker';

const CHECKPOINT_EVERY = 250;
const LOG_EVERY = 50;

/** Trains the network of a recipe, going on from the folder's checkpoint where there is one. */
export async function train(recipe: Recipe, folder: string, threads: number, begin: Begin): Promise<void> {
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(path.join(folder, 'recipe.json'), `${JSON.stringify(recipe, null, 2)}\n`);
  const sets = trainingSets();
  const measures = measuresColumns();
  const memory = poolMemory(
    { gz1: sets.gz1.length, euclid: sets.euclid.length, synthetic: recipe.pool },
    measures,
    resolutionOf(recipe.input),
  );
  const pool = new Pool(memory);
  const makers = Array.from({ length: 2 }, () => new WorkerClient<WorkerCalls>(path.join(__dirname, 'worker.js')));
  await Promise.all(makers.map((maker) => maker.call('open', { memory, recipe })));

  const trainer = await Trainer.create(await begin(recipe, measures), {
    losses: lossesOf(recipe),
    schedule: cosineRate({ peak: recipe.peakRate, warmUp: 100, steps: recipe.steps, last: recipe.peakRate * 0.01 }),
    adamW: { decay: recipe.decay },
    rateOf: ({ name }) => (FRESH.test(name) ? recipe.freshRate : 1),
    clipNorm: 5,
    averageDecay: 0.998,
    threads,
    seed: recipe.seed,
  });
  const checkpoint = path.join(folder, 'run.checkpoint');
  if (fs.existsSync(checkpoint)) await trainer.resume(checkpoint);
  if (trainer.step >= recipe.steps && fs.existsSync(path.join(folder, 'network.onnx'))) {
    await Promise.all([trainer.release(), ...makers.map((maker) => maker.stop())]);
    return;
  }
  console.log(`${trainer.size} weights, from step ${trainer.step} of ${recipe.steps}`);
  await fill(makers, pool, recipe, trainer.step);
  const real = Array.from({ length: pool.firstSynthetic }, (_, entry) => pool.measured(entry));
  const { mean, deviation } = moments(Matrix.fromRows(real));
  const log = new RunLog(path.join(folder, 'log.csv'), trainer.step);
  const started = performance.now();
  const first = trainer.step;
  let sums: Record<string, number> = {};
  const source = batches(
    // What a step is made of is drawn by the maker: to `batches` there is one sample.
    { samples: 1, batchSize: 1, seed: recipe.seed, fromStep: trainer.step, steps: recipe.steps },
    ({ step }) => makers[0].call('batch', { step, mean, deviation, ...replacedAt(recipe, step) }),
  );
  for await (const { batch } of source) {
    const report = await trainer.train(only(batch, weighed(recipe)));
    for (const [name, value] of Object.entries({ loss: report.loss, ...report.losses, gradient: report.gradientNorm }))
      sums[name] = (sums[name] ?? 0) + value / LOG_EVERY;
    if (trainer.step % LOG_EVERY === 0) {
      const seconds = (performance.now() - started) / 1000;
      const rate = ((trainer.step - first) * 2 * (recipe.gz1 + recipe.euclid + recipe.synthetic)) / seconds;
      const left = ((recipe.steps - trainer.step) * seconds) / (trainer.step - first);
      log.append({ step: trainer.step, ...sums, rate: report.learningRate });
      const shown = Object.entries(sums).map(([name, value]) => `${name} ${value.toFixed(3)}`);
      console.log(
        `step ${trainer.step}: ${shown.join(', ')}; ${rate.toFixed(0)} views/s, ${(left / 60).toFixed(1)} min left`,
      );
      sums = {};
    }
    if (trainer.step % CHECKPOINT_EVERY === 0) await trainer.checkpoint(checkpoint);
  }
  await trainer.checkpoint(checkpoint);
  fs.writeFileSync(path.join(folder, 'network.onnx'), encodeModel(trainer.exportModel()));
  await Promise.all(makers.map((maker) => maker.stop()));
  await trainer.release();
}

function lossesOf(recipe: Recipe): Loss[] {
  const { weights } = recipe;
  const all: Loss[] = [
    softmaxCrossEntropy({ name: 'classes', output: 'classes', weight: weights.classes, labelSmoothing: 0.05 }),
    sigmoidCrossEntropy({ name: 'euclid', output: 'euclid', weight: weights.euclid }),
    sigmoidCrossEntropy({ name: 'answers', output: 'answers', weight: weights.answers }),
    huber({ name: 'measures', output: 'measures', weight: weights.measures }),
    softmaxCrossEntropy({ name: 'winding', output: 'winding', weight: weights.winding }),
    // The invariance of VICReg alone: what keeps answers from being all the same are the answers.
    vicReg({
      name: 'agreement',
      output: 'answers',
      weight: weights.agreement,
      invariance: 1,
      variance: 0,
      covariance: 0,
    }),
    ntXent({ name: 'views', output: 'projection', weight: weights.views }),
  ];
  const there = weighed(recipe);
  return all.filter(({ name }) => there.has(name));
}

/** The losses of a recipe that have a weight. */
function weighed({ losses, weights }: Recipe): ReadonlySet<string> {
  return new Set(losses.filter((name) => weights[name] > 0));
}

/** A batch without the targets of losses that a recipe has not. */
function only(batch: Readonly<Record<string, Float32Array>>, losses: ReadonlySet<string>) {
  return Object.fromEntries(
    Object.entries(batch).filter(([name]) => name === 'image' || losses.has(name.split('/')[0])),
  );
}

/** Reads all real galaxies and renders the synthetic ones of a step, on all makers. */
async function fill(
  makers: readonly WorkerClient<WorkerCalls>[],
  pool: Pool,
  recipe: Recipe,
  step: number,
): Promise<void> {
  const started = performance.now();
  const chunk = 256;
  const work: ((maker: WorkerClient<WorkerCalls>) => Promise<unknown>)[] = [];
  for (let from = 0; from < pool.firstSynthetic; from += chunk)
    work.push((maker) => maker.call('real', { from, to: Math.min(pool.firstSynthetic, from + chunk) }));
  for (let from = 0; from < recipe.pool; from += chunk) {
    const places = Array.from({ length: Math.min(chunk, recipe.pool - from) }, (_, i) => from + i);
    const galaxies = places.map((place) => galaxyAt(place, recipe.pool, step * recipe.replaced));
    work.push((maker) => maker.call('synthetic', { places, galaxies }));
  }
  let next = 0;
  await Promise.all(
    makers.map(async (maker) => {
      while (next < work.length) {
        await work[next++](maker);
        if (next % 20 === 0)
          console.log(
            `${Math.round((100 * next) / work.length)} % of the pool after ${((performance.now() - started) / 1000).toFixed(0)} s`,
          );
      }
    }),
  );
}

/** The places of the pool that a step renders anew, and the galaxies that they get. */
function replacedAt(recipe: Recipe, step: number): { places: number[]; galaxies: number[] } {
  const { replaced, pool } = recipe;
  const places = step === 0 ? [] : Array.from({ length: replaced }, (_, i) => ((step - 1) * replaced + i) % pool);
  return { places, galaxies: places.map((place) => galaxyAt(place, pool, step * replaced)) };
}
