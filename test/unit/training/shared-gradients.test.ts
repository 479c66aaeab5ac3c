import assert from 'node:assert/strict';
import { Random } from '../../../src/random';
import { shareGradient } from '../../../src/training/shared-gradients';

describe('shared gradients', () => {
  const random = new Random(3);
  const drawn = (length: number) => Float32Array.from({ length }, () => random.gaussian());

  it('are the mean over a group’s neurons, along either axis, and leave the sum', () => {
    const groups = Int32Array.of(0, 1, 0, 2);
    for (const [dims, axis, step] of [
      [[4, 3, 2], 0, [6, 1, 6]],
      [[3, 4], 1, [1, 4, 3]],
    ] as const) {
      const [neuron, other, others] = step;
      const before = drawn(dims.reduce((product, dim) => product * dim, 1));
      const after = before.slice();
      shareGradient(after, { name: 'w', dims }, { axis, groups });
      for (let i = 0; i < others; i++) {
        const at = (p: number) => p * neuron + i * other;
        const mean = (before[at(0)] + before[at(2)]) / 2;
        assert.ok(Math.abs(after[at(0)] - mean) < 1e-6 && after[at(0)] === after[at(2)]);
        assert.equal(after[at(1)], before[at(1)]);
        assert.equal(after[at(3)], before[at(3)]);
      }
    }
  });

  it('refuse groups that are not the neurons’', () => {
    assert.throws(
      () => shareGradient(drawn(6), { name: 'w', dims: [3, 2] }, { axis: 0, groups: Int32Array.of(0, 1) }),
      /w has 3 neurons, not 2/,
    );
  });
});
