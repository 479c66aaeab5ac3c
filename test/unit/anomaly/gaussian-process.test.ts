import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { InterestSpace, MatrixProducts, Points } from '../../../src/anomaly';
import {
  type GaussianProcess,
  type KernelParameters,
  leaveOneOut,
  Matrix,
  negativeLikelihood,
  normalisedGaussianProcess,
  predict,
  squaredDistances,
} from '../../../src/statistics';

interface Found {
  readonly kernel: KernelParameters;
  readonly mean: number[];
  readonly deviation: number[];
  readonly leftOut: number[];
  readonly likelihood: number;
}

/** As scikit-learn.py makes them. */
function points(first: number, count: number): Matrix {
  return Matrix.fromRows(
    Array.from({ length: count }, (_, k) =>
      Array.from({ length: 40 }, (__, j) => {
        const i = first + k;
        return Math.sin(0.37 * i * (j + 1) + 0.11 * i * i) + 0.5 * Math.cos(1.7 * i + 0.3 * j * j);
      }),
    ),
  );
}

function near(actual: ArrayLike<number>, expected: readonly number[], within: number): void {
  assert.equal(actual.length, expected.length);
  expected.forEach((value, i) => assert.ok(Math.abs(actual[i] - value) < within, `${i}: ${actual[i]}, not ${value}`));
}

describe('a Gaussian process on ratings', () => {
  const { ratings, found } = JSON.parse(fs.readFileSync(path.join(__dirname, 'scikit-learn.json'), 'utf8')) as {
    ratings: number[];
    found: Record<string, Found>;
  };
  const [train, others] = [points(0, 120), points(120, 30)];

  for (const [name, { kernel, mean, deviation, leftOut, likelihood }] of Object.entries(found)) {
    const process = normalisedGaussianProcess(train, ratings, kernel);

    it(`of a ${name} kernel has scikit-learn’s mean, deviation and likelihood`, () => {
      const at = predict(process, others);
      near(at.mean, mean, 1e-8);
      near(at.deviation, deviation, 1e-8);
      const normalised = Float64Array.from(ratings, (rating) => (rating - process.mean) / process.deviation);
      const logs = Float64Array.of(kernel.lengthScale, kernel.alpha, kernel.noise).map(Math.log);
      near([negativeLikelihood(squaredDistances(train, train), normalised, logs).value], [-likelihood], 1e-6);
    });

    it(`of a ${name} kernel predicts each rating as a process without it does`, () => {
      near(leaveOneOut(process, ratings), leftOut, 1e-6);
    });

    it(`of a ${name} kernel is the same to 1e-4 in single precision, by products of matrices`, async () => {
      const { mean: single, deviation: singleDeviation } = await inSinglePrecision(process, others);
      near(single, mean, 1e-4);
      near(singleDeviation, deviation, 1e-4);
    });
  }

  async function inSinglePrecision(process: GaussianProcess, at: Matrix) {
    const all = new Points(at.rows, at.columns);
    all.set(0, Float32Array.from(at.values));
    const products = new MatrixProducts(1);
    const { mean, explained } = await products.posterior(process, all, 0, at.rows, 'mean and explained');
    const alone = await products.posterior(process, all, 3, 9, 'mean');
    near(alone.mean, [...mean.slice(3, 9)], 1e-5);
    return {
      mean: mean.map((m) => m * process.deviation + process.mean),
      deviation: explained!.map((e) => process.deviation * Math.sqrt(1 + process.kernel.noise - e)),
    };
  }

  it('is of forty components, each of mean 0 and deviation 1', async () => {
    const rows = points(0, 90);
    // Another scale along each column: what counts is how galaxies differ, not by how much.
    rows.values.forEach((x, i) => (rows.values[i] = 5 + x * (1 + (i % 40))));
    const space = new InterestSpace(rows);
    const along = await new MatrixProducts(1).coordinates(Float32Array.from(rows.values), 40, space);
    assert.equal(space.dimensions, 40);
    for (let d = 0; d < 40; d++) {
      const column = Array.from({ length: 90 }, (_, i) => along[i * 40 + d]);
      const mean = column.reduce((a, b) => a + b) / 90;
      near([mean, column.reduce((sum, x) => sum + (x - mean) ** 2, 0) / 90], [0, 1], 1e-3);
    }
  });
});
