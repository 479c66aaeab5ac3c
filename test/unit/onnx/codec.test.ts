import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  type Attribute,
  DataType,
  decodeModel,
  encodeModel,
  floatsOf,
  floatTensor,
  type Model,
  numbersOf,
  OnnxError,
  type Tensor,
} from '../../../src/onnx';
import { encodeMessage } from '../../../src/onnx/wire';

const name = fc.string({ maxLength: 8 });
const float = fc.float({ noNaN: true });
const int = fc.maxSafeInteger();
const tensor: fc.Arbitrary<Tensor> = fc.array(float, { maxLength: 9 }).map((values) => {
  return floatTensor('t', Float32Array.from(values), [values.length]);
});
const attribute: fc.Arbitrary<Attribute> = fc.oneof(
  fc.record({ kind: fc.constant('float' as const), value: float }),
  fc.record({ kind: fc.constant('int' as const), value: int }),
  fc.record({ kind: fc.constant('string' as const), value: name }),
  fc.record({ kind: fc.constant('tensor' as const), value: tensor }),
  fc.record({ kind: fc.constant('floats' as const), value: fc.array(float, { maxLength: 4 }) }),
  fc.record({ kind: fc.constant('ints' as const), value: fc.array(int, { maxLength: 4 }) }),
  fc.record({ kind: fc.constant('strings' as const), value: fc.array(name, { maxLength: 3 }) }),
);
const node = fc.record({
  name,
  op: name,
  domain: name,
  inputs: fc.array(name, { maxLength: 3 }),
  outputs: fc.array(name, { maxLength: 3 }),
  attributes: fc.dictionary(name, attribute, { maxKeys: 3 }).map((entries) => new Map(Object.entries(entries))),
});
const valueInfo = fc.record({
  name,
  type: fc.constantFrom(...Object.values(DataType)),
  dims: fc.option(fc.array(fc.oneof(fc.nat(), fc.string({ minLength: 1, maxLength: 3 })), { maxLength: 4 })),
});
const model: fc.Arbitrary<Model> = fc.record({
  irVersion: fc.nat(20),
  producer: name,
  opsets: fc.constant(new Map([['', 17]])),
  metadata: fc.dictionary(name, name, { maxKeys: 2 }).map((entries) => new Map(Object.entries(entries))),
  graph: fc.record({
    name: fc.string({ minLength: 1, maxLength: 4 }),
    nodes: fc.array(node, { maxLength: 4 }),
    initializers: fc
      .array(tensor, { maxLength: 3 })
      .map((list) => new Map(list.map((each, i) => [`w${i}`, { ...each, name: `w${i}` }]))),
    inputs: fc.array(valueInfo, { maxLength: 2 }),
    outputs: fc.array(valueInfo, { maxLength: 2 }),
    valueInfo: fc.array(valueInfo, { maxLength: 2 }),
  }),
});

describe('ONNX files', () => {
  it('read back as they were written', () => {
    fc.assert(fc.property(model, (before) => assert.deepEqual(plain(decodeModel(encodeModel(before))), plain(before))));
  });

  it('give weights as views of the file', () => {
    const weights = floatTensor('w', Float32Array.of(1, 2, 3), [3]);
    const bytes = encodeModel({ ...empty, graph: { ...empty.graph, initializers: new Map([['w', weights]]) } });
    const read = decodeModel(bytes).graph.initializers.get('w')!;
    assert.equal(read.bytes.buffer, bytes.buffer);
    assert.deepEqual([...floatsOf(read)], [1, 2, 3]);
  });

  it('give the same values from typed fields as from raw bytes', () => {
    const tensors = [
      { name: 'a', dims: [2], type: DataType.float32, floats: [0.5, -2] },
      { name: 'b', dims: [2], type: DataType.int64, int64s: [7, -(2 ** 40)] },
      { name: 'c', dims: [2], type: DataType.int32, int32s: [7, -8] },
      { name: 'd', dims: [2], type: DataType.float64, doubles: [0.1, 1e300] },
      { name: 'e', dims: [2], type: DataType.bool, int32s: [1, 0] },
    ];
    const { initializers } = decodeModel(
      encodeMessage({ irVersion: 8, graph: { initializers: tensors } }, 'Model'),
    ).graph;
    const values = [...initializers.values()].map(numbersOf);
    assert.deepEqual(values, [[0.5, -2], [7, -(2 ** 40)], [7, -8], [0.1, 1e300], [1, 0]]); // prettier-ignore
  });

  it('that are damaged end in an OnnxError, never in another one', () => {
    const bytes = encodeModel({
      ...empty,
      graph: { ...empty.graph, initializers: new Map([['w', floatTensor('w', new Float32Array(8), [8])]]) },
    });
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.nat(255), fc.nat(bytes.length), (at, value, end) => {
        const damaged = bytes.slice(0, end);
        damaged[at] = value;
        try {
          decodeModel(damaged);
        } catch (error) {
          assert.ok(error instanceof OnnxError, String(error));
        }
      }),
      { numRuns: 300 },
    );
  });

  it('with weights elsewhere, or functions of their own, are refused by name', () => {
    const elsewhere = { initializers: [{ name: 'big', dims: [1], type: 1, location: 1 }] };
    assert.throws(
      () => decodeModel(encodeMessage({ graph: elsewhere }, 'Model')),
      /weights of big are in another file/,
    );
    assert.throws(
      () => decodeModel(encodeMessage({ graph: {}, functions: [new Uint8Array(1)] }, 'Model')),
      /functions/,
    );
    assert.throws(() => decodeModel(new Uint8Array()), /there is no graph/);
  });

  it('with weights elsewhere keep their places where these are wanted, and no values', () => {
    const big = floatTensor('big', new Float32Array(512), [512]);
    const model = { ...empty, graph: { ...empty.graph, initializers: new Map([['big', big]]) } };
    const places = new Map([['big', { location: 'net.data', offset: 4096 }]]);
    const named = decodeModel(encodeModel(model, places), 'named');
    const again = decodeModel(encodeModel(named), 'named').graph.initializers.get('big')!;
    assert.deepEqual(again, named.graph.initializers.get('big'));
    assert.deepEqual([again.dims, [...again.elsewhere!]], [[512], [['location', 'net.data'], ['offset', '4096'], ['length', '2048']]]); // prettier-ignore
    for (const read of [floatsOf, numbersOf]) assert.throws(() => read(again), /weights of big are in another file/);
  });
});

const empty: Model = {
  irVersion: 8,
  producer: '',
  opsets: new Map([['', 17]]),
  metadata: new Map(),
  graph: { name: 'g', nodes: [], initializers: new Map(), inputs: [], outputs: [], valueInfo: [] },
};

/** Without the identity of buffers, and with -0 as the float that it is. */
const plain = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (_, item: unknown) =>
      item instanceof Map ? [...item] : item instanceof Uint8Array ? Array.from(item) : Object.is(item, -0) ? 0 : item,
    ).replaceAll('null', '"null"'),
  );
