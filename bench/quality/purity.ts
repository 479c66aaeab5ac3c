import { bootstrapInterval, cosines, Matrix, precisionAtK } from '../../src/statistics';
import type { Measures, Representations } from './evaluate';
import { readLabels, type Labels, type SetName } from './labels';

const K = 10;
const RESAMPLES = 2000;
const SEED = 1;
/** Columns whose values are tags of a galaxy. */
const COLUMNS: readonly (readonly [set: SetName, column: string])[] = [
  ['gz2', 'class'],
  ['gz2', 'odd'],
  ['rings', 'ring'],
  ['mirabest', 'fr_class'],
];

/**
 * How often the ten nearest of a labelled galaxy carry its label too, label by label, leave one out among all that have one
 * in that column (cosine about the set's own mean; 95 % intervals by bootstrap over the galaxies of the label).
 */
export function purity(representations: Representations, labelsOf: (set: SetName) => Labels[] = readLabels): Measures {
  return Object.fromEntries(
    COLUMNS.flatMap(([set, column]) => {
      const rows = representations[set];
      if (!rows) return [];
      const labels = labelsOf(set).map((row) => row[column] ?? '');
      const similarity = cosines(Matrix.fromRows(rows).centred());
      const places = [...labels.keys()].filter((i) => labels[i] !== '');
      return namesOf(labels).map((name) => {
        const queries = places.filter((i) => labels[i] === name);
        const shares = precisionAtK(similarity, labels, queries, places, K);
        return [`${set} ${column} ${name}`, bootstrapInterval(shares, RESAMPLES, SEED)] as const;
      });
    }),
  );
}

/** The same for neighbours drawn blindly, by the same names. */
export function purityChances(labelsOf: (set: SetName) => Labels[] = readLabels): Record<string, number> {
  return Object.fromEntries(
    COLUMNS.flatMap(([set, column]) => {
      const labels = labelsOf(set)
        .map((row) => row[column] ?? '')
        .filter((label) => label !== '');
      return namesOf(labels).map((name) => {
        const count = labels.filter((label) => label === name).length;
        return [`${set} ${column} ${name}`, (count - 1) / (labels.length - 1)] as const;
      });
    }),
  );
}

function namesOf(labels: readonly string[]): string[] {
  return [...new Set(labels)].filter((label) => label !== '').sort();
}
