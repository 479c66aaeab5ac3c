import assert from 'node:assert';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import * as ort from 'onnxruntime-node';
import { narrowed, readNetwork } from '../../../encoder-training/narrow';
import { EncoderSession, readEncoder } from '../../../src/encoder';
import { DataType, decodeModel, encodeModel, floatsOf, floatTensor, GraphBuilder, type Model } from '../../../src/onnx';
import { toFloat16, FLOAT16_VALUES } from '../../../src/onnx/float16';
import { Random } from '../../../src/random';

const ROOT = path.resolve(__dirname, '../../..');
const KEPT = ['stages', 'variants'].flatMap((group) =>
  fs
    .readdirSync(path.join(ROOT, 'encoder-training', group))
    .map((name) => path.join(ROOT, 'encoder-training', group, name))
    .filter((folder) => fs.existsSync(path.join(folder, 'encoder.onnx'))),
);
/** In bytes, of all encoders that are kept to compare with; one of them in float32 has 4.3 MB. */
const LARGEST = 14e6;

const random = new Random(1);
const drawn = (length: number) => Float32Array.from({ length }, () => random.gaussian());

/** 400 columns of x, chosen by indices, times a matrix; and a constant of one element. */
function network(matrix: Float32Array): Model {
  const graph = new GraphBuilder(17);
  const x = graph.input('x', [-1, 32]);
  const columns = graph.gather(
    x,
    Array.from({ length: 400 }, (_, i) => (i * 7) % 32),
    1,
  );
  graph.initializer(floatTensor('matrix.weight', matrix, [400, 3]));
  graph.output('y', graph.add2(graph.matmul(columns, 'matrix.weight'), 0.123456789));
  return graph.model();
}

async function run(model: Model, x: Float32Array): Promise<Float32Array> {
  const session = await ort.InferenceSession.create(encodeModel(model));
  const { y } = await session.run({ x: new ort.Tensor('float32', x, [x.length / 32, 32]) });
  return y.data as Float32Array;
}

describe('a network whose large constants are narrow', () => {
  it('is less than half as large, and answers as its rounded weights do', async () => {
    const matrix = drawn(1200);
    const model = network(matrix);
    const narrow = narrowed(model);
    assert.ok(encodeModel(narrow).length < 0.5 * encodeModel(model).length);
    const types = new Map([...narrow.graph.initializers.values()].map(({ name, type }) => [name, type]));
    assert.strictEqual(types.get('matrix.weight'), DataType.float16);
    assert.ok([...types.values()].includes(DataType.uint16));
    assert.ok([...types.values()].includes(DataType.float32), 'the small constant stays');
    const x = drawn(64);
    const rounded = network(matrix.map((value) => FLOAT16_VALUES[toFloat16(value)]));
    assert.deepStrictEqual(await run(narrow, x), await run(rounded, x));
  });

  it('is read with its weights in float32 again, under the same names', () => {
    const matrix = drawn(1200);
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'morphoscope-narrow-'));
    try {
      const file = path.join(folder, 'encoder.onnx');
      fs.writeFileSync(file, encodeModel(narrowed(network(matrix))));
      const wide = readNetwork(file);
      const original = decodeModel(encodeModel(network(matrix)));
      assert.deepStrictEqual(wide.graph.nodes, original.graph.nodes);
      assert.deepStrictEqual([...wide.graph.initializers.keys()], [...original.graph.initializers.keys()]);
      floatsOf(wide.graph.initializers.get('matrix.weight')!).forEach((value, i) =>
        assert.ok(Math.abs(value - matrix[i]) <= 2 ** -11 * Math.abs(matrix[i]), `${value}, ${matrix[i]}`),
      );
    } finally {
      fs.rmSync(folder, { recursive: true });
    }
  });

  it('is refused where a weight is beyond float16', () => {
    assert.throws(() => narrowed(network(drawn(1200).fill(7e4, 5, 6))), /matrix\.weight is beyond/);
  });
});

describe('the encoders that are kept to compare with', () => {
  it('are small together', () => {
    const sizes = KEPT.map((folder) => fs.statSync(path.join(folder, 'encoder.onnx')).size);
    const total = sizes.reduce((a, b) => a + b, 0);
    assert.ok(total <= LARGEST, `${total} bytes`);
  });

  for (const folder of KEPT)
    it(`${path.basename(folder)} is what its card says, and represents a picture`, async () => {
      const encoder = await readEncoder(folder);
      const session = await EncoderSession.load(encoder, 1);
      const { channels, size } = encoder.card.input;
      const found = await session.embed(drawn(channels * size * size));
      assert.strictEqual(found.length, encoder.card.dimensions);
      assert.ok(found.every(Number.isFinite) && found.some((value) => value !== 0));
    });
});
