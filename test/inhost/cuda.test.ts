import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { CUDA_RELEASE, cudaSupported } from '../../src/cuda';
import { Command } from '../../src/vscode/ids';
import { extension } from './extension';
import { takeShown } from './spies';

describe('Set Up CUDA', () => {
  const before_ = globalThis.fetch;
  let fetched: unknown[];
  before(async () => {
    await extension().activate();
    takeShown();
  });
  beforeEach(() => {
    fetched = [];
    globalThis.fetch = (address) => {
      fetched.push(address);
      return Promise.reject(new Error('nothing may be downloaded'));
    };
  });
  afterEach(() => (globalThis.fetch = before_));

  it('lists files, sizes and licences in a dialog, and without a yes does nothing', async () => {
    for (let times = 0; times < 2; times++) {
      await vscode.commands.executeCommand(Command.SetUpCuda);
      const [message, ...others] = takeShown();
      assert.deepEqual(others, []);
      if (!cudaSupported()) {
        assert.match(message.text, /on Linux on x64 only/);
        continue;
      }
      assert.equal(message.text, 'Download 1,339 MB and install 2,055 MB for CUDA?');
      assert.deepEqual(message.buttons, ['Accept Licences and Download']);
      for (const { name, version, licence } of CUDA_RELEASE.packages)
        for (const said of [`${name} ${version}`, licence.page]) assert.ok(message.detail?.includes(said), said);
      assert.deepEqual(fetched, []);
    }
  });

  it('on a yes asks the server, and says what to fetch where that cannot be reached', async function () {
    if (!cudaSupported()) this.skip();
    const window = vscode.window as unknown as { showWarningMessage: (...given: unknown[]) => unknown };
    const closed = window.showWarningMessage;
    window.showWarningMessage = (...given) => Promise.resolve(given.at(-1));
    try {
      await vscode.commands.executeCommand(Command.SetUpCuda);
    } finally {
      window.showWarningMessage = closed;
    }
    const [first] = CUDA_RELEASE.packages;
    assert.deepEqual(fetched, [`https://files.pythonhosted.org/${first.address}`]);
    const [message, ...others] = takeShown();
    assert.deepEqual([message.kind, others], ['error', []]);
    assert.match(
      message.text,
      /^CUDA is not set up: .*cannot be reached .*Fetch another way .*downloads and set CUDA up/s,
    );
  });
});
