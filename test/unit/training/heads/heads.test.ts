import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { Random } from '../../../../src/random';
import { betaQuantile, groupedFolds, Matrix } from '../../../../src/statistics';
import { chooseHead } from '../../../../src/training/heads/choose-penalty';
import { linearFitter } from '../../../../src/training/heads/fit-linear';
import { applyLinear, type LinearHead } from '../../../../src/training/heads/linear-head';
import { rowLoss } from '../../../../src/training/heads/row-loss';
import type { Task } from '../../../../src/training/finetune/task';

interface Reference {
  votes: { questions: number[]; z: number[]; counts: number[]; loss: number; gradient: number[] }[];
  features: number[][];
  classes: number[];
  number: number[];
  penalty: number;
  binary: { weights: number[][]; bias: number[] };
  softmax: { weights: number[][]; bias: number[] };
  ridge: { weights: number[][]; bias: number[] };
  beta: { share: number; a: number; b: number; x: number }[];
}

const reference = JSON.parse(fs.readFileSync(path.join(__dirname, 'reference.json'), 'utf8')) as Reference;
const features = Matrix.fromRows(reference.features);
const ones = new Float64Array(features.rows).fill(1);
const BINARY: Task = { kind: 'binary', classes: ['no', 'yes'] };
const CLASSES: Task = { kind: 'classes', classes: ['a', 'b', 'c'] };

function near(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number): void {
  assert.equal(actual.length, expected.length);
  for (let i = 0; i < expected.length; i++)
    assert.ok(
      Math.abs(actual[i] - expected[i]) <= tolerance * Math.max(1, Math.abs(expected[i])),
      `${i}: ${actual[i]} is not ${expected[i]}`,
    );
}

function sameHead(head: LinearHead, expected: { weights: number[][]; bias: number[] }, tolerance: number): void {
  near(head.weights.values, expected.weights.flat(), tolerance);
  near(head.bias, expected.bias, tolerance);
}

describe('heads on representations', () => {
  it('have the Dirichlet-multinomial loss and gradient of SciPy', () => {
    for (const { questions, z, counts, loss, gradient } of reference.votes) {
      const task: Task = {
        kind: 'votes',
        questions: questions.map((answers, q) => ({
          question: `q${q}`,
          answers: Array.from({ length: answers }, (_, k) => `a${k}`),
        })),
      };
      const found = new Float64Array(z.length);
      near([rowLoss(task)(Float64Array.from(z), Float64Array.from(counts), found)], [loss], 1e-10);
      near(found, gradient, 1e-9);
    }
  });

  it('are those of scikit-learn: logistic, softmax and ridge regression', () => {
    const yes = new Matrix(
      features.rows,
      1,
      Float64Array.from(reference.classes, (c) => Number(c > 0)),
    );
    const oneHot = Matrix.fromRows(reference.classes.map((c) => [0, 1, 2].map((k) => Number(k === c))));
    const number = new Matrix(features.rows, 1, Float64Array.from(reference.number));
    const fit = (task: Task, targets: Matrix) =>
      linearFitter(task, { features, targets, weights: ones })(reference.penalty);
    sameHead(fit(BINARY, yes), reference.binary, 2e-3);
    sameHead(fit(CLASSES, oneHot), reference.softmax, 2e-3);
    sameHead(fit({ kind: 'number' }, number), reference.ridge, 1e-8);
  });

  it('are the same in the space of the rows where features are wider than these', () => {
    const random = new Random(3);
    const wide = new Matrix(12, 30);
    for (let i = 0; i < wide.values.length; i++) wide.values[i] = random.gaussian();
    const targets = new Matrix(
      12,
      1,
      Float64Array.from({ length: 12 }, (_, i) => i % 2),
    );
    const rows = { features: wide, targets, weights: new Float64Array(12).fill(1) };
    const head = linearFitter(BINARY, rows)(0.1);
    // The same problem with every row twice, less rows than columns no more.
    const doubled = new Matrix(36, 30, Float64Array.from([...wide.values, ...wide.values, ...wide.values]));
    const other = linearFitter(BINARY, {
      features: doubled,
      targets: new Matrix(
        36,
        1,
        Float64Array.from({ length: 36 }, (_, i) => i % 2),
      ),
      weights: new Float64Array(36).fill(1),
    })(0.1);
    near(head.weights.values, other.weights.values, 1e-3);
    near(applyLinear(head, wide).values, applyLinear(other, wide).values, 2e-3);
  });

  it('choose a strong penalty where there is nothing to learn, a weaker one where there is', () => {
    const random = new Random(5);
    const x = new Matrix(120, 20);
    for (let i = 0; i < x.values.length; i++) x.values[i] = random.gaussian();
    const signal = Float64Array.from({ length: 120 }, (_, i) => Number(x.row(i)[0] + x.row(i)[1] > 0));
    const noise = Float64Array.from({ length: 120 }, () => Number(random.chance(0.5)));
    const folds = groupedFolds(signal, Array.from(signal.keys()), 5, 1);
    const choose = (targets: Float64Array) =>
      chooseHead(BINARY, { features: x, targets: new Matrix(120, 1, targets), weights: new Float64Array(120).fill(1) }, folds); // prettier-ignore
    const learned = choose(signal);
    assert.ok(learned.penalty < choose(noise).penalty);
    const right = signal.filter((is, i) => learned.outOfFold.row(i)[0] > 0 === (is === 1)).length;
    assert.ok(right > 105, String(right));
  });

  it('choose the scaling of the encoder where few galaxies show that it is right, else that of each column', () => {
    const random = new Random(9);
    const rows = 60;
    /** Of 40 columns some are twenty times as large as the others; one has the signal. */
    const choose = (large: number, telling: number, count = rows) => {
      const x = new Matrix(count, 40);
      for (let i = 0; i < x.values.length; i++) x.values[i] = random.gaussian() * (i % 40 < large ? 20 : 1);
      const signal = Float64Array.from({ length: count }, (_, i) => Number(x.row(i)[telling] > 0));
      const folds = groupedFolds(signal, Array.from(signal.keys()), 5, 1);
      const targets = new Matrix(count, 1, signal);
      const labelled = { features: x, targets, weights: new Float64Array(count).fill(1) };
      const chosen = chooseHead(BINARY, labelled, folds);
      const asked = (['columns', 'together'] as const).map((scaling) =>
        chooseHead(BINARY, labelled, folds, { scaling }),
      );
      const right = ({ outOfFold }: typeof chosen) =>
        signal.filter((is, i) => outOfFold.row(i)[0] > 0 === (is === 1)).length;
      return { scaling: chosen.scaling, right: right(chosen), asked: asked.map(right) };
    };
    const trusted = choose(1, 0);
    assert.equal(trusted.scaling, 'together');
    assert.ok(trusted.right === trusted.asked[1] && trusted.right > trusted.asked[0], JSON.stringify(trusted));
    const own = choose(20, 30);
    assert.equal(own.scaling, 'columns');
    assert.ok(own.right === own.asked[0] && own.right > own.asked[1], JSON.stringify(own));
    assert.equal(choose(1, 0, 1000).scaling, 'columns');
  });

  it('know quantiles of beta distributions as SciPy does', () => {
    for (const { share, a, b, x } of reference.beta) near([betaQuantile(share, a, b)], [x], 1e-9);
  });
});
