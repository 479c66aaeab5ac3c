import assert from 'node:assert/strict';
import { type WeightsFile, WeightsError } from '../../../src/weights';
import type { Held, Step } from '../format';
import { refusing } from '../refusals';

/** Tensors that are read of a file. */
const TENSORS = 40;

/** Opens a file of tensors, and reads each as float32. */
export async function readWeights(file: string, open: () => Promise<WeightsFile>, step: Step): Promise<void> {
  const answers = { errors: [WeightsError], file };
  let weights: WeightsFile | undefined;
  await step('open', async () => void (weights = await refusing(open, answers)));
  if (!weights) return;
  try {
    for (const [name, { shape }] of [...weights.tensors].slice(0, TENSORS)) {
      assert.ok(shape.every((dim) => Number.isSafeInteger(dim) && dim >= 0));
      await step(`read ${name}`, async (): Promise<Held> => {
        const values = await refusing(() => weights!.read(name), answers);
        // Of no elements is one whose other lengths are beyond all numbers, too.
        const length = shape.includes(0) ? 0 : shape.reduce((product, dim) => product * dim, 1);
        if (values) assert.equal(values.length, length);
      });
    }
  } finally {
    await weights.close();
  }
}
