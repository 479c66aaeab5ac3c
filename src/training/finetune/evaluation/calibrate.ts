import type { Matrix } from '../../../statistics';
import { rowLoss } from '../../heads/row-loss';
import type { Calibration } from '../report/report';
import { type Scaling, UNSCALED, valuesOf } from '../learners/outputs';
import type { Task } from '../task';

const BINS = 10;
/** Temperatures between 1/20 and 20. */
const WIDEST = Math.log(20);
const ROUNDS = 60;
const GOLDEN = (Math.sqrt(5) - 1) / 2;

/**
 * The temperature by which outputs become probabilities with the least log loss (Guo et al. 2017, arXiv:1706.04599), the shares
 * of the classes added behind it. Fitted to outputs for galaxies that their head has not seen. 1 of numbers and votes.
 */
export function fitScaling(task: Task, outputs: Matrix, targets: Matrix, offsets: Float64Array): Scaling {
  if (task.kind === 'number' || task.kind === 'votes') return UNSCALED;
  const loss = (log: number) =>
    scaledLoss(task, outputs, targets, { temperature: Math.exp(log), offsets: [...offsets] });
  let [from, to] = [-WIDEST, WIDEST];
  let [a, b] = [to - GOLDEN * (to - from), from + GOLDEN * (to - from)];
  let [fa, fb] = [loss(a), loss(b)];
  for (let i = 0; i < ROUNDS; i++) {
    if (fa < fb) {
      [to, b, fb] = [b, a, fa];
      a = to - GOLDEN * (to - from);
      fa = loss(a);
    } else {
      [from, a, fa] = [a, b, fb];
      b = from + GOLDEN * (to - from);
      fb = loss(b);
    }
  }
  return { temperature: Math.exp((from + to) / 2), offsets: [...offsets] };
}

/** Mean log loss of scaled outputs, every galaxy counting alike. */
export function scaledLoss(task: Task, outputs: Matrix, targets: Matrix, { temperature, offsets }: Scaling): number {
  const loss = rowLoss(task);
  const gradient = new Float64Array(outputs.columns);
  let sum = 0;
  for (let i = 0; i < outputs.rows; i++) {
    const z = outputs.row(i).map((value, k) => value / temperature + (offsets[k] ?? 0));
    sum += loss(z, targets.row(i), gradient);
  }
  return sum / outputs.rows;
}

/** How far probabilities can be believed, of galaxies that were tested, each with the scaling of its fold. */
export function calibration(
  task: Task,
  outputs: Matrix,
  targets: Matrix,
  scalingOf: (row: number) => Scaling,
): Calibration | undefined {
  if (task.kind === 'number' || task.kind === 'votes') return undefined;
  const judge = (of: (row: number) => Scaling) => {
    let logLoss = 0;
    const pairs: { probability: number; right: number }[] = [];
    for (let i = 0; i < outputs.rows; i++) {
      const [one, target] = [outputs.pick([i]), targets.row(i)];
      logLoss += scaledLoss(task, one, targets.pick([i]), of(i)) / outputs.rows;
      const p = valuesOf(task, one, of(i)).row(0);
      if (task.kind === 'binary') pairs.push({ probability: p[1], right: target[0] });
      else p.forEach((probability, k) => pairs.push({ probability, right: target[k] }));
    }
    return { logLoss, pairs, bins: binned(pairs) };
  };
  const after = judge(scalingOf);
  const before = judge((row) => ({ ...scalingOf(row), temperature: 1 }));
  const error = ({ bins, pairs }: typeof after) =>
    bins.reduce((sum, bin) => sum + (bin.count / pairs.length) * Math.abs(bin.probability - bin.share), 0);
  const logs = Array.from({ length: outputs.rows }, (_, i) => Math.log(scalingOf(i).temperature));
  return {
    temperature: Math.exp(logs.reduce((sum, log) => sum + log, 0) / logs.length),
    before: { error: error(before), logLoss: before.logLoss },
    after: { error: error(after), logLoss: after.logLoss },
    bins: after.bins,
  };
}

function binned(pairs: readonly { probability: number; right: number }[]) {
  const sums = Array.from({ length: BINS }, () => ({ probability: 0, share: 0, count: 0 }));
  for (const { probability, right } of pairs) {
    if (Number.isNaN(right)) continue;
    const bin = sums[Math.min(BINS - 1, Math.floor(probability * BINS))];
    bin.probability += probability;
    bin.share += right;
    bin.count++;
  }
  return sums
    .filter(({ count }) => count > 0)
    .map(({ probability, share, count }) => ({ probability: probability / count, share: share / count, count }));
}
