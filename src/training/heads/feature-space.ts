import { choleskyInPlace, Matrix, products, backSubstitute } from '../../statistics';
import type { LinearHead } from './linear-head';

/** How features are scaled before a penalty weighs their coefficients. */
export type Scaling =
  /** Each column to a deviation of 1. */
  | 'columns'
  /** All by one factor, to a mean square of 1: pixels, whose differences of scale mean something. */
  | 'together';

/** Keeps the kernel of rows that depend on one another positive definite. */
const JITTER = 1e-9;

/**
 * Features as a solver wants them, of the training rows: centred, scaled, and of no more columns than there are rows. Wide
 * features are turned into the space that their rows span (the Cholesky factor of their products), in which every
 * penalised fit is the same: coefficients outside of it would only cost.
 */
export class FeatureSpace {
  readonly rows: Matrix;
  private readonly mean: Float64Array;
  private readonly scale: Float64Array;
  private readonly wide?: { readonly scaled: Matrix; readonly cholesky: Matrix };

  constructor(features: Matrix, scaling: Scaling) {
    this.mean = features.mean();
    const scaled = features.centred();
    this.scale = scaling === 'columns' ? columnScales(scaled) : commonScale(scaled);
    for (let i = 0; i < scaled.rows; i++) {
      const row = scaled.row(i);
      for (let d = 0; d < row.length; d++) row[d] *= this.scale[d];
    }
    if (features.columns <= features.rows) {
      this.rows = scaled;
      return;
    }
    const kernel = products(scaled, scaled);
    const n = kernel.rows;
    let trace = 0;
    for (let i = 0; i < n; i++) trace += kernel.values[i * (n + 1)];
    for (let i = 0; i < n; i++) kernel.values[i * (n + 1)] += (JITTER * trace) / n + Number.MIN_VALUE ** 0.5;
    const cholesky = choleskyInPlace(kernel);
    this.rows = new Matrix(n, n, cholesky.values.slice());
    for (let i = 0; i < n; i++) this.rows.row(i).fill(0, i + 1);
    this.wide = { scaled, cholesky };
  }

  /** Number of coefficients of an output. */
  get columns(): number {
    return this.rows.columns;
  }

  /** A head over the features as they were given, from coefficients in this space. */
  head(coefficients: Matrix, intercepts: Float64Array): LinearHead {
    const weights = new Matrix(coefficients.rows, this.mean.length);
    const bias = intercepts.slice();
    for (let k = 0; k < weights.rows; k++) {
      const w = weights.row(k);
      w.set(this.unturned(coefficients.row(k)));
      for (let d = 0; d < w.length; d++) {
        w[d] *= this.scale[d];
        bias[k] -= w[d] * this.mean[d];
      }
    }
    return { weights, bias };
  }

  private unturned(coefficients: Float64Array): Float64Array {
    if (!this.wide) return coefficients;
    const { scaled, cholesky } = this.wide;
    const a = backSubstitute(cholesky, coefficients.slice());
    const out = new Float64Array(scaled.columns);
    for (let i = 0; i < scaled.rows; i++) {
      const row = scaled.row(i);
      for (let d = 0; d < out.length; d++) out[d] += a[i] * row[d];
    }
    return out;
  }
}

function columnScales(centred: Matrix): Float64Array {
  const squares = new Float64Array(centred.columns);
  for (let i = 0; i < centred.rows; i++) {
    const row = centred.row(i);
    for (let d = 0; d < row.length; d++) squares[d] += row[d] * row[d];
  }
  const greatest = squares.reduce((most, value) => Math.max(most, value), 0);
  // A column of one value throughout keeps rounding errors alone.
  return squares.map((sum) => (sum > 1e-20 * greatest && sum > 0 ? Math.sqrt(centred.rows / sum) : 0));
}

function commonScale(centred: Matrix): Float64Array {
  let sum = 0;
  for (const value of centred.values) sum += value * value;
  const scale = sum > 0 ? Math.sqrt(centred.values.length / sum) : 0;
  return new Float64Array(centred.columns).fill(scale);
}
