import assert from 'node:assert/strict';
import { Random } from '../../../src/random';
import {
  areaUnderRoc,
  averagePrecision,
  balancedAccuracy,
  choleskyInPlace,
  cosines,
  fitGaussianProcess,
  fitLogistic,
  gaussianProcess,
  kMeans,
  logisticScores,
  Matrix,
  negativeLikelihood,
  normalBelow,
  precisionAtK,
  predict,
  principalAxes,
  products,
  project,
  squaredDistances,
  stratifiedSplits,
  symmetricEigen,
  transposed,
} from '../../../src/statistics';

// The expected numbers named as scikit-learn's are of its version 1.9.1 on these very points.
const POINTS = Matrix.fromRows(
  Array.from({ length: 12 }, (_, i) => Array.from({ length: 3 }, (_, j) => Math.sin(3 * i + 7 * j + (i * j) / 5))),
);
const CURVE = Array.from({ length: 12 }, (_, i) => 2 * POINTS.row(i)[0] + POINTS.row(i)[1] ** 2);
const rows = (from: number, to: number) => POINTS.pick(Array.from({ length: to - from }, (_, i) => from + i));

function near(actual: ArrayLike<number>, expected: readonly number[], within: number): void {
  assert.equal(actual.length, expected.length);
  expected.forEach((value, i) => assert.ok(Math.abs(actual[i] - value) < within, `${i}: ${actual[i]}, not ${value}`));
}

describe('statistics', () => {
  it('fit a balanced logistic regression as scikit-learn does', () => {
    const positive = Array.from({ length: 12 }, (_, i) => i % 3 === 0);
    const kernel = products(POINTS, POINTS);
    const expected = [
      0.153608, -0.199073, 0.104809, -0.12732, 0.013192, -0.020336, -0.103524, 0.099687, -0.220035, 0.205905, -0.309647,
      0.27347,
    ];
    near(logisticScores(fitLogistic(kernel, positive, 0.5), kernel), expected, 1e-5);
  });

  it('give the posterior and the likelihood of a Gaussian process as scikit-learn does', () => {
    const kernel = { lengthScale: 1.5, alpha: 0.8, noise: 0.1 };
    const train = rows(0, 8);
    const { mean, deviation } = predict(gaussianProcess(train, CURVE.slice(0, 8), kernel), rows(8, 12));
    near(mean, [-0.616252, 2.149841, -0.532372, 1.957753], 1e-5);
    near(deviation, [0.527857, 0.515937, 0.655261, 0.61612], 1e-5);
    const logs = Float64Array.of(1.5, 0.8, 0.1).map(Math.log);
    const y = Float64Array.from(CURVE.slice(0, 8));
    near([negativeLikelihood(squaredDistances(train, train), y, logs).value], [8.34912648837713], 1e-8);
  });

  it('have the likelihood’s gradient that differences have', () => {
    const distances = squaredDistances(POINTS, POINTS);
    const y = Float64Array.from(CURVE);
    const logs = Float64Array.of(0.3, -0.4, -1.5);
    const { gradient } = negativeLikelihood(distances, y, logs);
    const difference = logs.map((_, i) => {
      const at = (step: number) =>
        negativeLikelihood(
          distances,
          y,
          logs.map((x, j) => x + Number(i === j) * step),
        ).value;
      return (at(1e-5) - at(-1e-5)) / 2e-5;
    });
    near(gradient, [...difference], 1e-5);
  });

  it('fit the kernel to the likelihood that scikit-learn reaches', () => {
    const process = fitGaussianProcess(POINTS, CURVE, { lengthScale: 1.5, alpha: 0.8, noise: 0.1 });
    const shifted = rows(0, 3);
    shifted.values.forEach((x, i) => (shifted.values[i] = x + 0.1));
    near(predict(process, shifted).mean, [0.55968, 0.97542, 0.12526], 2e-3);
    near([process.kernel.lengthScale], [2.18], 0.02);
  });

  it('rank as scikit-learn does, ties included', () => {
    const scores = [0.1, 0.4, 0.4, 0.8, 0.35, -0.2];
    const positive = [false, true, false, true, false, true];
    near([areaUnderRoc(scores, positive), averagePrecision(scores, positive)], [0.6111111111, 0.7222222222], 1e-9);
    assert.equal(balancedAccuracy(scores, positive), (2 / 3 + 0) / 2);
  });

  it('take a symmetric matrix apart into eigenvectors', () => {
    const matrix = products(POINTS, POINTS);
    const { values, vectors } = symmetricEigen(matrix);
    for (let i = 0; i < 12; i++) {
      near(
        products(matrix, vectors.pick([i])).values,
        [...vectors.row(i)].map((x) => x * values[i]),
        1e-12,
      );
    }
    near(
      products(vectors, vectors).values,
      [...Array(144).keys()].map((i) => Number(i % 13 === 0)),
      1e-12,
    );
  });

  it('take matrices apart that have many zero eigenvalues', () => {
    for (let seed = 1; seed <= 20; seed++) {
      const random = new Random(seed);
      const centre = Array.from({ length: 100 }, () => random.gaussian());
      const few = Matrix.fromRows(
        Array.from({ length: 20 }, () => centre.map((x) => Math.fround(x + 0.02 * random.gaussian()))),
      ).centred();
      const across = transposed(few);
      const { values, vectors } = symmetricEigen(products(across, across));
      assert.ok(values[18] > 1e-4 * values[0] && Math.abs(values[19]) < 1e-12 * values[0], `seed ${seed}`);
      near(products(vectors, vectors).values, [...Array(10_000).keys()].map((i) => Number(i % 101 === 0)), 1e-12); // prettier-ignore
    }
  });

  it('find the principal axes of wide matrices as of narrow ones', () => {
    const wide = new Matrix(12, 700);
    for (let i = 0; i < 12; i++) wide.values.set(POINTS.row(i), i * 700 + 300);
    const variances = (matrix: Matrix) => {
      const along = project(matrix, principalAxes(matrix, 3));
      return [0, 1, 2].map((d) => Array.from({ length: 12 }, (_, i) => along.row(i)[d] ** 2).reduce((a, b) => a + b));
    };
    near(variances(wide), variances(POINTS), 1e-9);
  });

  it('count the labels of the nearest by cosine', () => {
    const matrix = Matrix.fromRows([
      [1, 0],
      [2, 0.1],
      [0, 3],
      [0.1, 1],
      [1, 1],
    ]);
    const labels = ['a', 'a', 'b', 'b', 'a'];
    assert.deepEqual([...precisionAtK(cosines(matrix), labels, [0, 2], [0, 1, 2, 3, 4], 2)], [1, 0.5]);
  });

  it('split in the classes’ shares, each galaxy once', () => {
    const positive = Array.from({ length: 100 }, (_, i) => i < 30);
    for (const { train, test } of stratifiedSplits(positive, 20, 5, 1)) {
      assert.equal(train.filter((i) => positive[i]).length, 6);
      assert.deepEqual(
        [...train, ...test].sort((a, b) => a - b),
        [...positive.keys()],
      );
    }
  });

  it('know the normal distribution and refuse what is not positive definite', () => {
    near([-3, -1, 0, 1.5].map(normalBelow), [0.0013498980316, 0.1586552539315, 0.5, 0.9331927987311], 2e-7);
    assert.throws(
      () =>
        choleskyInPlace(
          Matrix.fromRows([
            [1, 2],
            [2, 1],
          ]),
        ),
      RangeError,
    );
  });

  it('find clusters by k-means, the same for the same seed, copies together', () => {
    const random = new Random(9);
    const centres = [[0, 0], [9, 0], [0, 9]]; // prettier-ignore
    const rows = Matrix.fromRows(
      Array.from({ length: 60 }, (_, i) => Float64Array.from(centres[i % 3], (x) => x + random.gaussian())),
    );
    const found = kMeans(rows, 3, new Random(1));
    assert.deepEqual(kMeans(rows, 3, new Random(1)), found);
    assert.equal(new Set(found).size, 3);
    found.forEach((cluster, i) => assert.equal(cluster, found[i % 3]));
    const copies = Matrix.fromRows([Float64Array.of(1), Float64Array.of(1), Float64Array.of(1)]);
    assert.deepEqual([...kMeans(copies, 2, new Random(1))], [0, 0, 0]);
  });
});
