import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import {
  NotAFileError,
  openRegular,
  openRegularSync,
  readRegular,
  realPathOf,
  requireNoLinks,
} from '../../../src/files';
import { temporaryFolder } from '../../galaxies';

describe('regular files', () => {
  let folder: string;
  let remove: () => void;
  const at = (...names: string[]) => path.join(folder, ...names);

  beforeEach(() => ({ folder, remove } = temporaryFolder()));
  afterEach(() => remove());

  it('are read whole', async () => {
    fs.writeFileSync(at('a'), 'galaxy');
    assert.equal((await readRegular(at('a'))).toString(), 'galaxy');
    await assert.rejects(readRegular(at('a'), { maxBytes: 5 }), /it has 6 bytes, and at most 5 are read/);
    await assert.rejects(readRegular(at('b')), { code: 'ENOENT' });
  });

  it('are no folders, FIFOs, sockets and devices, none of which is waited for', async () => {
    fs.mkdirSync(at('folder'));
    assert.equal(spawnSync('mkfifo', [at('fifo')]).status, 0);
    const server = net.createServer().listen(at('socket'));
    fs.symlinkSync('/dev/zero', at('device'));
    try {
      for (const name of ['folder', 'fifo', 'socket', 'device']) {
        await assert.rejects(openRegular(at(name)), NotAFileError, name);
        assert.throws(() => openRegularSync(at(name)), NotAFileError, name);
        await assert.rejects(
          readRegular(at(name)),
          new RegExp(`it is a ${name === 'fifo' ? 'FIFO' : name}, not a file`),
        );
      }
    } finally {
      server.close();
    }
  });

  it('of /proc end where their length says', async () => {
    assert.equal((await readRegular('/proc/self/status')).length, 0);
  });

  it('may be asked to be no links', async () => {
    fs.writeFileSync(at('a'), 'galaxy');
    fs.symlinkSync(at('a'), at('link'));
    assert.equal((await readRegular(at('link'))).toString(), 'galaxy');
    await assert.rejects(readRegular(at('link'), { links: 'refuse' }), /it is a symbolic link, not a file/);
    assert.throws(() => openRegularSync(at('link'), 'refuse'), NotAFileError);
  });
});

describe('folders of ours', () => {
  it('hold no links', async () => {
    const { folder, remove } = temporaryFolder();
    try {
      const root = path.join(folder, '.morphoscope');
      fs.mkdirSync(path.join(root, 'encoders'), { recursive: true });
      await requireNoLinks(root, 'encoders', 'first', 'segments');
      fs.mkdirSync(path.join(folder, 'elsewhere'));
      fs.symlinkSync(path.join(folder, 'elsewhere'), path.join(root, 'encoders', 'first'));
      await assert.rejects(requireNoLinks(root, 'encoders', 'first', 'segments'), /first: it is a symbolic link/);
      fs.symlinkSync(root, path.join(folder, 'root'));
      await assert.rejects(requireNoLinks(path.join(folder, 'root')), NotAFileError);
    } finally {
      remove();
    }
  });
});

describe('real paths', () => {
  it('follow the links above a file that is not there, and links that lead to nothing', async () => {
    const { folder, remove } = temporaryFolder();
    try {
      const real = fs.realpathSync(folder);
      const at = (...names: string[]) => path.join(real, ...names);
      fs.mkdirSync(at('home'));
      fs.mkdirSync(at('workspace'));
      fs.symlinkSync(at('home'), at('workspace', 'data'));
      fs.symlinkSync(path.join('..', 'home', 'new.csv'), at('workspace', 'labels.csv'));
      fs.symlinkSync(at('workspace', 'b'), at('workspace', 'a'));
      fs.symlinkSync(at('workspace', 'a'), at('workspace', 'b'));
      assert.equal(await realPathOf(at('workspace', 'data', 'x', 'y.csv')), at('home', 'x', 'y.csv'));
      assert.equal(await realPathOf(at('workspace', 'labels.csv')), at('home', 'new.csv'));
      assert.equal(await realPathOf(at('workspace', 'z.csv')), at('workspace', 'z.csv'));
      await realPathOf(at('workspace', 'a', 'c')); // a circle ends
    } finally {
      remove();
    }
  });
});
