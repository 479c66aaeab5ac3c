import { type Matrix, Ranking } from '../../../statistics';
import { greatest } from '../learners/outputs';
import { answerColumns, type Task } from '../task';

/** Measures of some galaxies that count so much each; the first is the one that a task is judged by. */
export type Measure = (weights: Float64Array) => Record<string, number>;

/** The name of the measure that a task is judged by; more is better. */
export function firstMeasure(task: Task): string {
  switch (task.kind) {
    case 'binary':
    case 'classes':
    case 'labels':
      return 'balanced accuracy';
    case 'number':
      return 'R squared';
    case 'votes':
      return 'R squared of vote fractions';
  }
}

/**
 * The measures of a task over tested galaxies.
 * @param outputs of the head, galaxies x outputs
 * @param values as `valuesOf` gives them
 */
export function measuresOf(task: Task, outputs: Matrix, values: Matrix, targets: Matrix): Measure {
  switch (task.kind) {
    case 'binary':
      return classMeasures(
        Int32Array.from({ length: outputs.rows }, (_, i) => Number(outputs.row(i)[0] > 0)),
        Int32Array.from({ length: outputs.rows }, (_, i) => targets.row(i)[0]),
        [new Ranking(column(values, 1), positives(targets, 0))],
        2,
      );
    case 'classes':
      return classMeasures(
        Int32Array.from({ length: outputs.rows }, (_, i) => greatest(outputs.row(i))),
        Int32Array.from({ length: outputs.rows }, (_, i) => greatest(targets.row(i))),
        task.classes.map((_, k) => new Ranking(column(values, k), positives(targets, k))),
        task.classes.length,
      );
    case 'labels':
      return labelMeasures(outputs, values, targets);
    case 'number':
      return numberMeasures(column(values, 0), column(targets, 0));
    case 'votes':
      return voteMeasures(answerColumns(task.questions), values, targets);
  }
}

function classMeasures(
  predicted: Int32Array,
  truth: Int32Array,
  rankings: readonly Ranking[],
  classes: number,
): Measure {
  return (weights) => {
    const [found, count] = [new Float64Array(classes), new Float64Array(classes)];
    for (let i = 0; i < truth.length; i++) {
      count[truth[i]] += weights[i];
      if (predicted[i] === truth[i]) found[truth[i]] += weights[i];
    }
    const right = found.reduce((sum, value) => sum + value, 0);
    const all = count.reduce((sum, value) => sum + value, 0);
    return {
      'balanced accuracy': mean(Array.from(found, (value, k) => value / count[k])),
      accuracy: right / all,
      'ROC AUC': mean(rankings.map((ranking) => ranking.area(weights))),
      'average precision': mean(rankings.map((ranking) => ranking.averagePrecision(weights))),
    };
  };
}

function labelMeasures(outputs: Matrix, values: Matrix, targets: Matrix): Measure {
  const each = Array.from({ length: targets.columns }, (_, k) =>
    classMeasures(
      Int32Array.from({ length: outputs.rows }, (_, i) => Number(outputs.row(i)[k] > 0)),
      Int32Array.from({ length: outputs.rows }, (_, i) => targets.row(i)[k]),
      [new Ranking(column(values, k), positives(targets, k))],
      2,
    ),
  );
  return (weights) => {
    const found = each.map((measure) => measure(weights));
    const names = Object.keys(found[0]);
    return Object.fromEntries(names.map((name) => [name, mean(found.map((one) => one[name]))]));
  };
}

function numberMeasures(values: Float64Array, truth: Float64Array): Measure {
  return (weights) => {
    let [total, sum] = [0, 0];
    for (let i = 0; i < truth.length; i++) {
      total += weights[i];
      sum += weights[i] * truth[i];
    }
    const centre = sum / total;
    let [square, spread, size] = [0, 0, 0];
    for (let i = 0; i < truth.length; i++) {
      const error = values[i] - truth[i];
      square += weights[i] * error * error;
      size += weights[i] * Math.abs(error);
      spread += weights[i] * (truth[i] - centre) ** 2;
    }
    return {
      'R squared': 1 - square / spread,
      'root mean square error': Math.sqrt(square / total),
      'mean absolute error': size / total,
    };
  };
}

/** Over questions and answers, each galaxy counting by its votes, since fractions of few votes are noise. */
function voteMeasures(questions: readonly (readonly number[])[], values: Matrix, counts: Matrix): Measure {
  return (weights) => {
    const scores: number[] = [];
    const errors: number[] = [];
    for (const columns of questions) {
      const asked = Float64Array.from({ length: counts.rows }, (_, i) =>
        columns.reduce((sum, k) => sum + counts.row(i)[k], 0),
      );
      let [all, square, spread, size] = [0, 0, 0, 0];
      for (let i = 0; i < counts.rows; i++) all += weights[i] * asked[i];
      for (const k of columns) {
        let votes = 0;
        for (let i = 0; i < counts.rows; i++) votes += weights[i] * counts.row(i)[k];
        for (let i = 0; i < counts.rows; i++) {
          if (asked[i] === 0) continue;
          const fraction = counts.row(i)[k] / asked[i];
          const by = weights[i] * asked[i];
          square += by * (values.row(i)[k] - fraction) ** 2;
          spread += by * (votes / all - fraction) ** 2;
          size += (by * Math.abs(values.row(i)[k] - fraction)) / columns.length;
        }
      }
      scores.push(1 - square / spread);
      errors.push(size / all);
    }
    return { 'R squared of vote fractions': mean(scores), 'mean absolute error of vote fractions': mean(errors) };
  };
}

export function column(matrix: Matrix, k: number): Float64Array {
  return Float64Array.from({ length: matrix.rows }, (_, i) => matrix.row(i)[k]);
}

export function positives(targets: Matrix, k: number): boolean[] {
  return Array.from(column(targets, k), (value) => value === 1);
}

/** The mean over classes for which it is defined: recall is not for a class that a sample lacks. */
function mean(values: readonly number[]): number {
  const defined = values.filter(Number.isFinite);
  return defined.reduce((sum, value) => sum + value, 0) / defined.length;
}
