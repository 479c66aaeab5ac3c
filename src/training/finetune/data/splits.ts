import { groupedFolds } from '../../../statistics';
import type { Labelled } from './labelled';
import { strata } from './labelled';
import type { FinetuneOptions } from '../options';

/** Places of galaxies: what is trained on (`validation` among it where a learner needs none), and what is only tested. */
export interface Part {
  readonly train: readonly number[];
  readonly test: readonly number[];
}

/** Parts within a training part, for penalties and temperatures. */
const INNER_FOLDS = 5;
/** Shares are dealt in twentieths. */
const GRAIN = 20;

/**
 * How galaxies are parted for testing: fold by fold, each tested once, or a single test part. Classes are kept in their shares
 * and groups whole.
 */
export function outerParts(labelled: Labelled, { folds, testShare, seed }: FinetuneOptions): Part[] {
  const { groups } = labelled;
  if (folds > 0) {
    const part = groupedFolds(strata(labelled), groups, folds, seed);
    return Array.from({ length: folds }, (_, fold) => divide(part, (of) => of === fold));
  }
  const part = groupedFolds(strata(labelled), groups, GRAIN, seed);
  return [divide(part, (of) => of < Math.round(testShare * GRAIN))];
}

/** Folds within some galaxies: of each of them its part. */
export function innerFolds(labelled: Labelled, rows: readonly number[], seed: number, count = INNER_FOLDS): Int32Array {
  const { groups } = labelled;
  const all = strata(labelled);
  return groupedFolds(
    rows.map((i) => all[i]),
    rows.map((i) => groups[i]),
    count,
    seed,
  );
}

/** A training part in two: what is trained on, and what tells when to stop. */
export function validationPart(
  labelled: Labelled,
  rows: readonly number[],
  share: number,
  seed: number,
): { readonly train: number[]; readonly validation: number[] } {
  const part = innerFolds(labelled, rows, seed, GRAIN);
  const within = Math.max(1, Math.round(share * GRAIN));
  return {
    train: rows.filter((_, i) => part[i] >= within),
    validation: rows.filter((_, i) => part[i] < within),
  };
}

/** Some of a training part, classes in their shares and groups whole: what a learning curve is made of. */
export function subset(labelled: Labelled, rows: readonly number[], size: number, seed: number): number[] {
  if (size >= rows.length) return [...rows];
  const part = innerFolds(labelled, rows, seed, GRAIN);
  const order = [...rows.keys()].sort((a, b) => part[a] - part[b] || a - b);
  return order.slice(0, size).map((i) => rows[i]);
}

function divide(part: Int32Array, isTest: (of: number) => boolean): Part {
  const places = [...part.keys()];
  return { train: places.filter((i) => !isTest(part[i])), test: places.filter((i) => isTest(part[i])) };
}
