import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { openSafetensors, WeightsError } from '../../../src/weights';
import { temporaryFolder } from '../../galaxies';
import { readAll } from './read-all';
import { bf16, f16, f32, safetensors, type Written, writeSafetensors } from './write-safetensors';

describe('safetensors', () => {
  let folder: string;
  let remove: () => void;
  beforeEach(() => ({ folder, remove } = temporaryFolder()));
  afterEach(() => remove());

  const write = (tensors: Record<string, Written>, header?: object) =>
    writeSafetensors(path.join(folder, 'model.safetensors'), new Map(Object.entries(tensors)), header);
  const refused = (file: string, message: RegExp) =>
    assert.rejects(openSafetensors(file), (error) => {
      assert.ok(error instanceof WeightsError, String(error));
      assert.equal(error.file, file);
      assert.match(error.reason, message);
      return true;
    });

  it('gives each tensor by name, with its shape, whatever its element type', async () => {
    const values = [0, -0, 1, -2.5, 65504, 2 ** -24, 3 * 2 ** -20, Infinity];
    const types: Record<string, Written> = {
      whole: f32(values, [2, 4]),
      half: f16(values, [8]),
      brain: bf16([1, -2.5, 2 ** 100, Infinity], [4]),
      double: { dtype: 'F64', shape: [2], bytes: new Uint8Array(Float64Array.of(0.1, -7).buffer) },
      long: { dtype: 'I64', shape: [], bytes: new Uint8Array(BigInt64Array.of(-12345678901n).buffer) },
      bytes: { dtype: 'U8', shape: [3], bytes: Uint8Array.of(0, 1, 255) },
      empty: f32([], [0, 3]),
    };
    const weights = await openSafetensors(write(types));
    assert.deepEqual([...weights.tensors.keys()], Object.keys(types));
    assert.deepEqual(weights.tensors.get('whole')!.shape, [2, 4]);
    assert.deepEqual([...(await weights.read('whole'))], values.map(Math.fround));
    assert.deepEqual([...(await weights.read('half'))], values.map(Math.fround));
    assert.deepEqual([...(await weights.read('brain'))], [1, -2.5, 2 ** 100, Infinity].map(Math.fround));
    assert.deepEqual([...(await weights.read('double'))], [Math.fround(0.1), -7]);
    assert.deepEqual([...(await weights.read('long'))], [Math.fround(-12345678901)]);
    assert.deepEqual([...(await weights.read('bytes'))], [0, 1, 255]);
    assert.equal((await weights.read('empty')).length, 0);
    await assert.rejects(weights.read('none'), /there is no tensor "none"/);
    await weights.close();
  });

  it('rounds and reads back every half', () => {
    const all = Array.from({ length: 0x7c00 }, (_, bits) => bits);
    const file = write({
      x: { dtype: 'F16', shape: [all.length], bytes: new Uint8Array(Uint16Array.from(all).buffer) },
    });
    return openSafetensors(file).then(async (weights) => {
      const values = await weights.read('x');
      await weights.close();
      assert.deepEqual(new Uint16Array(f16(values, [all.length]).bytes.buffer), Uint16Array.from(all));
      for (let i = 1; i < values.length; i++) assert.ok(values[i] > values[i - 1]);
    });
  });

  it('reads the far end of a file of more than 2 GB', async function () {
    const megabytes = 2500;
    const header = {
      first: { dtype: 'U8', shape: [megabytes * 1e6], data_offsets: [0, megabytes * 1e6] },
      last: { dtype: 'F32', shape: [3], data_offsets: [megabytes * 1e6, megabytes * 1e6 + 12] },
    };
    const file = write({}, header);
    const start = fs.statSync(file).size;
    fs.truncateSync(file, start + megabytes * 1e6);
    // A file system without holes would be filled.
    if (fs.statSync(file).blocks * 512 > 1e9) this.skip();
    fs.appendFileSync(file, new Uint8Array(Float32Array.of(1.5, -2, 3).buffer));
    const weights = await openSafetensors(file);
    assert.deepEqual([...(await weights.read('last'))], [1.5, -2, 3]);
    await weights.close();
  });

  const entry = (data_offsets: unknown, shape: unknown = [2], dtype: unknown = 'F32') => ({
    dtype,
    shape,
    data_offsets,
  });
  const two = { a: f32([1, 2], [2]), b: f32([3, 4], [2]) };
  const wrong: [string, object, RegExp][] = [
    ['overlapping tensors', { a: entry([0, 8]), b: entry([4, 12]) }, /"b" overlaps another/],
    ['a gap', { a: entry([0, 8]), b: entry([9, 17]) }, /a gap before the tensor "b"/],
    ['bytes of no tensor', { a: entry([0, 8]) }, /8 bytes at its end belong to no tensor/],
    ['a tensor behind the end', { a: entry([0, 8]), b: entry([8, 24], [4]) }, /cut short: 8 bytes are missing/],
    ['another size than the shape', { a: entry([0, 16], [2, 3]) }, /"a" has 16 bytes for 2 x 3 F32/],
    ['offsets that run backwards', { a: entry([16, 0]) }, /"a" has -16 bytes/],
    ['a negative offset', { a: entry([-8, 0]) }, /the entry "a" of its header is wrong/],
    ['a fraction of a dimension', { a: entry([0, 8], [0.5]) }, /the entry "a"/],
    ['a missing field', { a: { dtype: 'F32', shape: [2] } }, /the entry "a"/],
    ['an entry that is none', { a: 3 }, /the entry "a"/],
    ['a list', [], /not a JSON object/],
  ];
  for (const [name, header, message] of wrong)
    it(`with ${name} are refused`, () => refused(write(two, header), message));

  it('of an element type that is not read name the tensor when it is asked for', async () => {
    const file = write({ x: { dtype: 'F8_E4M3', shape: [2], bytes: Uint8Array.of(1, 2) } });
    const weights = await openSafetensors(file);
    await assert.rejects(weights.read('x'), /the tensor "x" has elements of type F8_E4M3, which are not read/);
    await weights.close();
  });

  it('that are missing, empty or another format are refused', async () => {
    const file = path.join(folder, 'other');
    await assert.rejects(openSafetensors(file), /cannot be read/);
    for (const [bytes, message] of [
      ['', /too short/],
      ['PK\x03\x04 is a zip archive, no safetensors', /no safetensors file/],
      ['\x04\0\0\0\0\0\0\0nope', /not JSON/],
    ] as const) {
      fs.writeFileSync(file, bytes, 'latin1');
      await refused(file, message);
    }
  });

  it('cut or changed anywhere end in a WeightsError, or read as tensors of their shapes', async () => {
    const bytes = safetensors(new Map(Object.entries({ ...two, c: f16([1, 2, 3], [3]) })));
    const file = path.join(folder, 'mutant');
    await fc.assert(
      fc.asyncProperty(
        fc.nat(bytes.length),
        fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { maxLength: 3 }),
        async (length, changes) => {
          const mutant = bytes.slice(0, length);
          for (const [at, value] of changes) if (at < length) mutant[at] = value;
          fs.writeFileSync(file, mutant);
          await readAll(() => openSafetensors(file));
        },
      ),
      { numRuns: 300 },
    );
  });
});
