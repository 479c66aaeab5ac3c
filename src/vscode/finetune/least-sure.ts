import type { Unsure } from '../../contracts/finetune';
import type { PredictResult } from '../../engine';

/**
 * Predictions in the order of how little their model is sure of them: the smallest gap between the two likeliest classes first
 * (Scheffer, Decomain and Wrobel 2001, IDA, 309); of labels the one nearest to undecided.
 * @returns undefined where predictions have no probabilities
 */
export function leastSure({ task, cutouts, predictions, columns, values }: PredictResult): Unsure[] | undefined {
  if (!('classes' in task)) return undefined;
  const width = columns.length;
  const found = cutouts.flatMap((cutout, i) => {
    const row = values.subarray(i * width, (i + 1) * width);
    // What could not be read again has none.
    if (predictions[i] === '' && task.kind !== 'labels') return [];
    const sorted = task.classes
      .map((name, k) => ({ name, probability: row[k] }))
      .sort((a, b) => b.probability - a.probability);
    const margin =
      task.kind === 'labels'
        ? Math.min(...sorted.map(({ probability }) => Math.abs(probability - 0.5)))
        : sorted[0].probability - (sorted.at(1)?.probability ?? 0);
    return [{ margin, unsure: { ...cutout, prediction: predictions[i], probable: sorted.slice(0, 3) } }];
  });
  return found.sort((a, b) => a.margin - b.margin).map(({ unsure }) => unsure);
}
