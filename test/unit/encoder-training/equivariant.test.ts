import assert from 'node:assert';
import * as ort from 'onnxruntime-node';
import { encoderGraph, PARTS } from '../../../encoder-training/encoder-graph';
import { INPUT } from '../../../encoder-training/frame';
import { trainingNetwork } from '../../../encoder-training/network';
import { writeViews } from '../../../src/encoder/views';
import { encodeModel } from '../../../src/onnx';
import { Random } from '../../../src/random';

const LENGTH = 3 * INPUT * INPUT;

function eightViews(seed: number): ort.Tensor {
  const random = new Random(seed);
  const image = Float32Array.from({ length: LENGTH }, () => random.uniform());
  const views = new Float32Array(8 * LENGTH);
  writeViews(image, 3, INPUT, views);
  return new ort.Tensor('float32', views, [8, 3, INPUT, INPUT]);
}

const rowsOf = (tensor: ort.Tensor) => {
  const [count, n] = tensor.dims;
  return Array.from({ length: count }, (_, i) =>
    Array.from((tensor.data as Float32Array).subarray(i * n, (i + 1) * n)),
  );
};

describe('the encoder’s network', () => {
  it('says the same of an image in all eight rotations and reflections, and other things of other images', async () => {
    const session = await ort.InferenceSession.create(encodeModel(encoderGraph(undefined, 3)));
    const [one, other] = [await session.run({ image: eightViews(1) }), await session.run({ image: eightViews(2) })];
    for (const part of PARTS) {
      const rows = rowsOf(one[part]);
      const size = Math.max(...rows[0].map(Math.abs));
      for (const row of rows.slice(1))
        row.forEach((value, d) => assert.ok(Math.abs(value - rows[0][d]) < 2e-4 * size, `${part} ${d}: ${value}`));
      const apart = Math.max(...rowsOf(other[part])[0].map((value, d) => Math.abs(value - rows[0][d])));
      // Noise of one kind is much alike, but no two images are the same.
      assert.ok(apart > 1e-3 * size, `${part}: two images differ by ${apart} only`);
    }
  });

  it('tells a mirrored image from the image, and not a turned one', async () => {
    const session = await ort.InferenceSession.create(encodeModel(trainingNetwork(3, 4)));
    const [first, ...rest] = rowsOf((await session.run({ image: eightViews(1) })).winding);
    const same = rest.map((row) => row.every((value, d) => Math.abs(value - first[d]) < 1e-5));
    assert.strictEqual(
      same.filter(Boolean).length,
      3,
      `${rest.map((row) => row.join()).join(' ')} for ${first.join()}`,
    );
  });
});
