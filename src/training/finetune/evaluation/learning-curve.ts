import { spread } from '../../../statistics';
import type { Labelled } from '../data/labelled';
import type { Learner } from '../learners/learner';
import { firstMeasure, measuresOf } from './measures';
import { valuesOf } from '../learners/outputs';
import type { FinetuneReport } from '../report/report';
import { type Part, subset } from '../data/splits';

const SHARES = [0.125, 0.25, 0.5];
/** Fewer labels than these say nothing. */
const FEWEST = 12;

/**
 * How the first measure grows with the labels: heads on parts of each training part, tested on its test part.
 * @param whole scores of heads on whole training parts, where these are known already
 */
export async function learningCurve(
  labelled: Labelled,
  parts: readonly Part[],
  learner: Learner,
  seed: number,
  whole: readonly number[] | undefined,
  onSize: (share: number) => void,
): Promise<FinetuneReport['learningCurve']> {
  const { task, targets } = labelled;
  const all = Math.min(...parts.map(({ train }) => train.length));
  const shares = whole ? SHARES : [...SHARES, 1];
  const sizes = [...new Set(shares.map((share) => Math.round(share * all)))].filter((size) => size >= FEWEST);
  const curve: { labels: number; score: ReturnType<typeof spread> }[] = [];
  for (const [s, size] of sizes.entries()) {
    const scores: number[] = [];
    for (const [p, { train, test }] of parts.entries()) {
      const rows = subset(labelled, train, size, seed + p);
      if (!learnable(labelled, rows)) continue;
      const learned = await learner.fit(rows, `${size} labels, part ${p + 1}`);
      const outputs = await learned.outputs(test);
      const values = valuesOf(task, outputs, learned.scaling);
      const measures = measuresOf(task, outputs, values, targets.pick(test))(new Float64Array(test.length).fill(1));
      scores.push(measures[firstMeasure(task)]);
    }
    if (scores.length > 0) curve.push({ labels: size, score: spread(scores) });
    onSize((s + 1) / sizes.length);
  }
  return whole ? [...curve, { labels: all, score: spread(whole) }] : curve;
}

/** Tells whether a sample has two classes to tell apart. */
function learnable({ task, targets }: Labelled, rows: readonly number[]): boolean {
  if (task.kind === 'number' || task.kind === 'votes') return true;
  const [first, ...others] = rows.map((i) => targets.row(i).join());
  return others.some((other) => other !== first);
}
