import assert from 'node:assert/strict';
import { deviceWords } from '../../../src/vscode/collections/device-words';

describe('the words about the device', () => {
  const failed = { device: 'cpu', deviceWhy: 'webgpu cannot be used: no adapter; cuda cannot be used: no driver' };

  it('name failures of devices only where one was asked for', () => {
    assert.equal(
      deviceWords(failed, 'auto'),
      'encoder runs on cpu: no other device was found to be faster (the log says which were tried)',
    );
    assert.equal(deviceWords(failed, 'cuda'), `encoder runs on cpu: ${failed.deviceWhy}`);
  });

  it('keep the reason where it is none of a trial', () => {
    for (const deviceWhy of [
      "ONNX Runtime's WebAssembly build, since the library does not load",
      'the engine ended while it encoded on webgpu',
    ])
      // prettier-ignore
      assert.equal(deviceWords({ device: 'cpu', deviceWhy }, 'auto'), `encoder runs on cpu: ${deviceWhy}`);
    const faster = { device: 'webgpu', deviceWhy: 'webgpu is 9 times as fast as the CPU' };
    assert.equal(deviceWords(faster, 'auto'), 'encoder runs on webgpu: webgpu is 9 times as fast as the CPU');
  });
});
