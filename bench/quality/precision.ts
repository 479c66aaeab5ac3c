import { Random } from '../../src/random';

/** For each galaxy the share of its k nearest neighbours by cosine, itself left out, that carry its label. */
export function precisionAtK(matrix: readonly Float32Array[], labels: readonly string[], k: number): Float64Array {
  const unit = matrix.map((row) => {
    const norm = Math.hypot(...row);
    return row.map((x) => x / norm);
  });
  return Float64Array.from(unit, (query, i) => {
    const scores = unit.map((other, j) => ({ j, score: j === i ? -Infinity : dot(query, other) }));
    const nearest = scores.sort((a, b) => b.score - a.score).slice(0, k);
    return nearest.filter(({ j }) => labels[j] === labels[i]).length / k;
  });
}

/** The representations less their mean. */
export function centred(matrix: readonly Float32Array[]): Float32Array[] {
  const mean = new Float64Array(matrix[0].length);
  for (const row of matrix) row.forEach((x, d) => (mean[d] += x / matrix.length));
  return matrix.map((row) => row.map((x, d) => x - mean[d]));
}

/** Mean and 95 % percentile interval over resamples with replacement (Efron 1979); repeatable by its seed. */
export function bootstrapInterval(
  values: Float64Array,
  resamples: number,
  seed: number,
): { mean: number; low: number; high: number } {
  const random = new Random(seed);
  const means = Float64Array.from({ length: resamples }, () => {
    let sum = 0;
    for (let i = 0; i < values.length; i++) sum += values[Math.floor(random.uniform() * values.length)];
    return sum / values.length;
  }).sort();
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { mean, low: means[Math.floor(0.025 * resamples)], high: means[Math.floor(0.975 * resamples)] };
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let d = 0; d < a.length; d++) sum += a[d] * b[d];
  return sum;
}
