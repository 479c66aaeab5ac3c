import assert from 'node:assert/strict';
import { floatTensor, GraphBuilder } from '../../../src/onnx';
import { Random } from '../../../src/random';
import * as training from '../../../src/training';

type Matrix = number[][];
type Reference = (z: Matrix, inputs: Readonly<Record<string, Matrix>>) => number;

interface LossCase {
  readonly loss: training.Loss;
  readonly reference: Reference;
  /** Values for the loss's own inputs, one row a sample. */
  readonly inputs?: Readonly<Record<string, Matrix>>;
}

const ROWS = 6;
const COLUMNS = 4;
const random = new Random(11);
const matrix = (columns: number, draw: () => number): Matrix =>
  Array.from({ length: ROWS }, () => Array.from({ length: columns }, draw));
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const column = (m: Matrix) => m.map(([value]) => value);
const weighted = (values: readonly number[], weights: readonly number[]) =>
  sum(values.map((value, i) => value * weights[i])) / sum(weights);
const logSoftmax = (z: readonly number[]) => z.map((value) => value - Math.log(sum(z.map(Math.exp))));

/** By Lanczos' approximation, good to 1e-14: another way than the graph's. */
function logGamma(x: number): number {
  const coefficients = [
    0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
    12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
  ]; // prettier-ignore
  const t = x - 1 + 7.5;
  const series = coefficients.reduce((total, c, i) => total + (i === 0 ? c : c / (x - 1 + i)), 0);
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(t) - t + Math.log(series);
}

const similarities = (z: Matrix, temperature: number) => {
  const unit = z.map((row) => row.map((value) => value / Math.hypot(...row)));
  return unit.map((a) => unit.map((b) => sum(a.map((value, i) => value * b[i])) / temperature));
};

const halves = (z: Matrix) => [z.slice(0, ROWS / 2), z.slice(ROWS / 2)];

const vicReg: Reference = (z) => {
  const views = halves(z);
  const [a, b] = views;
  let total = (25 * sum(a.flatMap((row, i) => row.map((v, k) => (v - b[i][k]) ** 2)))) / (a.length * COLUMNS);
  for (const view of views) {
    const means = Array.from({ length: COLUMNS }, (_, k) => sum(view.map((row) => row[k])) / view.length);
    const covariance = (i: number, k: number) =>
      sum(view.map((row) => (row[i] - means[i]) * (row[k] - means[k]))) / (view.length - 1);
    for (let i = 0; i < COLUMNS; i++) {
      total += ((25 / 2) * Math.max(0, 1 - Math.sqrt(covariance(i, i) + 1e-4))) / COLUMNS;
      for (let k = 0; k < COLUMNS; k++) if (i !== k) total += covariance(i, k) ** 2 / COLUMNS;
    }
  }
  return total;
};

const masked =
  (each: (y: number, t: number) => number): Reference =>
  (z, { target, mask }) =>
    weighted(z.flatMap((row, i) => row.map((y, k) => each(y, target[i][k]))), mask.flat()); // prettier-ignore

const maskedInputs = (draw: () => number) => ({
  target: matrix(COLUMNS, draw),
  mask: matrix(COLUMNS, () => random.integer(0, 1)),
});
const softTargets = matrix(COLUMNS, () => random.uniform()).map((row) => row.map((value) => value / sum(row)));

const CASES: Readonly<Record<string, LossCase>> = {
  'softmax cross-entropy': {
    loss: training.softmaxCrossEntropy({ name: 'loss', output: 'z', labelSmoothing: 0.1 }),
    inputs: { target: softTargets, weight: matrix(1, () => random.uniform()) },
    reference: (z, { target, weight }) => {
      const each = z.map((row, i) => -sum(logSoftmax(row).map((p, k) => p * (0.9 * target[i][k] + 0.1 / COLUMNS))));
      return weighted(each, column(weight));
    },
  },
  'sigmoid cross-entropy': {
    loss: training.sigmoidCrossEntropy({ name: 'loss', output: 'z' }),
    inputs: maskedInputs(() => random.uniform()),
    reference: masked((y, t) => Math.log(1 + Math.exp(y)) - t * y),
  },
  'mean square': {
    loss: training.meanSquare({ name: 'loss', output: 'z' }),
    inputs: maskedInputs(() => random.gaussian()),
    reference: masked((y, t) => (y - t) ** 2),
  },
  Huber: {
    loss: training.huber({ name: 'loss', output: 'z', delta: 0.7 }),
    inputs: maskedInputs(() => random.gaussian()),
    reference: masked((y, t) => (Math.abs(y - t) <= 0.7 ? (y - t) ** 2 / 2 : 0.7 * (Math.abs(y - t) - 0.35))),
  },
  'Dirichlet-multinomial': {
    loss: training.dirichletMultinomial({ name: 'loss', output: 'z', questions: [[0, 1], [2, 3]] }), // prettier-ignore
    inputs: { counts: matrix(COLUMNS, () => random.integer(0, 40)), weight: matrix(1, () => random.uniform()) },
    reference: (z, { counts, weight }) => {
      const each = z.map((row, i) => {
        const a = row.map((value) => 1 + 99 / (1 + Math.exp(-value)));
        return sum(
          [[0, 1], [2, 3]].map((question) => {
            const total = sum(question.map((k) => a[k]));
            const votes = sum(question.map((k) => counts[i][k]));
            const answers = sum(question.map((k) => logGamma(a[k] + counts[i][k]) - logGamma(a[k])));
            return logGamma(total + votes) - logGamma(total) - answers;
          }),
        ); // prettier-ignore
      });
      return weighted(each, column(weight));
    },
  },
  'NT-Xent': {
    loss: training.ntXent({ name: 'loss', output: 'z', temperature: 0.3 }),
    reference: (z) => {
      const s = similarities(z, 0.3);
      return sum(s.map((row, i) => {
        const others = row.filter((_, j) => j !== i);
        return Math.log(sum(others.map(Math.exp))) - row[(i + ROWS / 2) % ROWS];
      })) / ROWS; // prettier-ignore
    },
  },
  SupCon: {
    loss: training.supCon({ name: 'loss', output: 'z', temperature: 0.4 }),
    inputs: { label: [[0], [1], [0], [0], [1], [2]] },
    reference: (z, { label }) => {
      const s = similarities(z, 0.4);
      const each = s.flatMap((row, i) => {
        const positives = row.map((_, j) => j).filter((j) => j !== i && label[i][0] === label[j][0]);
        const all = Math.log(sum(row.filter((_, j) => j !== i).map(Math.exp)));
        return positives.length > 0 ? [sum(positives.map((j) => all - row[j])) / positives.length] : [];
      });
      return sum(each) / each.length;
    },
  },
  VICReg: { loss: training.vicReg({ name: 'loss', output: 'z' }), reference: vicReg },
};

describe('losses', () => {
  const x = matrix(3, () => random.gaussian());
  const weights = matrix(COLUMNS, () => random.gaussian()).slice(0, 3);
  const product = (w: Matrix) => x.map((row) => w[0].map((_, k) => sum(row.map((value, i) => value * w[i][k]))));

  for (const opset of [13, 18])
    for (const [name, { loss, reference, inputs = {} }] of Object.entries(CASES))
      it(`${name}: the value and the gradient are those of the formula, whatever the batch (operator set ${opset})`, async () => {
        const graph = new GraphBuilder(opset);
        graph.input('x', [-1, 3]);
        graph.initializer(floatTensor('w', Float32Array.from(weights.flat()), [3, COLUMNS]));
        graph.output('z', graph.matmul('x', 'w'));
        const trainer = await training.Trainer.create(graph.model(), { losses: [loss], threads: 1 });
        const own = Object.entries(inputs).map(([key, m]) => [`loss/${key}`, Float32Array.from(m.flat())] as const);
        const batch = { x: Float32Array.from(x.flat()), ...Object.fromEntries(own) };
        const { report, gradients } = await trainer.gradientsOf(batch);
        const value = (w: Matrix) => reference(product(w), inputs);
        assert.ok(Math.abs(report.loss / value(weights) - 1) < 2e-5, `${report.loss}, not ${value(weights)}`);
        const numeric = weights.flatMap((row, i) =>
          row.map((_, k) => {
            const moved = (by: number) => weights.map((r, a) => r.map((v, b) => (a === i && b === k ? v + by : v)));
            return (value(moved(1e-5)) - value(moved(-1e-5))) / 2e-5;
          }),
        );
        const scale = Math.max(...numeric.map(Math.abs));
        gradients.get('w')!.forEach((gradient, i) => {
          assert.ok(Math.abs(gradient - numeric[i]) < 1e-4 * scale, `${i}: ${gradient}, not ${numeric[i]}`);
        });
        await trainer.release();
      });
});
