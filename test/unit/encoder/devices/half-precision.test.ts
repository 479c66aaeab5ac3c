import assert from 'node:assert/strict';
import path from 'node:path';
import { EncoderSession, noise, readEncoder } from '../../../../src/encoder';
import { BUNDLED_ENCODER } from '../../../../src/encoder/bundled';
import { halfPrecision } from '../../../../src/encoder/devices/half-precision';
import { DataType, decodeModel, encodeModel, floatTensor, OnnxError } from '../../../../src/onnx';
import { ROOT } from '../../../built';
import { smallOnnx } from '../small-onnx';

const IMAGES = 8;

describe('an encoder in float16', () => {
  it('answers what it answers in float32, as far as eleven bits reach', async () => {
    const encoder = await readEncoder(path.join(ROOT, 'media/encoders', BUNDLED_ENCODER));
    const inputs = noise(encoder, IMAGES);
    const single = await (await EncoderSession.load(encoder, 1)).embed(inputs);
    const half = await (await EncoderSession.load(encoder, 1, { precision: 'float16' })).embed(inputs);
    const columns = encoder.card.dimensions;
    for (let i = 0; i < IMAGES; i++) {
      const [one, other] = [single, half].map((values) => values.subarray(i * columns, (i + 1) * columns));
      const apart = Math.hypot(...one.map((value, d) => value - other[d])) / Math.hypot(...one);
      assert.ok(apart < 4e-3, `${apart} of a representation's length`);
      assert.ok(apart > 0, 'it is not the same network');
    }
  });

  it('keeps its inputs and outputs, and has no float32 weights left', () => {
    const model = decodeModel(smallOnnx());
    const half = decodeModel(encodeModel(halfPrecision(model)));
    assert.deepEqual(half.graph.inputs, model.graph.inputs);
    assert.deepEqual(half.graph.outputs, model.graph.outputs);
    assert.ok([...half.graph.initializers.values()].every(({ type }) => type !== DataType.float32));
    assert.ok([...half.graph.initializers.values()].some(({ type }) => type === DataType.float16));
  });

  it('has operators of any name, those that objects have of themselves too', () => {
    const model = decodeModel(smallOnnx());
    const nodes = model.graph.nodes.map((node) => ({ ...node, op: 'constructor' }));
    const half = halfPrecision({ ...model, graph: { ...model.graph, nodes } });
    assert.deepEqual(
      half.graph.nodes.filter(({ op }) => op !== 'Cast').map(({ op }) => op),
      nodes.map(({ op }) => op),
    );
  });

  it('is refused where a weight is beyond the largest float16', () => {
    const model = decodeModel(smallOnnx());
    const [name] = [...model.graph.initializers].find(([, { type }]) => type === DataType.float32)!;
    const initializers = new Map(model.graph.initializers).set(name, floatTensor(name, Float32Array.of(7e4), []));
    assert.throws(() => halfPrecision({ ...model, graph: { ...model.graph, initializers } }), OnnxError);
  });
});
