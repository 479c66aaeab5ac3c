import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { openSafetensors, openTorchFile, WeightsError } from '../../../src/weights';
import { temporaryFolder } from '../../galaxies';
import { referenceEncoder } from '../../shared-data';
import { readAll } from './read-all';
import { dict, global, int, legacyTorchFile, pickle, tensor, text, torchFile, tuple } from './write-pickle';

const bytesOf = (values: ArrayBufferView) => new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
const SIX = bytesOf(Float32Array.of(1, 2, 3, 4, 5, 6));

describe("PyTorch's files", () => {
  let folder: string;
  let remove: () => void;
  beforeEach(() => ({ folder, remove } = temporaryFolder()));
  afterEach(() => remove());

  const write = (bytes: Uint8Array) => {
    const file = path.join(folder, 'pytorch_model.bin');
    fs.writeFileSync(file, bytes);
    return file;
  };
  const save = (value: string, storages: Record<string, Uint8Array> = { 0: SIX }) =>
    write(torchFile(pickle(value), storages));
  const refused = (file: string, message: RegExp) =>
    assert.rejects(openTorchFile(file), (error) => {
      assert.ok(error instanceof WeightsError, String(error));
      assert.match(error.reason, message);
      return true;
    });
  const whole = { shape: [2, 3], strides: [3, 1] };

  for (const name of ['resnet_basic', 'convnext_conv_mlp']) {
    it(`hold the same tensors as safetensors: ${name}`, async function () {
      const source = referenceEncoder(this, name);
      const theirs = await openTorchFile(path.join(source, 'pytorch_model.bin'));
      const ours = await openSafetensors(path.join(source, 'model.safetensors'));
      assert.deepEqual([...theirs.tensors.keys()].sort(), [...ours.tensors.keys()].sort());
      for (const [key, { shape, type }] of ours.tensors) assert.deepEqual(theirs.tensors.get(key), { shape, type });
      for (const key of ours.tensors.keys()) assert.deepEqual(await theirs.read(key), await ours.read(key), key);
      await theirs.close();
      await ours.close();
    });
  }

  it('give views of a storage: shared, offset, transposed, repeated', async () => {
    const views = {
      whole: tensor('0', whole),
      turned: tensor('0', { shape: [3, 2], strides: [1, 3] }),
      column: tensor('0', { offset: 1, shape: [2], strides: [3] }),
      scalar: tensor('0', { offset: 5, shape: [], strides: [] }),
      same: tensor('0', { offset: 2, shape: [3], strides: [0] }),
      none: tensor('0', { shape: [0, 2], strides: [2, 1] }),
      parameter: `${global('torch._utils', '_rebuild_parameter')}${tuple(tensor('0', whole), '\x88', '}')}R`,
    };
    const weights = await openTorchFile(save(dict(views)));
    const values = async (name: string) => [...(await weights.read(name))];
    assert.deepEqual(await values('whole'), [1, 2, 3, 4, 5, 6]);
    assert.deepEqual(await values('turned'), [1, 4, 2, 5, 3, 6]);
    assert.deepEqual(await values('column'), [2, 5]);
    assert.deepEqual(await values('scalar'), [6]);
    assert.deepEqual(await values('same'), [3, 3, 3]);
    assert.deepEqual(await values('none'), []);
    assert.deepEqual(await values('parameter'), [1, 2, 3, 4, 5, 6]);
    assert.deepEqual(weights.tensors.get('turned'), { shape: [3, 2], type: 'F32' });
    await weights.close();
  });

  it('give halves, bfloat16 and integers, and a state dict within a checkpoint', async () => {
    const line = { length: 2, shape: [2], strides: [1] };
    const state = dict({
      half: tensor('0', { storage: 'HalfStorage', ...line }),
      brain: tensor('1', { storage: 'BFloat16Storage', ...line }),
      long: tensor('2', { storage: 'LongStorage', ...line }),
    });
    const file = save(dict({ epoch: int(3), state_dict: state, hyper: `](${text('x')}e` }), {
      0: bytesOf(Uint16Array.of(0x3c00, 0xc100)),
      1: bytesOf(Uint16Array.of(0x3f80, 0xc020)),
      2: bytesOf(BigInt64Array.of(7n, -8n)),
    });
    const weights = await openTorchFile(file);
    assert.deepEqual([...(await weights.read('half'))], [1, -2.5]);
    assert.deepEqual([...(await weights.read('brain'))], [1, -2.5]);
    assert.deepEqual([...(await weights.read('long'))], [7, -8]);
    await weights.close();
  });

  it('that would run something are refused by its name, and nothing is run', async () => {
    const mark = path.join(folder, 'was-run');
    for (const [module, name] of [
      ['os', 'system'],
      ['posix', 'system'],
      ['builtins', 'eval'],
      ['torch.storage', '_load_from_bytes'],
      ['constructor', 'constructor'],
      ['torch', '__proto__'],
    ]) {
      const call = `${global(module, name)}${tuple(text(`touch ${mark}`))}R`;
      await refused(save(call), new RegExp(`"${module.replaceAll('.', '\\.')}\\.${name}".* refused`));
      await refused(save(dict({ weight: call })), new RegExp(`${name}".* refused`));
      await refused(save(`${text(module)}${text(name)}\x93${tuple(text(`touch ${mark}`))}R`), /refused/);
    }
    assert.equal(fs.existsSync(mark), false);
  });

  const wrong: [string, string, RegExp][] = [
    ['an instance of a class', `(${global('os', 'system')}o`, /refused/],
    ['INST', '(ios\nsystem\n', /opcode 0x69.* refused/],
    ['NEWOBJ', `${global('collections', 'OrderedDict')})\x81`, /opcode 0x81.* refused/],
    ['an extension registry', '\x82\x01', /opcode 0x82.* refused/],
    ['a call of a storage', `${global('torch', 'FloatStorage')})R`, /a call of no function/],
    ['a call of a text', `${text('x')})R`, /a call of no function/],
    ['a state dict of numbers', dict({ x: int(1) }), /its entry "x" is no tensor/],
    ['no dict', int(1), /no state dict/],
    ['a dict within itself', `}q\x00${text('state_dict')}h\x00s`, /"state_dict" is no tensor/],
    ['a value that was never kept', 'h\x07', /never kept/],
    ['a mark that is not there', 't', /not there/],
    ['too few values', 'R', /not there/],
    ['attributes of a number', `${int(1)}}b`, /attributes of no dict/],
    ['a storage that is not there', dict({ x: tensor('7', whole) }), /storage of the tensor "x" is not in the file/],
    ['a storage that is too short', dict({ x: tensor('0', { ...whole, length: 9 }) }), /has 24 bytes, not 36/],
    ['a tensor behind its storage', dict({ x: tensor('0', { ...whole, offset: 1 }) }), /"x" ends behind its storage/],
    ['a tensor made of one number', dict({ x: tensor('0', { shape: [99, 99], strides: [0, 0] }) }), /larger than/],
    ['a negative shape', dict({ x: tensor('0', { shape: [-1], strides: [1] }) }), /a shape that is none/],
    ['strides of another length', dict({ x: tensor('0', { shape: [2], strides: [1, 1] }) }), /differ in length/],
  ];
  for (const [name, value, message] of wrong) it(`with ${name} are refused`, () => refused(save(value), message));

  describe('of before PyTorch 1.6', () => {
    const two = dict({ a: tensor('0', whole), b: tensor('1', { offset: 4, shape: [2], strides: [1] }) });
    const six = bytesOf(Float32Array.of(6, 5, 4, 3, 2, 1));

    it('hold their tensors behind the pickles', async () => {
      const weights = await openTorchFile(write(legacyTorchFile(two, { 1: six, 0: SIX })));
      assert.deepEqual([...(await weights.read('a'))], [1, 2, 3, 4, 5, 6]);
      assert.deepEqual([...(await weights.read('b'))], [2, 1]);
      assert.deepEqual(weights.tensors.get('a'), { shape: [2, 3], type: 'F32' });
      await weights.close();
    });

    it('are refused where they would run something, and nothing is run', async () => {
      const call = `${global('os', 'system')}${tuple(text('true'))}R`;
      await refused(write(legacyTorchFile(dict({ x: call }), {})), /"os\.system".* refused/);
    });

    it('are refused where they are of another protocol or machine, or not whole', async () => {
      const storages = { 0: SIX, 1: six };
      await refused(write(legacyTorchFile(two, storages, { protocol: 1002 })), /protocol is 1002/);
      await refused(write(legacyTorchFile(two, storages, { little: '\x89' })), /byte order is big/);
      await refused(write(legacyTorchFile(two, { 0: SIX })), /"b" is not in the file/);
      await refused(write(legacyTorchFile(two, { ...storages, 2: SIX })), /storage "2" that no tensor/);
      await refused(write(legacyTorchFile(two, storages, { elementSize: 8 })), /has 12 bytes, not 24|ends at/);
      const withinItself = legacyTorchFile(two, {}, { keys: ']q\x00h\x00a' });
      await refused(write(withinItself), /storage without a name that no tensor/);
      const bytes = legacyTorchFile(two, storages);
      for (let length = 15; length < bytes.length; length += 7)
        await refused(write(bytes.subarray(0, length)), /cut short|ends at|takes a value/);
    });
  });

  it('that are no such archive, or compressed, or cut short, are refused', async () => {
    await refused(write(Buffer.from('\x80\x02 a pickle of an old PyTorch .', 'latin1')), /no zip archive/);
    await refused(write(torchFile(pickle(dict({})), { 0: new Uint8Array(999) }, 6)), /compressed/);
    const bytes = torchFile(pickle(dict({ x: tensor('0', whole) })), { 0: SIX });
    await refused(write(bytes.subarray(0, bytes.length - 30)), /no zip archive/);
    await refused(write(torchFile(Buffer.from('\x80\x02}', 'latin1'), {})), /cut short/);
  });

  it('cut or changed anywhere end in a WeightsError, or read as tensors of their shapes', async () => {
    const both = dict({ a: tensor('0', whole), b: tensor('1', whole) });
    const [archive, legacy] = [torchFile(pickle(both), { 0: SIX, 1: SIX }), legacyTorchFile(both, { 0: SIX, 1: SIX })];
    for (const bytes of [archive, legacy])
      await fc.assert(
        fc.asyncProperty(
          fc.oneof(fc.constant(bytes.length), fc.nat(bytes.length)),
          fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { maxLength: 3 }),
          async (length, changes) => {
            const mutant = Uint8Array.from(bytes.subarray(0, length));
            for (const [at, value] of changes) if (at < length) mutant[at] = value;
            await readAll(() => openTorchFile(write(mutant)));
          },
        ),
        { numRuns: 1000 },
      );
  });
});
