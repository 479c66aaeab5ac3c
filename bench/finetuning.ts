import path from 'node:path';
import { Random } from '../src/random';
import { Matrix } from '../src/statistics';
import { Control, defaultOptions, type Labelled, LinearLearner, runFinetune } from '../src/training/finetune';
import { median } from './measure';

const [GALAXIES, DIMENSIONS] = [500, 256];

/**
 * Seconds from representations of 500 galaxies with labels of two classes to a head that is tested in five parts, trained on all, and
 * reported: no pixels, which are read from files. The classes overlap as ring galaxies do.
 */
export async function benchFinetuning(repeats: number): Promise<void> {
  const random = new Random(4);
  const features = new Matrix(GALAXIES, DIMENSIONS);
  const targets = new Matrix(GALAXIES, 1);
  for (let i = 0; i < GALAXIES; i++) {
    targets.values[i] = i % 2;
    for (let d = 0; d < DIMENSIONS; d++) features.row(i)[d] = random.gaussian() + (d % 8 === 0 ? 0.35 * (i % 2) : 0);
  }
  const labelled: Labelled = {
    galaxies: Array.from({ length: GALAXIES }, (_, i) => ({ path: path.join('g', String(i)), hdu: 0 })),
    task: { kind: 'binary', classes: ['no', 'yes'] },
    targets,
    truths: Array.from(targets.values, (value) => (value ? 'yes' : 'no')),
    groups: Int32Array.from({ length: GALAXIES }, (_, i) => i),
  };
  const control = new Control();
  const solved = { balanced: true, seed: 1, control };
  const seconds: number[] = [];
  const heads: number[] = [];
  for (let r = 0; r < repeats; r++) {
    const started = performance.now();
    await new LinearLearner(labelled, features, solved).fit([...labelled.galaxies.keys()]);
    heads.push((performance.now() - started) / 1000);
    const begun = performance.now();
    await runFinetune({
      labelled,
      options: defaultOptions(GALAXIES),
      learner: new LinearLearner(labelled, features, solved),
      baselines: [],
      forCurve: new LinearLearner(labelled, features, { ...solved, innerFolds: 3 }),
      control,
      onProgress: () => undefined,
    });
    seconds.push((performance.now() - begun) / 1000);
  }
  console.log(`${GALAXIES} labels: a head in ${median(heads).toFixed(2)} s, with tests and learning curve in ${median(seconds).toFixed(2)} s (aim 5)`); // prettier-ignore
}
