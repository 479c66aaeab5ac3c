import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { CUDA_RELEASE, cudaStatus, librariesOf, withCuda } from '../../../src/cuda';
import { ROOT } from '../../built';
import { claimInstalled } from './claim-installed';
import { whereCudaIsSupported } from './where-supported';

/** Float32 stays float32. */
const TF32 = { NVIDIA_TF32_OVERRIDE: '0' };

describe('the environment of a process that is to find CUDA', () => {
  const main = path.join(ROOT, 'dist', 'engine.js');
  const folder = whereCudaIsSupported();

  it('finds what it found before where CUDA is not set up, or for another runtime', () => {
    const env = { LD_LIBRARY_PATH: '/mine', ...TF32 };
    assert.deepEqual(withCuda(env, undefined, main), env);
    assert.deepEqual(withCuda(env, folder(), main), env);
    const other = { ...CUDA_RELEASE, runtime: '1.0.0' };
    claimInstalled(folder(), other);
    assert.equal(cudaStatus(folder(), other).complete, true);
    assert.deepEqual(withCuda(env, folder(), main, other), env);
    assert.deepEqual(withCuda({ NVIDIA_TF32_OVERRIDE: '1' }, folder(), main), { NVIDIA_TF32_OVERRIDE: '1' });
  });

  it('has the libraries first, beside a link to the runtime that is made anew where that has moved', () => {
    claimInstalled(folder());
    const libraries = librariesOf(folder());
    assert.deepEqual(withCuda({ A: 'b' }, folder(), main), { A: 'b', LD_LIBRARY_PATH: libraries, ...TF32 });
    const link = path.join(libraries, 'libonnxruntime.so.1');
    const runtime = fs.realpathSync(link);
    assert.ok(runtime.endsWith('onnxruntime-node/bin/napi-v6/linux/x64/libonnxruntime.so.1'), runtime);
    fs.rmSync(link);
    fs.symlinkSync(path.join(folder(), 'an/extension/that/was/replaced'), link);
    const env = withCuda({ LD_LIBRARY_PATH: '/mine:/yours' }, folder(), main);
    assert.deepEqual(env, { LD_LIBRARY_PATH: `${libraries}:/mine:/yours`, ...TF32 });
    assert.equal(fs.realpathSync(link), runtime);
  });
});
