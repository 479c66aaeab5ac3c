import assert from 'node:assert';
import { Matrix, products } from '../../../src/statistics';
import { predictionOfOther } from '../../../encoder-training/reliable';
import { Random } from '../../../src/random';

describe('the prediction of a galaxy’s features in another picture', () => {
  it('keeps each as far as it comes again: its share of the variance', () => {
    const random = new Random(2);
    const [one, other] = [new Matrix(20_000, 3), new Matrix(20_000, 3)];
    // Variance 1 in all, of the galaxy's own: 0.9, 0.5, 0.
    const own = [0.9, 0.5, 0];
    for (let i = 0; i < one.rows; i++) {
      own.forEach((share, d) => {
        const galaxy = Math.sqrt(share) * random.gaussian();
        for (const matrix of [one, other]) matrix.row(i)[d] = galaxy + Math.sqrt(1 - share) * random.gaussian();
      });
    }
    const map = predictionOfOther(one, other);
    for (let i = 0; i < 3; i++)
      for (let j = 0; j < 3; j++)
        assert.ok(Math.abs(map.row(i)[j] - (i === j ? own[i] : 0)) < 0.03, `${i}, ${j}: ${map.row(i)[j]}`);
    const error = (guess: Matrix) =>
      guess.values.reduce((sum, value, k) => sum + (value - other.values[k]) ** 2, 0) / one.rows;
    assert.ok(error(products(one, map)) < error(one));
  });
});
