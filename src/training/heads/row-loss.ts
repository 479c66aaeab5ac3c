import { digamma, logGamma } from '../../statistics';
import { answerColumns, type Task } from '../finetune/task';

/**
 * The loss of one galaxy from the outputs z of a head, and its gradient.
 * @returns the loss; the derivatives by z are written into `gradient`
 */
export type RowLoss = (z: Float64Array, target: Float64Array, gradient: Float64Array) => number;

/** Concentrations lie between 1 and 1 + SPAN, as in `training/losses/votes.ts`. */
const SPAN = 99;

/** The loss of a task, as those of `training/losses/` have it: a head that is solved and one that is trained mean the same. */
export function rowLoss(task: Task): RowLoss {
  switch (task.kind) {
    case 'binary':
    case 'labels':
      return sigmoidLoss;
    case 'classes':
      return softmaxLoss;
    case 'number':
      return squareLoss;
    case 'votes':
      return votesLoss(answerColumns(task.questions));
  }
}

export const sigmoid = (z: number): number => (z >= 0 ? 1 / (1 + Math.exp(-z)) : Math.exp(z) / (1 + Math.exp(z)));

/** softmax(z), which cannot overflow. */
export function softmax(z: ArrayLike<number>): Float64Array {
  let most = -Infinity;
  for (let k = 0; k < z.length; k++) most = Math.max(most, z[k]);
  const out = Float64Array.from(z, (value) => Math.exp(value - most));
  const sum = out.reduce((total, value) => total + value, 0);
  return out.map((value) => value / sum);
}

/** Mean over the outputs of ln(1 + exp z) - t z; a target that is not a number does not count. */
function sigmoidLoss(z: Float64Array, target: Float64Array, gradient: Float64Array): number {
  let loss = 0;
  for (let k = 0; k < z.length; k++) {
    const known = !Number.isNaN(target[k]);
    gradient[k] = known ? (sigmoid(z[k]) - target[k]) / z.length : 0;
    if (known) loss += (Math.max(z[k], 0) + Math.log1p(Math.exp(-Math.abs(z[k]))) - target[k] * z[k]) / z.length;
  }
  return loss;
}

function softmaxLoss(z: Float64Array, target: Float64Array, gradient: Float64Array): number {
  let most = -Infinity;
  for (let k = 0; k < z.length; k++) if (z[k] > most) most = z[k];
  let sum = 0;
  for (let k = 0; k < z.length; k++) sum += gradient[k] = Math.exp(z[k] - most);
  const log = Math.log(sum);
  let loss = 0;
  for (let k = 0; k < z.length; k++) {
    gradient[k] = gradient[k] / sum - target[k];
    if (target[k] > 0) loss -= target[k] * (z[k] - most - log);
  }
  return loss;
}

function squareLoss(z: Float64Array, target: Float64Array, gradient: Float64Array): number {
  gradient[0] = 2 * (z[0] - target[0]);
  return (z[0] - target[0]) ** 2;
}

/** Concentrations 1 + 99 sigmoid(z) of a Dirichlet distribution of answers. */
export const concentration = (z: number): number => 1 + SPAN * sigmoid(z);

/** Minus the log of the Dirichlet-multinomial probability without its coefficient, as `dirichletMultinomial`. */
function votesLoss(questions: readonly (readonly number[])[]): RowLoss {
  return (z, counts, gradient) => {
    let loss = 0;
    for (const columns of questions) {
      let [total, votes] = [0, 0];
      for (const k of columns) {
        total += concentration(z[k]);
        votes += counts[k];
      }
      if (votes === 0) {
        for (const k of columns) gradient[k] = 0;
        continue;
      }
      loss += logGamma(total + votes) - logGamma(total);
      const ofTotal = digamma(total + votes) - digamma(total);
      for (const k of columns) {
        const a = concentration(z[k]);
        const s = sigmoid(z[k]);
        loss -= logGamma(a + counts[k]) - logGamma(a);
        gradient[k] = SPAN * s * (1 - s) * (ofTotal - digamma(a + counts[k]) + digamma(a));
      }
    }
    return loss;
  };
}
