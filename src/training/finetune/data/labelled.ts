import type { Matrix } from '../../../statistics';
import type { Galaxy } from '../report/report';
import type { Task } from '../task';

/** Labelled galaxies, in one order throughout. */
export interface Labelled {
  readonly galaxies: readonly Galaxy[];
  readonly task: Task;
  /** galaxies x outputs: 1 of the class or of each label and 0 elsewhere, or the number, or votes. */
  readonly targets: Matrix;
  /** What the label file says, for a person. */
  readonly truths: readonly string[];
  /** Galaxies of one number are (near-)duplicates, and stay on one side of every split. */
  readonly groups: Int32Array;
}

/** Quantiles of a number that splits keep the shares of. */
const NUMBER_STRATA = 5;

/** A number a galaxy whose shares splits keep: its class, first label, quantile, or first question's first answer. */
export function strata({ task, targets }: Pick<Labelled, 'task' | 'targets'>): Int32Array {
  const rows = Array.from({ length: targets.rows }, (_, i) => targets.row(i));
  switch (task.kind) {
    case 'binary':
      return Int32Array.from(rows, ([positive]) => positive);
    case 'classes':
    case 'labels':
      return Int32Array.from(rows, (row) => row.indexOf(1) + 1);
    case 'number': {
      const order = [...rows.keys()].sort((a, b) => rows[a][0] - rows[b][0]);
      const out = new Int32Array(rows.length);
      order.forEach((i, rank) => (out[i] = Math.floor((rank * NUMBER_STRATA) / rows.length)));
      return out;
    }
    case 'votes': {
      const answers = task.questions[0].answers.length;
      return Int32Array.from(rows, (row) => {
        const first = row.subarray(0, answers);
        return first.indexOf(Math.max(...first));
      });
    }
  }
}

/** Galaxies of each class or label, votes of each answer; none of numbers. */
export function countsOf({ task, targets }: Pick<Labelled, 'task' | 'targets'>): number[] {
  if (task.kind === 'number') return [];
  const sums = new Array<number>(targets.columns).fill(0);
  for (let i = 0; i < targets.rows; i++) {
    for (let k = 0; k < sums.length; k++) sums[k] += Number.isNaN(targets.row(i)[k]) ? 0 : targets.row(i)[k];
  }
  return task.kind === 'binary' ? [targets.rows - sums[0], sums[0]] : sums;
}

/** How much each of some galaxies counts in training, 1 on average: rare classes as much as frequent ones where `balanced`. */
export function trainingWeights(task: Task, targets: Matrix, balanced: boolean): Float64Array {
  const weights = new Float64Array(targets.rows).fill(1);
  if (!balanced || (task.kind !== 'binary' && task.kind !== 'classes')) return weights;
  const stratum = strata({ task, targets });
  const counts = new Map<number, number>();
  for (const s of stratum) counts.set(s, (counts.get(s) ?? 0) + 1);
  return weights.map((_, i) => targets.rows / (counts.size * counts.get(stratum[i])!));
}

/**
 * Logarithms by which outputs trained on balanced weights differ from those of the sample as it is (Saerens, Latinne and
 * Decaestecker 2002, Neural Computation 14, 21); zeros where weights are not balanced.
 */
export function priorOffsets(task: Task, targets: Matrix, balanced: boolean): Float64Array {
  const none = new Float64Array(targets.columns);
  if (!balanced || (task.kind !== 'binary' && task.kind !== 'classes')) return none;
  const counts = countsOf({ task, targets });
  // A class that this part has none of must not be impossible.
  if (task.kind === 'binary') return Float64Array.of(Math.log((counts[1] + 0.5) / (counts[0] + 0.5)));
  return none.map((_, k) => Math.log(((counts[k] + 0.5) * counts.length) / targets.rows));
}

export function pickTargets({ targets }: Labelled, rows: ArrayLike<number>): Matrix {
  return targets.pick(rows);
}
