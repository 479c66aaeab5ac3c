import assert from 'node:assert';
import * as ort from 'onnxruntime-node';
import { augment } from '../../../encoder-training/augment';
import { COARSE, frameOf, viewLength } from '../../../encoder-training/frame';
import { photometry } from '../../../encoder-training/photometry';
import { plain } from '../../../encoder-training/augment';
import { synthetic } from '../../../encoder-training/synthetic/generate';
import { writeViews } from '../../../src/encoder/views';
import { encodeModel, GraphBuilder } from '../../../src/onnx';
import { Random } from '../../../src/random';

const { input: INPUT } = COARSE;
const LENGTH = viewLength(COARSE);

describe('photometry in the encoder’s graph', () => {
  it('is the same for all rotations and reflections of a cutout', async () => {
    const graph = new GraphBuilder(17);
    graph.output('measures', photometry(graph, graph.input('image', [-1, 3, INPUT, INPUT])));
    const session = await ort.InferenceSession.create(encodeModel(graph.model()));
    for (const index of [0, 1, 2, 6]) {
      const [{ picture, kind }] = synthetic(3, index).pictures;
      const input = new Float32Array(LENGTH);
      plain(frameOf(picture, kind, COARSE), input, COARSE);
      const views = new Float32Array(8 * LENGTH);
      writeViews(input, 3, INPUT, views);
      const { measures } = await session.run({ image: new ort.Tensor('float32', views, [8, 3, INPUT, INPUT]) });
      const values = measures.data as Float32Array;
      const columns = measures.dims[1];
      for (let view = 1; view < 8; view++)
        for (let m = 0; m < columns; m++)
          assert.ok(
            Math.abs(values[view * columns + m] - values[m]) < 2e-3 * (1 + Math.abs(values[m])),
            `galaxy ${index}, view ${view}, measure ${m}: ${values[view * columns + m]} for ${values[m]}`,
          );
    }
  });
});

describe('views of a frame', () => {
  it('are finite, within bounds, repeatable, and grey where one band stands for three', () => {
    const [{ picture, kind }] = synthetic(3, 2).pictures;
    const pixels = frameOf(picture, kind, COARSE);
    const [one, again] = [new Float32Array(LENGTH), new Float32Array(LENGTH)];
    augment(new Random(1), pixels, one, { grey: 1, stepped: 0 }, COARSE);
    augment(new Random(1), pixels, again, { grey: 1, stepped: 0 }, COARSE);
    assert.deepStrictEqual(one, again);
    assert.ok(one.every((value) => value >= -0.3 && value <= 1.5));
    assert.deepStrictEqual(one.subarray(0, LENGTH / 3), one.subarray(LENGTH / 3, (2 * LENGTH) / 3));
  });
});
