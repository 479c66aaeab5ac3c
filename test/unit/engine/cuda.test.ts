import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { librariesOf } from '../../../src/cuda';
import { claimInstalled } from '../cuda/claim-installed';
import { whereCudaIsSupported } from '../cuda/where-supported';
import { engineClient } from './harness';

describe('an engine that is to use CUDA', function () {
  this.timeout(60_000);
  const folder = whereCudaIsSupported();

  /** What a person is told, by an engine that runs on the CPU in the end. */
  const told = async () => {
    const said: string[] = [];
    const engine = engineClient({ device: 'cuda', cudaFolder: folder(), onNotice: (message) => said.push(message) });
    try {
      assert.equal((await engine.start()).device, 'cpu');
    } finally {
      await engine.stop();
    }
    assert.equal(said.length, 1);
    return said[0];
  };

  it('says that nothing is set up, and what does it', async () => {
    assert.match(await told(), /cuda cannot be used: its libraries are not installed \("Morphoscope: Set Up CUDA…"/);
  });

  it('looks where it was set up, and says what is wrong with what is there', async () => {
    claimInstalled(folder());
    const provider = path.join(librariesOf(folder()), 'libonnxruntime_providers_cuda.so');
    const said = await told();
    assert.ok(said.includes(`a library cannot be loaded (${provider}: invalid ELF header)`), said);
    assert.ok(fs.existsSync(path.join(librariesOf(folder()), 'libonnxruntime.so.1')));
  });
});
