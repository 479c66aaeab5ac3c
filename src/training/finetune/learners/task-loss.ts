import type { Matrix } from '../../../statistics';
import type { Batch } from '../../batches';
import { dirichletMultinomial, type Loss, meanSquare, sigmoidCrossEntropy, softmaxCrossEntropy } from '../../losses';
import { LOGITS } from './network';
import { answerColumns, type Task } from '../task';

const NAME = 'task';

/** The loss of a task in a training graph, as `rowLoss` is of a solved head. */
export function taskLoss(task: Task): Loss {
  const options = { name: NAME, output: LOGITS };
  switch (task.kind) {
    case 'binary':
    case 'labels':
      return sigmoidCrossEntropy(options);
    case 'classes':
      return softmaxCrossEntropy(options);
    case 'number':
      return meanSquare(options);
    case 'votes':
      return dirichletMultinomial({ ...options, questions: answerColumns(task.questions) });
  }
}

/** The loss's inputs for some galaxies. */
export function lossInputs(task: Task, targets: Matrix, weights: Float64Array): Batch {
  const values = Float32Array.from(targets.values);
  switch (task.kind) {
    case 'classes':
      return { [`${NAME}/target`]: values, [`${NAME}/weight`]: Float32Array.from(weights) };
    case 'votes':
      return { [`${NAME}/counts`]: values, [`${NAME}/weight`]: Float32Array.from(weights) };
    default: {
      const mask = Float32Array.from(targets.values, (value, i) =>
        Number.isNaN(value) ? 0 : weights[Math.floor(i / targets.columns)],
      );
      const known = values.map((value) => (Number.isNaN(value) ? 0 : value));
      return { [`${NAME}/target`]: known, [`${NAME}/mask`]: mask };
    }
  }
}
