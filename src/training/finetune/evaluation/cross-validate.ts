import { Matrix } from '../../../statistics';
import type { Labelled } from '../data/labelled';
import type { Learned, Learner } from '../learners/learner';
import { measuresOf } from './measures';
import { type Scaling, valuesOf } from '../learners/outputs';
import type { EpochPoint, FoldReport } from '../report/report';
import type { Part } from '../data/splits';

/** All tested galaxies, each predicted by what has not seen it. */
export interface Tested {
  /** Places of the galaxies, in the order of the rows below. */
  readonly rows: readonly number[];
  /** The fold in which each row was tested. */
  readonly part: Int32Array;
  readonly outputs: Matrix;
  readonly values: Matrix;
  readonly scalings: readonly Scaling[];
  readonly folds: readonly FoldReport[];
  readonly curves: readonly { readonly name: string; readonly points: readonly EpochPoint[] }[];
  /** What the last part's training gave. */
  readonly last: Learned;
}

/** Trains and tests part by part. */
export async function crossValidate(
  labelled: Labelled,
  parts: readonly Part[],
  learner: Learner,
  nameOf: (part: number) => string,
  onPart: (done: number) => void = () => undefined,
): Promise<Tested> {
  const { task, targets } = labelled;
  const rows = parts.flatMap(({ test }) => test);
  const outputs = new Matrix(rows.length, targets.columns);
  const part = new Int32Array(rows.length);
  const scalings: Scaling[] = [];
  const folds: FoldReport[] = [];
  const curves: { name: string; points: readonly EpochPoint[] }[] = [];
  const values: Matrix[] = [];
  let at = 0;
  let last: Learned | undefined;
  for (const [p, { train, test }] of parts.entries()) {
    const learned = await learner.fit(train, nameOf(p));
    const found = await learned.outputs(test);
    outputs.values.set(found.values, at * targets.columns);
    part.fill(p, at, at + test.length);
    at += test.length;
    const { scaling, validation, chosen, epoch, curve } = learned;
    scalings.push(scaling);
    values.push(valuesOf(task, found, scaling));
    const measures = measuresOf(task, found, values[p], targets.pick(test))(new Float64Array(test.length).fill(1));
    folds.push({
      train: train.length - validation,
      validation,
      test: test.length,
      measures,
      ...(chosen === undefined ? {} : { penalty: chosen.penalty, featuresScaled: chosen.scaling }),
      ...(epoch === undefined ? {} : { epoch }),
    });
    if (curve) curves.push({ name: nameOf(p), points: curve });
    last = learned;
    onPart(p + 1);
  }
  return { rows, part, outputs, values: stacked(values), scalings, folds, curves, last: last! };
}

function stacked(parts: readonly Matrix[]): Matrix {
  const out = new Matrix(parts.reduce((sum, { rows }) => sum + rows, 0), parts[0].columns); // prettier-ignore
  let at = 0;
  for (const { values } of parts) {
    out.values.set(values, at);
    at += values.length;
  }
  return out;
}
