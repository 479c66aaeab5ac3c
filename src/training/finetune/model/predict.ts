import { betaQuantile, Matrix } from '../../../statistics';
import { applyLinear, type LinearHead } from '../../heads/linear-head';
import { concentration } from '../../heads/row-loss';
import { INTERVAL } from '../learners/linear-learner';
import type { FinetunedCard } from './model-card';
import { predictionOf, valueNames, valuesOf } from '../learners/outputs';
import { answerColumns } from '../task';

/** Predictions as columns: what each galaxy is said to be, and the numbers behind it. */
export interface Predictions {
  readonly predictions: readonly string[];
  /** `p_<class>`; `value`, `low`, `high`; `<question>_<answer>_fraction`, and `…_low`, `…_high`. */
  readonly columns: readonly string[];
  /** galaxies x columns. */
  readonly values: Matrix;
}

/** Layers with ReLU between them, applied to representations (centre subtracted). */
export function applyLayers(layers: readonly LinearHead[], features: Matrix): Matrix {
  return layers.reduce((x, layer, l) => {
    const out = applyLinear(layer, x);
    if (l < layers.length - 1) for (let i = 0; i < out.values.length; i++) out.values[i] = Math.max(0, out.values[i]);
    return out;
  }, features);
}

/** What a model's outputs say of galaxies. Intervals hold 90 %. */
export function predictionsOf({ head }: FinetunedCard, outputs: Matrix): Predictions {
  const { task, temperature, offsets, halfWidth = NaN } = head;
  const values = valuesOf(task, outputs, { temperature, offsets });
  const predictions = Array.from({ length: outputs.rows }, (_, i) => predictionOf(task, outputs.row(i)));
  const names = valueNames(task);
  if (task.kind === 'number') {
    const wide = new Matrix(outputs.rows, 3);
    for (let i = 0; i < outputs.rows; i++) {
      const value = values.row(i)[0];
      wide.row(i).set([value, value - halfWidth, value + halfWidth]);
    }
    return { predictions, columns: ['value', 'low', 'high'], values: wide };
  }
  if (task.kind !== 'votes') return { predictions, columns: names.map((name) => `p_${name}`), values };
  const wide = new Matrix(outputs.rows, 3 * names.length);
  const questions = answerColumns(task.questions);
  for (let i = 0; i < outputs.rows; i++) {
    const a = outputs.row(i).map(concentration);
    for (const columns of questions) {
      const total = columns.reduce((sum, k) => sum + a[k], 0);
      for (const k of columns) {
        const quantile = (share: number) => betaQuantile(share, a[k], total - a[k]);
        wide.row(i).set([values.row(i)[k], quantile((1 - INTERVAL) / 2), quantile((1 + INTERVAL) / 2)], 3 * k);
      }
    }
  }
  const columns = names.flatMap((name) => [`${name}_fraction`, `${name}_low`, `${name}_high`]);
  return { predictions, columns, values: wide };
}
