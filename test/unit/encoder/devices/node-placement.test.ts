import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { EncoderSession, readEncoder } from '../../../../src/encoder';
import { BUNDLED_ENCODER } from '../../../../src/encoder/bundled';
import { ACCELERATORS } from '../../../../src/encoder/devices/device';
import { nodePlacement } from '../../../../src/encoder/devices/node-placement';
import { knownAccelerators } from '../../../../src/encoder/devices/providers';
import { ROOT } from '../../../built';
import { temporaryFolder } from '../../../galaxies';

describe('where the nodes of a graph ran', () => {
  let folder: string;
  let remove: () => void;
  beforeEach(() => ({ folder, remove } = temporaryFolder()));
  afterEach(() => remove());

  it('is read from a profile of ONNX Runtime: all on the CPU where it was the CPU that ran it', async () => {
    const encoder = await readEncoder(path.join(ROOT, 'media/encoders', BUNDLED_ENCODER));
    const session = await EncoderSession.load(encoder, 1, { profile: path.join(folder, 'profile') });
    await session.embed(new Float32Array(session.inputLength));
    session.endProfile();
    const [file] = fs.readdirSync(folder);
    const profile = fs.readFileSync(path.join(folder, file), 'utf8');
    const { onDevice, onCpu, heavyOnCpu } = nodePlacement(profile, 'webgpu');
    assert.equal(onDevice, 0);
    assert.ok(onCpu > 20, `${onCpu} nodes`);
    assert.ok(heavyOnCpu.some((op) => /Conv/.test(op)), heavyOnCpu.join()); // prettier-ignore
    const moved = nodePlacement(profile.replaceAll('CPUExecutionProvider', 'CUDAExecutionProvider'), 'cuda');
    assert.deepEqual(moved, { onDevice: onCpu, onCpu: 0, heavyOnCpu: [] });
  });

  it('cannot be read from anything else', () => {
    assert.throws(() => nodePlacement('[{"cat": "Node"}]', 'cuda'));
    assert.throws(() => nodePlacement('no JSON', 'cuda'));
  });

  it('is asked of the accelerators that the runtime knows here', () => {
    const known = knownAccelerators();
    assert.ok(known.every((name) => ACCELERATORS.includes(name)));
    assert.equal(known.includes('coreml'), process.platform === 'darwin');
    assert.equal(known.includes('dml'), process.platform === 'win32');
  });
});
