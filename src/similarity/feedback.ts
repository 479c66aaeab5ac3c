import { fitLogistic, Matrix, products } from '../statistics';
import { queryVector } from './neighbours';

/**
 * Inverse regularisation strength of the logistic regression: weak enough that a handful of examples bend the direction,
 * strong enough that they do not replace it.
 */
const C = 1;

/**
 * The direction of a query that has learned from examples (relevance feedback): logistic regression of the positives
 * against the negatives on embeddings of length one, added to the mean of the positives, which is what there is to
 * go by while examples are few (the prior of Rocchio 1971). Being a direction, it is searched as any query is, exactly or
 * by an index; the similarities are its cosines.
 * @returns of length one, or undefined where nothing is left of it; without negatives it is `queryVector`.
 */
export function feedbackVector(
  positives: readonly Float32Array[],
  negatives: readonly Float32Array[],
): Float32Array | undefined {
  const mean = queryVector(positives);
  const units = (all: readonly Float32Array[]) =>
    all.map((one) => queryVector([one])).filter((one) => one !== undefined);
  const [good, bad] = [units(positives), units(negatives)];
  if (!mean || good.length === 0 || bad.length === 0) return mean;
  const rows = Matrix.fromRows([...good, ...bad]);
  const isGood = Array.from({ length: rows.rows }, (_, i) => i < good.length);
  const { coefficients } = fitLogistic(products(rows, rows), isGood, C * rows.rows);
  const learned = new Float32Array(mean.length);
  coefficients.forEach((c, i) => rows.row(i).forEach((value, d) => (learned[d] += c * value)));
  const length = Math.hypot(...learned);
  return queryVector(length > 0 ? [mean, learned] : [mean]);
}
