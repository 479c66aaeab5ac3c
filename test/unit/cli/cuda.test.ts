import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { PackageServer } from '../../package-server';
import { claimInstalled } from '../cuda/claim-installed';
import { whereCudaIsSupported } from '../cuda/where-supported';
import { morphoscope } from './run-cli';

describe('morphoscope cuda', function () {
  this.timeout(60_000);
  const temporary = whereCudaIsSupported();
  const folder = () => path.join(temporary(), 'cuda');
  const cuda = (...args: string[]) => morphoscope(['cuda', ...args], undefined, { MORPHOSCOPE_CUDA: folder() });

  it('setup explains, and does nothing without a yes', async () => {
    const server = await PackageServer.start();
    const { code, stdout, stderr } = await cuda('setup', '--server', server.address);
    await server.stop();
    assert.equal(code, 1);
    for (const said of ['nvidia-cublas 13.1.0.3', '423 MB to download, 596 MB on the disk', 'https://docs.nvidia.com/cuda/eula/', server.address, folder()])
      assert.ok(stdout.includes(said), said); // prettier-ignore
    assert.match(stderr, /nothing was downloaded; --yes says yes/);
    assert.deepEqual([server.asked, fs.readdirSync(temporary())], [[], []]);
  });

  it('setup --yes says which files to fetch where the server does not have them', async () => {
    const server = await PackageServer.start();
    const { code, stderr } = await cuda('setup', '--yes', '--server', server.address);
    await server.stop();
    assert.equal(code, 1);
    assert.match(
      stderr,
      /no such file.*\(404\)\. Fetch another way .*onnxruntime_gpu-.*\.whl , put it into .*downloads/,
    );
    assert.doesNotMatch(stderr, /\n\s+at /, 'no stack');
    assert.equal(server.asked.length, 1);
  });

  it('status says what is there, and remove takes it away', async () => {
    assert.match((await cuda('status')).stdout, /CUDA is not set up in .*: 1,339 MB are to be downloaded/);
    claimInstalled(folder());
    const { stdout } = await cuda('status', '--json');
    const { complete, packages } = JSON.parse(stdout) as { complete: boolean; packages: { installed: boolean }[] };
    assert.ok(complete && packages.length === 6 && packages.every(({ installed }) => installed));
    assert.match((await cuda('setup')).stdout, /is set up in/, 'there is nothing left to do');
    assert.equal((await cuda('remove')).code, 0);
    assert.deepEqual(fs.readdirSync(temporary()), []);
  });
});
