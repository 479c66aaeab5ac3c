import { backSubstitute, choleskyInPlace, choleskySolve, forwardSubstitute } from './cholesky';
import { Matrix } from './matrix';
import { minimise, type Valued } from './minimise';

/**
 * Gaussian process regression with the kernel (1 + d²/2αl²)^-α, and white noise: what scikit-learn's
 * `GaussianProcessRegressor(RationalQuadratic(l, α) + WhiteKernel(noise), normalize_y=True)` does
 * (Rasmussen and Williams 2006, algorithm 2.1 and equations 4.19, 5.8 and 5.9).
 */
export interface KernelParameters {
  readonly lengthScale: number;
  readonly alpha: number;
  readonly noise: number;
}

export interface GaussianProcess {
  readonly kernel: KernelParameters;
  readonly train: Matrix;
  readonly cholesky: Matrix;
  readonly weights: Float64Array;
  readonly mean: number;
  readonly deviation: number;
}

/** Added to the diagonal, lest rounding make it indefinite. */
const JITTER = 1e-10;
const [LOWEST, HIGHEST] = [Math.log(1e-5), Math.log(1e5)];

/** Fits the kernel's parameters by marginal likelihood from `start`, each within 10⁻⁵ and 10⁵. */
export function fitGaussianProcess(train: Matrix, y: ArrayLike<number>, start: KernelParameters): GaussianProcess {
  const values = Float64Array.from(y);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length) || 1;
  const normalised = values.map((value) => (value - mean) / deviation);
  const distances = squaredDistances(train, train);
  const { x } = minimise(
    (logs) => negativeLikelihood(distances, normalised, logs),
    Float64Array.of(start.lengthScale, start.alpha, start.noise).map(Math.log),
    LOWEST,
    HIGHEST,
  );
  return condition(train, normalised, distances, fromLogs(x), mean, deviation);
}

/** The posterior with the kernel as it is given. */
export function gaussianProcess(train: Matrix, y: ArrayLike<number>, kernel: KernelParameters): GaussianProcess {
  return condition(train, Float64Array.from(y), squaredDistances(train, train), kernel, 0, 1);
}

function condition(
  train: Matrix,
  normalised: Float64Array,
  distances: Matrix,
  kernel: KernelParameters,
  mean: number,
  deviation: number,
): GaussianProcess {
  const cholesky = choleskyInPlace(covariance(distances, kernel));
  return { kernel, train, cholesky, weights: choleskySolve(cholesky, normalised), mean, deviation };
}

/** Mean and deviation (that of the noise included) at each row. */
export function predict(process: GaussianProcess, at: Matrix): { mean: Float64Array; deviation: Float64Array } {
  const { kernel, train, cholesky, weights } = process;
  const distances = squaredDistances(at, train);
  const mean = new Float64Array(at.rows);
  const deviation = new Float64Array(at.rows);
  for (let i = 0; i < at.rows; i++) {
    const k = distances.row(i).map((d) => similarity(d, kernel));
    let sum = 0;
    for (let j = 0; j < k.length; j++) sum += k[j] * weights[j];
    mean[i] = sum * process.deviation + process.mean;
    let explained = 0;
    const v = forwardSubstitute(cholesky, k);
    for (let j = 0; j < v.length; j++) explained += v[j] * v[j];
    deviation[i] = process.deviation * Math.sqrt(Math.max(0, 1 + kernel.noise - explained));
  }
  return { mean, deviation };
}

/** Minus the log marginal likelihood, and its gradient by the logarithms of length scale, alpha and noise. */
export function negativeLikelihood(distances: Matrix, y: Float64Array, logs: Float64Array): Valued {
  const n = y.length;
  const kernel = fromLogs(logs);
  const { lengthScale, alpha, noise } = kernel;
  let l: Matrix;
  try {
    l = choleskyInPlace(covariance(distances, kernel));
  } catch {
    return { value: Infinity, gradient: new Float64Array(3) };
  }
  const weights = choleskySolve(l, y);
  let value = (n / 2) * Math.log(2 * Math.PI);
  for (let i = 0; i < n; i++) value += (y[i] * weights[i]) / 2 + Math.log(l.values[i * n + i]);
  const gradient = new Float64Array(3);
  const column = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    // A column of the inverse; the matrix is symmetric, so the part below the diagonal counts twice.
    backSubstitute(l, forwardSubstitute(l, column.fill(0).fill(1, i, i + 1)));
    for (let j = i; j < n; j++) {
      const factor = ((weights[i] * weights[j] - column[j]) / 2) * (i === j ? 1 : 2);
      const d = distances.values[i * n + j];
      const base = 1 + d / (2 * alpha * lengthScale ** 2);
      const k = base ** -alpha;
      gradient[0] -= factor * (k / base) * (d / lengthScale ** 2);
      gradient[1] -= factor * k * (-alpha * Math.log(base) + d / (2 * lengthScale ** 2 * base));
      if (i === j) gradient[2] -= factor * noise;
    }
  }
  return { value, gradient };
}

function fromLogs([lengthScale, alpha, noise]: Float64Array): KernelParameters {
  return { lengthScale: Math.exp(lengthScale), alpha: Math.exp(alpha), noise: Math.exp(noise) };
}

function covariance(distances: Matrix, kernel: KernelParameters): Matrix {
  const out = new Matrix(
    distances.rows,
    distances.rows,
    distances.values.map((d) => similarity(d, kernel)),
  );
  for (let i = 0; i < out.rows; i++) out.values[i * (out.rows + 1)] += kernel.noise + JITTER;
  return out;
}

function similarity(squaredDistance: number, { lengthScale, alpha }: KernelParameters): number {
  return (1 + squaredDistance / (2 * alpha * lengthScale ** 2)) ** -alpha;
}

export function squaredDistances(a: Matrix, b: Matrix): Matrix {
  const out = new Matrix(a.rows, b.rows);
  for (let i = 0; i < a.rows; i++) {
    for (let j = 0; j < b.rows; j++) {
      let sum = 0;
      for (let d = 0; d < a.columns; d++) sum += (a.values[i * a.columns + d] - b.values[j * a.columns + d]) ** 2;
      out.values[i * b.rows + j] = sum;
    }
  }
  return out;
}
