import { choleskyInPlace, choleskySolve, forwardSubstitute, inverseOf, inverseTransposed } from './cholesky';
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

/** A posterior: of values that have been taken to mean 0 and deviation 1, which `mean` and `deviation` undo. */
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
/** Lower and upper bound of each kernel parameter. */
export type KernelBounds = Readonly<Record<keyof KernelParameters, readonly [low: number, high: number]>>;

/** scikit-learn's own. */
const WIDE: KernelBounds = { lengthScale: [1e-5, 1e5], alpha: [1e-5, 1e5], noise: [1e-5, 1e5] };

/** Fits the kernel's parameters by marginal likelihood from `start`, each within its bounds. */
export function fitGaussianProcess(
  train: Matrix,
  y: ArrayLike<number>,
  start: KernelParameters,
  { lengthScale, alpha, noise }: KernelBounds = WIDE,
): GaussianProcess {
  const { normalised, mean, deviation } = normalise(y);
  const distances = squaredDistances(train, train);
  const { x } = minimise(
    (logs) => negativeLikelihood(distances, normalised, logs),
    Float64Array.of(start.lengthScale, start.alpha, start.noise).map(Math.log),
    [lengthScale[0], alpha[0], noise[0]].map(Math.log),
    [lengthScale[1], alpha[1], noise[1]].map(Math.log),
  );
  return condition(train, normalised, distances, fromLogs(x), mean, deviation);
}

/** The posterior with the kernel as it is given, of values that are of mean 0 and deviation 1 as they are. */
export function gaussianProcess(train: Matrix, y: ArrayLike<number>, kernel: KernelParameters): GaussianProcess {
  return condition(train, Float64Array.from(y), squaredDistances(train, train), kernel, 0, 1);
}

/** The posterior with the kernel as it is given, of values that are normalised first, as in `fitGaussianProcess`. */
export function normalisedGaussianProcess(
  train: Matrix,
  y: ArrayLike<number>,
  kernel: KernelParameters,
): GaussianProcess {
  const { normalised, mean, deviation } = normalise(y);
  return condition(train, normalised, squaredDistances(train, train), kernel, mean, deviation);
}

function normalise(y: ArrayLike<number>): { normalised: Float64Array; mean: number; deviation: number } {
  const values = Float64Array.from(y);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length) || 1;
  return { normalised: values.map((value) => (value - mean) / deviation), mean, deviation };
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

/**
 * What each training value would be predicted to be from all others, by the same kernel (Rasmussen and Williams 2006,
 * equations 5.10 to 5.12): no posterior is made anew for it. The mean and deviation that normalise stay those of all.
 * @param y the values that the process was conditioned on.
 */
export function leaveOneOut(process: GaussianProcess, y: ArrayLike<number>): Float64Array {
  const inverse = inverseOf(inverseTransposed(process.cholesky));
  return Float64Array.from(
    y,
    (value, i) => value - (process.weights[i] / inverse.values[i * (inverse.rows + 1)]) * process.deviation,
  );
}

/** Minus the log marginal likelihood, and its gradient by the logarithms of length scale, alpha and noise. */
export function negativeLikelihood(distances: Matrix, y: Float64Array, logs: Float64Array): Valued {
  const n = y.length;
  const { lengthScale, alpha, noise } = fromLogs(logs);
  const scale = 1 / (2 * alpha * lengthScale ** 2);
  // Logarithms and powers are most of the time: each is taken once, for both halves of the symmetric matrix.
  const logBase = new Float64Array(n * n);
  const covariances = new Matrix(n, n);
  const k = covariances.values;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      const at = i * n + j;
      logBase[at] = Math.log(1 + distances.values[at] * scale);
      k[at] = Math.exp(-alpha * logBase[at]);
    }
    k[i * (n + 1)] = 1 + noise + JITTER;
  }
  const kernel = k.slice();
  let l: Matrix;
  try {
    l = choleskyInPlace(covariances);
  } catch {
    return { value: Infinity, gradient: new Float64Array(3) };
  }
  const weights = choleskySolve(l, y);
  let value = (n / 2) * Math.log(2 * Math.PI);
  for (let i = 0; i < n; i++) value += (y[i] * weights[i]) / 2 + Math.log(l.values[i * n + i]);
  const gradient = new Float64Array(3);
  const inverse = inverseOf(inverseTransposed(l)).values;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      // Twice, for the other half; the derivatives by length scale and alpha are zero on the diagonal.
      const factor = weights[i] * weights[j] - inverse[j * n + i];
      const at = i * n + j;
      const share = (distances.values[at] * scale) / (1 + distances.values[at] * scale);
      gradient[0] -= factor * kernel[at] * 2 * alpha * share;
      gradient[1] -= factor * kernel[at] * alpha * (share - logBase[at]);
    }
    gradient[2] -= ((weights[i] * weights[i] - inverse[i * (n + 1)]) / 2) * noise;
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

/** The kernel without its noise: 1 at no distance, 0 far away. */
export function similarity(squaredDistance: number, { lengthScale, alpha }: KernelParameters): number {
  // Twice as fast as a power.
  return Math.exp(-alpha * Math.log(1 + squaredDistance / (2 * alpha * lengthScale * lengthScale)));
}

export function squaredDistances(a: Matrix, b: Matrix): Matrix {
  const out = new Matrix(a.rows, b.rows);
  const { columns, values: from } = a;
  const { rows, values: to } = b;
  for (let i = 0; i < a.rows; i++) {
    for (let j = 0; j < rows; j++) {
      let sum = 0;
      for (let p = i * columns, q = j * columns, end = p + columns; p < end; p++, q++) {
        const difference = from[p] - to[q];
        sum += difference * difference;
      }
      out.values[i * rows + j] = sum;
    }
  }
  return out;
}
