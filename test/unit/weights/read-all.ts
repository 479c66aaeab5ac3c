import assert from 'node:assert/strict';
import { WeightsError, type WeightsFile } from '../../../src/weights';

/** Reads every tensor of a file that may be damaged: each has the values that its shape says, or is refused as it should be. */
export async function readAll(open: () => Promise<WeightsFile>): Promise<void> {
  const refused = (error: unknown) => assert.ok(error instanceof WeightsError, (error as Error).stack);
  const weights = await open().catch(refused);
  if (!weights) return;
  for (const [name, { shape }] of weights.tensors) {
    const values: Float32Array | void = await weights.read(name).catch(refused);
    if (values) assert.equal(values.length, shape.reduce((product, dim) => product * dim, 1)); // prettier-ignore
  }
  await weights.close();
}
