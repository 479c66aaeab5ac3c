import { choleskyInPlace, choleskySolve } from './cholesky';
import { Matrix } from './matrix';

const LARGEST_STEPS = 100;

/** Scores are `intercept` + the sum over the training rows of `coefficients` times their product with a row. */
export interface LogisticModel {
  readonly coefficients: Float64Array;
  readonly intercept: number;
}

/**
 * Logistic regression with an L2 penalty, balanced classes and a free intercept: least of
 * |w|²/2 + C Σ sᵢ log(1 + exp(-yᵢ(w·xᵢ + b))), sᵢ = N/(2 Nclass), as scikit-learn's
 * `LogisticRegression(C, class_weight='balanced')`. Newton's method in the space of the rows, of which there are fewer
 * than columns (Rasmussen and Williams 2006, section 3.4.3).
 * @param kernel products of the training rows with one another
 */
export function fitLogistic(kernel: Matrix, positive: readonly boolean[], C: number): LogisticModel {
  const n = kernel.rows;
  const positives = positive.filter(Boolean).length;
  const weight = Float64Array.from(positive, (p) => (C * n) / (2 * (p ? positives : n - positives)));
  const sign = Float64Array.from(positive, (p) => (p ? 1 : -1));
  let model: LogisticModel = { coefficients: new Float64Array(n), intercept: 0 };
  let loss = Infinity;
  for (let step = 0; step < LARGEST_STEPS; step++) {
    const target = newtonTarget(kernel, sign, weight, model);
    // The loss is convex: a step of Newton's that goes too far is halved.
    let size = 1;
    let next = target;
    let nextLoss = lossOf(kernel, sign, weight, next);
    const now = step === 0 ? lossOf(kernel, sign, weight, model) : loss;
    while (nextLoss > now && size > 1e-6) {
      size /= 2;
      next = between(model, target, size);
      nextLoss = lossOf(kernel, sign, weight, next);
    }
    model = next;
    loss = nextLoss;
    if (now - loss <= 1e-10 * Math.abs(now)) break;
  }
  return model;
}

/** Scores of rows whose products with the training rows are the rows of `kernel`. */
export function logisticScores({ coefficients, intercept }: LogisticModel, kernel: Matrix): Float64Array {
  return Float64Array.from({ length: kernel.rows }, (_, i) => {
    const row = kernel.row(i);
    let sum = intercept;
    for (let j = 0; j < row.length; j++) sum += row[j] * coefficients[j];
    return sum;
  });
}

function newtonTarget(kernel: Matrix, sign: Float64Array, weight: Float64Array, model: LogisticModel): LogisticModel {
  const n = kernel.rows;
  const scores = logisticScores(model, kernel);
  // With curvature W and working response z, the step solves (K + W⁻¹) a = z - b and Σ a = 0.
  const root = new Float64Array(n);
  const response = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const p = 1 / (1 + Math.exp(sign[i] * scores[i]));
    const curvature = Math.max(weight[i] * p * (1 - p), 1e-12);
    root[i] = Math.sqrt(curvature);
    response[i] = scores[i] + (weight[i] * sign[i] * p) / curvature;
  }
  const system = new Matrix(n, n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      system.values[i * n + j] = root[i] * kernel.values[i * n + j] * root[j] + Number(i === j);
    }
  }
  const l = choleskyInPlace(system);
  const solve = (b: Float64Array) =>
    choleskySolve(
      l,
      b.map((x, i) => x * root[i]),
    ).map((x, i) => x * root[i]);
  const ofResponse = solve(response);
  const ofOnes = solve(new Float64Array(n).fill(1));
  const sum = (values: Float64Array) => values.reduce((a, b) => a + b, 0);
  const intercept = sum(ofResponse) / sum(ofOnes);
  return { coefficients: ofResponse.map((x, i) => x - intercept * ofOnes[i]), intercept };
}

function lossOf(kernel: Matrix, sign: Float64Array, weight: Float64Array, model: LogisticModel): number {
  const scores = logisticScores(model, kernel);
  let sum = 0;
  for (let i = 0; i < scores.length; i++) {
    const margin = sign[i] * scores[i];
    sum += weight[i] * (margin > 0 ? Math.log1p(Math.exp(-margin)) : Math.log1p(Math.exp(margin)) - margin);
    sum += (model.coefficients[i] * (scores[i] - model.intercept)) / 2;
  }
  return sum;
}

function between(from: LogisticModel, to: LogisticModel, size: number): LogisticModel {
  return {
    coefficients: from.coefficients.map((x, i) => x + size * (to.coefficients[i] - x)),
    intercept: from.intercept + size * (to.intercept - from.intercept),
  };
}
