import assert from 'node:assert';
import * as ort from 'onnxruntime-node';
import { encoderGraph, PARTS, withWeights } from '../../../encoder-training/encoder-graph';
import { COARSE, FINE, type Resolution, viewLength } from '../../../encoder-training/frame';
import { coarse, trainingNetwork } from '../../../encoder-training/network';
import { writeViews } from '../../../src/encoder/views';
import { elements, encodeModel, floatsOf, floatTensor, GraphBuilder, type Model } from '../../../src/onnx';
import { Random } from '../../../src/random';

function eightViews(seed: number, resolution: Resolution): ort.Tensor {
  const { input } = resolution;
  const length = viewLength(resolution);
  const random = new Random(seed);
  const image = Float32Array.from({ length }, () => random.uniform());
  const views = new Float32Array(8 * length);
  writeViews(image, 3, input, views);
  return new ort.Tensor('float32', views, [8, 3, input, input]);
}

/** The model with values for what is 0 before training, as it may be after it. */
function asIfTrained(model: Model): Model {
  const random = new Random(5);
  const initializers = new Map(model.graph.initializers);
  for (const [name, tensor] of initializers) {
    if (!/\.(weight|gain)$/.test(name) || floatsOf(tensor).some((value) => value !== 0)) continue;
    const values = Float32Array.from({ length: elements(tensor.dims) }, () => 0.2 * random.gaussian());
    initializers.set(name, floatTensor(name, values, tensor.dims));
  }
  return { ...model, graph: { ...model.graph, initializers } };
}

const rowsOf = (tensor: ort.Tensor) => {
  const [count, n] = tensor.dims;
  return Array.from({ length: count }, (_, i) =>
    Array.from((tensor.data as Float32Array).subarray(i * n, (i + 1) * n)),
  );
};

describe('the encoder’s network', () => {
  for (const resolution of [COARSE, FINE]) {
    const { input } = resolution;
    it(`says the same of an image of ${input} pixels in all eight rotations and reflections, and other things of other images`, async () => {
      const session = await ort.InferenceSession.create(
        encodeModel(asIfTrained(encoderGraph(undefined, 3, resolution))),
      );
      const one = await session.run({ image: eightViews(1, resolution) });
      const other = await session.run({ image: eightViews(2, resolution) });
      for (const part of PARTS.filter((name) => name in one)) {
        const rows = rowsOf(one[part]);
        const size = Math.max(...rows[0].map(Math.abs));
        for (const row of rows.slice(1))
          row.forEach((value, d) => assert.ok(Math.abs(value - rows[0][d]) < 2e-4 * size, `${part} ${d}: ${value}`));
        const apart = Math.max(...rowsOf(other[part])[0].map((value, d) => Math.abs(value - rows[0][d])));
        // Noise of one kind is much alike, but no two images are the same.
        assert.ok(apart > 1e-3 * size, `${part}: two images differ by ${apart} only`);
      }
    });

    it(`tells a mirrored image of ${input} pixels from the image, and not a turned one`, async () => {
      const model = asIfTrained(trainingNetwork(3, 4, input));
      const session = await ort.InferenceSession.create(encodeModel(model));
      const [first, ...rest] = rowsOf((await session.run({ image: eightViews(1, resolution) })).winding);
      const same = rest.map((row) => row.every((value, d) => Math.abs(value - first[d]) < 1e-5));
      assert.strictEqual(
        same.filter(Boolean).length,
        3,
        `${rest.map((row) => row.join()).join(' ')} for ${first.join()}`,
      );
    });
  }

  it('says of a finer image what it was trained to say of a coarse one, before it is trained further', async () => {
    const trained = asIfTrained(trainingNetwork(3, 4, COARSE.input));
    const finer = withWeights(trainingNetwork(4, 4, FINE.input), trained, /^fine\.|\.fine\d\./);
    const reducing = new GraphBuilder(17);
    reducing.output('coarse', coarse(reducing, reducing.input('image', [-1, 3, FINE.input, FINE.input])));
    const run = async (model: Model, image: ort.Tensor, output: string) =>
      (await (await ort.InferenceSession.create(encodeModel(model))).run({ image }))[output];
    const image = eightViews(1, FINE);
    const small = await run(reducing.model(), image, 'coarse');
    assert.deepStrictEqual(small.dims, [8, 3, COARSE.input, COARSE.input]);
    const [expected] = rowsOf(await run(trained, small, 'answers'));
    const [answers] = rowsOf(await run(finer, image, 'answers'));
    answers.forEach((value, d) => assert.ok(Math.abs(value - expected[d]) < 1e-4, `${value} for ${expected[d]}`));
  });
});
