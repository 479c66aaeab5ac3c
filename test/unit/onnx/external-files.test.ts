import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { EncoderError, EncoderSession, readEncoder } from '../../../src/encoder';
import { decodeModel, DataType, encodeModel, encodeWhole, OnnxError, requireOwnWeights } from '../../../src/onnx';
import { externalTensors } from '../../../src/onnx/external-files';
import { temporaryFolder } from '../../galaxies';
import { smallOnnx } from '../encoder/small-onnx';
import { type RawField, rawMessage } from './raw-message';

const pair = (key: string, value: string) => rawMessage([1, key], [2, value]);
/** A tensor of 12 floats in another file. */
const external = (file: string, name = 'w') =>
  rawMessage([1, 12], [2, DataType.float32], [8, name], [13, pair('location', file)], [14, 1]);
const graph = (...fields: RawField[]) => rawMessage([7, rawMessage(...fields)]);
const node = (...attribute: RawField[]) => rawMessage([4, 'If'], [5, rawMessage([1, 'a'], ...attribute)]);

const FILE = '/etc/passwd';
const inner = rawMessage([5, external(FILE)]);
const sparse = rawMessage([1, external(FILE)], [2, rawMessage([1, 1])]);
/** Every place of a model that can hold a tensor. */
const PLACES: Readonly<Record<string, Uint8Array>> = {
  'a weight': graph([5, external(FILE)]),
  'a sparse weight': graph([15, sparse]),
  'the indices of a sparse weight': graph([15, rawMessage([1, rawMessage([1, 1])], [2, external(FILE)])]),
  "a node's tensor": graph([1, node([5, external(FILE)])]),
  "a node's tensors": graph([1, node([10, external(FILE)])]),
  "a node's sparse tensor": graph([1, node([22, sparse])]),
  "a node's sparse tensors": graph([1, node([23, sparse])]),
  'a graph within': graph([1, node([6, inner])]),
  'graphs within': graph([1, node([11, rawMessage()], [11, inner])]),
  'a graph within a graph within': graph([1, node([6, rawMessage([1, node([6, inner])])])]),
  'a function': rawMessage([25, rawMessage([7, node([5, external(FILE)])])]),
  'the default of a function': rawMessage([25, rawMessage([11, rawMessage([5, external(FILE)])])]),
  'how training begins': rawMessage([20, rawMessage([1, inner])]),
  'how training goes on': rawMessage([20, rawMessage([2, inner])]),
  'a second graph': Buffer.concat([graph(), graph([5, external(FILE)])]),
};

describe('the files that a model names', () => {
  for (const [place, bytes] of Object.entries(PLACES)) {
    it(`are found in ${place}`, () => {
      assert.deepEqual(externalTensors(bytes), [{ name: 'w', file: FILE }]);
      assert.throws(() => requireOwnWeights(bytes, undefined), OnnxError);
      assert.throws(() => requireOwnWeights(bytes, 'x.onnx.data'), /in the file "\/etc\/passwd", and its card names/);
    });
  }

  it('are its own weights alone, by exactly that name', () => {
    const own = graph([5, external('x.onnx.data')], [1, node([6, rawMessage([5, external('x.onnx.data')])])]);
    requireOwnWeights(own, 'x.onnx.data');
    requireOwnWeights(smallOnnx(), undefined);
    assert.throws(() => requireOwnWeights(own, undefined), /export the model with its weights inside/);
    for (const file of ['./x.onnx.data', '../x.onnx.data', 'X.onnx.data', '', '*/_ORT_MEM_ADDR_/*']) {
      assert.throws(() => requireOwnWeights(graph([5, external(file)]), 'x.onnx.data'), OnnxError, file);
    }
  });

  it('are not hidden by halves, by a later word, or by another format', () => {
    const half = graph([5, rawMessage([8, 'w'], [14, 1])]);
    assert.throws(() => requireOwnWeights(half, 'x.onnx.data'), /a file that it does not name/);
    const words = graph([5, rawMessage([8, 'w'], [13, pair('location', FILE)])]);
    assert.throws(() => requireOwnWeights(words, undefined), OnnxError);
    const twice = rawMessage([8, 'w'], [13, pair('location', 'x.onnx.data')], [13, pair('location', FILE)], [14, 1]);
    assert.throws(() => requireOwnWeights(graph([5, twice]), 'x.onnx.data'), OnnxError);
    assert.throws(() => requireOwnWeights(Buffer.from('\x14\0\0\0ORTM'), undefined), /own format/);
    let deep = rawMessage([5, external(FILE)]);
    for (let i = 0; i < 1000; i++) deep = rawMessage([1, node([6, deep])]);
    assert.throws(() => requireOwnWeights(rawMessage([7, deep]), undefined), /too deep/);
    assert.throws(() => requireOwnWeights(Buffer.from([0x3a, 0x7f, 0x01]), undefined), /not an ONNX model/);
  });

  it('keep a model from being decoded, or run from memory', () => {
    assert.throws(() => decodeModel(PLACES['a graph within']), /the weights of w are in another file/);
    const named = decodeModel(graph([5, external('x.onnx.data')]), 'named');
    encodeModel(named);
    assert.throws(() => encodeWhole(named), /the weights of w are in another file/);
  });

  it('keep an encoder from being loaded, before ONNX Runtime sees it', async () => {
    const { folder, remove } = temporaryFolder();
    try {
      const secret = path.join(folder, 'secret');
      fs.writeFileSync(secret, Buffer.alloc(48));
      const bytes = Buffer.concat([smallOnnx(), graph([5, external(secret)])]);
      fs.writeFileSync(path.join(folder, 'encoder.onnx'), bytes);
      const card = {
        id: 'x', name: 'x', licence: 'MIT', source: 'x', model: 'encoder.onnx', input: { name: 'picture', channels: 3, size: 8 },
        sha256: createHash('sha256').update(bytes).digest('hex'), preprocessing: [], views: 1, outputs: { embedding: 'vector' }, dimensions: 3,
      }; // prettier-ignore
      fs.writeFileSync(path.join(folder, 'card.json'), JSON.stringify(card));
      await assert.rejects(EncoderSession.load(await readEncoder(folder), 1), (error) => {
        assert.ok(error instanceof EncoderError);
        assert.match(error.reason, /its tensor "w" is in the file ".*secret"/);
        return true;
      });
    } finally {
      remove();
    }
  });
});
