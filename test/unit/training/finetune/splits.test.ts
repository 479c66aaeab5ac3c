import assert from 'node:assert/strict';
import fc from 'fast-check';
import { groupedFolds, groupBootstrap, Ranking, areaUnderRoc, averagePrecision } from '../../../../src/statistics';

describe('parts for training and testing', () => {
  it('never divide a group, and are repeatable', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(3), fc.nat(30)), { minLength: 1, maxLength: 80 }),
        fc.integer({ min: 2, max: 6 }),
        fc.nat(),
        (items, count, seed) => {
          const strata = items.map(([stratum]) => stratum);
          const groups = items.map(([, group]) => group);
          const parts = groupedFolds(strata, groups, count, seed);
          assert.deepEqual(parts, groupedFolds(strata, groups, count, seed));
          const partOf = new Map<number, number>();
          groups.forEach((group, i) => {
            assert.equal(parts[i], partOf.get(group) ?? parts[i]);
            partOf.set(group, parts[i]);
          });
        },
      ),
    );
  });

  it('have each stratum in its share, to one, where groups are single galaxies', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(3), { minLength: 10, maxLength: 90 }),
        fc.integer({ min: 2, max: 6 }),
        fc.nat(),
        (strata, count, seed) => {
          const parts = groupedFolds(strata, [...strata.keys()], count, seed);
          for (const stratum of new Set(strata)) {
            const sizes = Array.from({ length: count }, (_, part) =>
              strata.reduce((sum, own, i) => sum + Number(own === stratum && parts[i] === part), 0),
            );
            assert.ok(Math.max(...sizes) - Math.min(...sizes) <= 1, sizes.join());
          }
        },
      ),
    );
  });

  it('are ranked as galaxies that are counted several times', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(6), fc.boolean(), fc.integer({ min: 1, max: 3 })), { minLength: 2, maxLength: 30 }),
        (items) => {
          fc.pre(items.some(([, positive]) => positive) && items.some(([, positive]) => !positive));
          const ranking = new Ranking(
            items.map(([score]) => score),
            items.map(([, positive]) => positive),
          );
          const many = items.flatMap(([score, positive, times]) =>
            Array.from({ length: times }, () => ({ score, positive })),
          );
          const [scores, positive] = [many.map((one) => one.score), many.map((one) => one.positive)];
          const weights = items.map(([, , times]) => times);
          assert.ok(Math.abs(ranking.area(weights) - areaUnderRoc(scores, positive)) < 1e-12);
          assert.ok(Math.abs(ranking.averagePrecision(weights) - averagePrecision(scores, positive)) < 1e-12);
          const shares = [0, 0.1, 0.35, 0.5, 0.8, 1];
          const repeated = new Ranking(scores, positive);
          repeated.truePositivesAt(shares).forEach((y, i) => assert.ok(Math.abs(y - ranking.truePositivesAt(shares, weights)[i]) < 1e-12)); // prettier-ignore
          const purities = repeated.purityAt(shares.slice(1));
          purities.forEach((y, i) => assert.ok(Math.abs(y - ranking.purityAt(shares.slice(1), weights)[i]) < 1e-12)); // prettier-ignore
          // Heights of the curve are those of its own points; the last of all samples is as pure as all together.
          const { x, y } = repeated.roc();
          const upper = new Map(x.map((at, i) => [at, y[i]]));
          const at = [...upper.keys()];
          repeated.truePositivesAt(at).forEach((height, i) => assert.ok(Math.abs(height - upper.get(at[i])!) < 1e-9)); // prettier-ignore
          const cuts = repeated.cuts();
          assert.equal(purities.at(-1), cuts.find(({ completeness }) => completeness === 1)!.purity);
        },
      ),
      {
        // A point of the curve whose share of 22 is rounded to below it.
        examples: [[[[2, false, 3], [2, false, 3], [2, false, 3], [2, false, 3], [2, false, 3], [1, true, 1], [0, false, 3], [0, false, 3], [0, false, 1]]]], // prettier-ignore
      },
    );
  });

  it('have wider intervals where galaxies come in groups', () => {
    const values = Float64Array.from({ length: 60 }, (_, i) => Number(i % 2 === 0));
    const mean = (weights: Float64Array) => {
      const total = weights.reduce((sum, weight) => sum + weight, 0);
      return { mean: values.reduce((sum, value, i) => sum + weights[i] * value, 0) / total };
    };
    const alone = groupBootstrap([...values.keys()], mean, 500, 1).mean;
    const grouped = groupBootstrap([...values.keys()].map((i) => (i % 2) + 2 * Math.floor(i / 20)), mean, 500, 1).mean; // prettier-ignore
    assert.equal(alone.mean, 0.5);
    assert.ok(grouped.high - grouped.low > 1.5 * (alone.high - alone.low));
  });
});
