import { Matrix } from '../../../statistics';
import { concentration, sigmoid, softmax } from '../../heads/row-loss';
import { answerColumns, type Task } from '../task';

/** From a head's outputs to what they mean. */
export interface Scaling {
  /** Outputs are divided by it before they become probabilities; 1 where nothing is scaled. */
  readonly temperature: number;
  /** Added to the divided outputs: the classes' shares, which balanced weights leave out. */
  readonly offsets: readonly number[];
}

export const UNSCALED: Scaling = { temperature: 1, offsets: [] };

/** Names of the values of `valuesOf`: classes, labels, `value`, or `<question>_<answer>`. */
export function valueNames(task: Task): string[] {
  switch (task.kind) {
    case 'binary':
    case 'classes':
    case 'labels':
      return [...task.classes];
    case 'number':
      return ['value'];
    case 'votes':
      return task.questions.flatMap(({ question, answers }) => answers.map((answer) => `${question}_${answer}`));
  }
}

/** Probabilities of classes or labels, the number, or expected fractions of votes: of each galaxy a row. */
export function valuesOf(task: Task, outputs: Matrix, { temperature, offsets }: Scaling): Matrix {
  const columns = valueNames(task).length;
  const values = new Matrix(outputs.rows, columns);
  for (let i = 0; i < outputs.rows; i++) {
    const raw = outputs.row(i);
    const z = raw.map((value, k) => value / temperature + (offsets[k] ?? 0));
    const row = values.row(i);
    if (task.kind === 'binary') {
      row[1] = sigmoid(z[0]);
      row[0] = 1 - row[1];
    } else if (task.kind === 'classes') row.set(softmax(z));
    else if (task.kind === 'labels') row.set(z.map(sigmoid));
    else if (task.kind === 'number') row[0] = raw[0];
    else {
      for (const of of answerColumns(task.questions)) {
        const sum = of.reduce((total, k) => total + concentration(raw[k]), 0);
        for (const k of of) row[k] = concentration(raw[k]) / sum;
      }
    }
  }
  return values;
}

/**
 * What a galaxy is said to be: the class of the greatest output, which balanced weights make that most above its share; labels
 * with an output above 0, joined by `;`; the number; of votes the likeliest answer to the first question.
 */
export function predictionOf(task: Task, outputs: Float64Array): string {
  switch (task.kind) {
    case 'binary':
      return task.classes[outputs[0] > 0 ? 1 : 0];
    case 'classes':
      return task.classes[greatest(outputs)];
    case 'labels':
      return task.classes.filter((_, k) => outputs[k] > 0).join(';');
    case 'number':
      return String(Number(outputs[0].toPrecision(6)));
    case 'votes': {
      const { answers } = task.questions[0];
      return answers[greatest(outputs.subarray(0, answers.length))];
    }
  }
}

export function greatest(values: ArrayLike<number>): number {
  let best = 0;
  for (let k = 1; k < values.length; k++) if (values[k] > values[best]) best = k;
  return best;
}
