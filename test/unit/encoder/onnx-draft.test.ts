import assert from 'node:assert/strict';
import { draftFromGraph, type OnnxAnswers } from '../../../src/encoder/library/onnx-draft';
import { decodeModel } from '../../../src/onnx';
import { smallOnnx, type SmallOnnx } from './small-onnx';

const draft = (file: SmallOnnx, answers?: OnnxAnswers) => draftFromGraph(decodeModel(smallOnnx(file)).graph, answers);
const output = (name: string, dims: (number | string)[] | null = ['N', 3]) => ({ name, dims });

describe('the card of an ONNX file', () => {
  it('is read off a graph that says all of it', () => {
    assert.deepEqual(draft({}), { input: 'picture', channels: 3, size: 8, output: 'vector', questions: [] });
  });

  it('asks for the output where several can be the embedding, and takes the answer', () => {
    const file = { outputs: [output('vector'), output('classes'), output('map', ['N', 3, 1, 1])] };
    assert.deepEqual(draft(file).questions, [{ about: 'output', choices: ['vector', 'classes'] }]);
    const said = draft(file, { output: 'classes' });
    assert.deepEqual([said.output, said.featureMap, said.questions], ['classes', 'map', []]);
    assert.equal(draft(file, { output: 'map' }).questions.length, 1, 'a map is no vector');
  });

  it('takes an output of unknown shape for one that may be the embedding', () => {
    assert.equal(draft({ outputs: [output('vector', null), output('map', ['N', 3, 1, 1])] }).output, 'vector');
  });

  it('asks for size and bands where they are dynamic', () => {
    const file = { input: ['batch', 'bands', 'height', 'width'] };
    assert.deepEqual(draft(file).questions, [{ about: 'channels', choices: ['1', '3'] }, { about: 'size' }]);
    const { channels, size, questions } = draft(file, { channels: 3, size: 96 });
    assert.deepEqual([channels, size, questions], [3, 96, []]);
    assert.deepEqual(draft({ input: null }).questions.map(({ about }) => about), ['channels', 'size']); // prettier-ignore
  });

  const refused: [string, SmallOnnx, RegExp, OnnxAnswers?][] = [
    ['a batch of fixed size', { input: [1, 3, 8, 8] }, /takes 1 at a time/],
    ['bands that come last', { input: ['N', 8, 8, 3] }, /bands last/],
    ['an oblong', { input: ['N', 3, 8, 9] }, /not a square/],
    ['four bands', { input: ['N', 4, 8, 8] }, /4 bands; 1 and 3/],
    ['no picture', { input: ['N', 192] }, /no input N x channels.*picture: N x 192/],
    ['no vector', { outputs: [output('map', ['N', 3, 1, 1])] }, /no output N x dimensions.*map: N x 3 x 1 x 1/],
    ['another size than the graph has', {}, /8 pixels wide, and not 9/, { size: 9 }],
  ];
  for (const [what, file, reason, answers] of refused) {
    it(`is refused with the reason: ${what}`, () => assert.match(draft(file, answers).problem ?? '', reason));
  }
});
