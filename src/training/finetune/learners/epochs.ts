import { Matrix } from '../../../statistics';
import type { Random } from '../../../random';
import { planBatches } from '../../batches';
import { meanLoss } from '../../heads/choose-penalty';
import type { Trainer } from '../../trainer';
import { augment, augments } from '../data/augment';
import { feedsOf } from '../data/feeds';
import { FinetuneError } from '../errors';
import { firstMeasure, measuresOf } from '../evaluation/measures';
import type { EpochPoint } from '../report/report';
import type { FitState } from '../run-memory';
import type { Task } from '../task';
import { DROPOUT_INPUT, LOGITS } from './network';
import type { NetworkOptions } from './network-options';
import type { Setup } from './network-setup';
import { valuesOf } from './outputs';
import { lossInputs } from './task-loss';

/** A network that is being trained. */
export interface Fit {
  readonly name: string;
  readonly trainer: Trainer;
  readonly setup: Setup;
  readonly network: NetworkOptions;
  readonly task: Task;
  /** Targets of all galaxies, in the units that are learned. */
  readonly targets: Matrix;
  readonly weights: Float64Array;
  readonly train: readonly number[];
  readonly validation: readonly number[];
  readonly batchSize: number;
  /** Steps of an epoch. */
  readonly perEpoch: number;
}

/**
 * Trains epoch by epoch until the validation loss has not fallen for as many epochs as the patience allows, the run is stopped, or
 * all epochs are done. Goes on where an interrupted fit stood.
 * @returns with the weights of the epoch with the least validation loss, the start among them
 */
export async function trainEpochs(fit: Fit): Promise<FitState> {
  const { name, trainer, setup, task, targets, weights, train, validation, batchSize, perEpoch } = fit;
  const { options, control, onStep } = fit.network;
  const { standardised } = setup;
  let state = await resumed(fit);
  if (!state) {
    const [start, own] = [await judge(fit, validation), await judge(fit, train)];
    const point = { epoch: 0, trainingLoss: own.loss, validationLoss: start.loss, validationScore: start.score };
    state = { step: 0, curve: [point], bestEpoch: 0, bestLoss: start.loss, best: trainer.trainedWeights() };
  }
  const epoch = (step: number) => step / perEpoch;
  let [sum, count] = [0, 0];
  let since = performance.now();
  const plans = planBatches({ samples: train.length, batchSize, seed: options.seed, fromStep: trainer.step, steps: options.epochs * perEpoch }); // prettier-ignore
  for (const plan of plans) {
    control.check(() => onStep({ name, done: epoch(plan.step) / options.epochs, rate: 0 }));
    if (control.stopped || epoch(plan.step) - state.bestEpoch > options.patience) break;
    const places = Array.from(plan.samples, (i) => train[i]);
    // Drawn before what augmentation draws: that then changes no mask.
    const mask = dropout(places.length * standardised.mean.length, options.dropout, plan.random);
    const report = await trainer.train({
      ...batchOf(fit, places, plan.random),
      [DROPOUT_INPUT]: mask,
      ...lossInputs(
        task,
        targets.pick(places),
        Float64Array.from(places, (i) => weights[i]),
      ),
    });
    sum += report.loss;
    count++;
    const rate = (count * batchSize * 1000) / (performance.now() - since);
    const done = epoch(trainer.step) / options.epochs;
    if (trainer.step % perEpoch > 0) {
      onStep({ name, done, rate });
      continue;
    }
    const { loss, score } = await judge(fit, validation);
    const point: EpochPoint = {
      epoch: epoch(trainer.step),
      trainingLoss: sum / count,
      validationLoss: loss,
      validationScore: score,
    };
    [sum, count, since] = [0, 0, performance.now()];
    const better: boolean = loss < state.bestLoss;
    state = {
      step: trainer.step,
      curve: [...state.curve, point],
      bestEpoch: better ? point.epoch : state.bestEpoch,
      bestLoss: better ? loss : state.bestLoss,
      best: better ? trainer.trainedWeights() : state.best,
    };
    await keep(fit, state);
    onStep({ name, done, rate, epoch: point });
  }
  return state;
}

/** Loss and first measure of some galaxies, nothing left out and nothing augmented. */
async function judge(
  { trainer, setup: { feeds }, task, targets, weights, network: { options, card, control } }: Fit,
  places: readonly number[],
): Promise<{ loss: number; score: number }> {
  const outputs = new Matrix(places.length, targets.columns);
  for (let from = 0; from < places.length; from += options.batchSize) {
    control.check();
    const part = places.slice(from, from + options.batchSize);
    const { outputs: kept } = await trainer.evaluate({
      ...feedsOf(feeds, part),
      [DROPOUT_INPUT]: new Float32Array(part.length * card.dimensions).fill(1),
      ...lossInputs(
        task,
        targets.pick(part),
        Float64Array.from(part, (i) => weights[i]),
      ),
    });
    outputs.values.set(kept[LOGITS], from * targets.columns);
  }
  const truth = targets.pick(places);
  const own = Float64Array.from(places, (i) => weights[i]);
  const values = valuesOf(task, outputs, { temperature: 1, offsets: [] });
  const measures = measuresOf(task, outputs, values, truth)(new Float64Array(places.length).fill(1));
  return { loss: meanLoss(task, outputs, truth, own), score: measures[firstMeasure(task)] };
}

/** What the network reads of some galaxies, augmented. */
function batchOf({ setup: { feeds }, network }: Fit, places: readonly number[], random: Random) {
  const { augment: how } = network.options;
  const batch = feedsOf(feeds, places);
  const { name, channels, size } = network.card.input;
  if (!augments(how) || !batch[name]) return batch;
  const length = channels * size * size;
  const changed = new Float32Array(batch[name].length);
  for (let at = 0; at < changed.length; at += length)
    augment(batch[name].subarray(at, at + length), channels, size, how, random, changed.subarray(at, at + length));
  return { ...batch, [name]: changed };
}

/** Where an interrupted fit stands. */
async function resumed({ trainer, name, network: { memory } }: Fit): Promise<FitState | undefined> {
  const state = await memory?.state(name);
  if (state && memory) await trainer.resume(memory.checkpoint(name, state.step));
  return state;
}

/** @throws FinetuneError where there is no room: what was kept before is still there */
async function keep({ trainer, name, network: { memory } }: Fit, state: FitState): Promise<void> {
  if (!memory) return;
  const file = memory.checkpoint(name, state.step);
  try {
    await memory.make();
    await trainer.checkpoint(file);
  } catch (error) {
    throw FinetuneError.from(file, error);
  }
  await memory.saveState(name, state);
}

/** 0 where a value is left out, and what keeps the mean elsewhere. */
function dropout(length: number, rate: number, random: Random): Float32Array {
  return Float32Array.from({ length }, () => (rate > 0 && random.chance(rate) ? 0 : 1 / (1 - rate)));
}
