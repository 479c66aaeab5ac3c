import assert from 'node:assert/strict';
import fs from 'node:fs';
import fsPromises from 'node:fs/promises';
import path from 'node:path';
import { isTemporaryName, linkOrCopy, publishExclusively, temporaryName, writeTemporary } from '../../../src/files';
import { temporaryFolder } from '../../galaxies';

const failing = (code: string) => Object.assign(new Error(`${code}: as the file system says`), { code });

describe('a second name for a file', () => {
  let folder: string;
  let remove: () => void;
  const { link, open } = fsPromises;
  beforeEach(() => ({ folder, remove } = temporaryFolder()));
  afterEach(() => {
    Object.assign(fsPromises, { link, open });
    remove();
  });

  const at = (name: string) => path.join(folder, name);
  const linksFailWith = (code: string) => Object.assign(fsPromises, { link: () => Promise.reject(failing(code)) });
  const bytes = Buffer.alloc(3 * 2 ** 20 + 17, 'galaxy');

  const WITHOUT_LINKS = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EISDIR', 'EACCES', 'EMLINK', 'EXDEV', 'EINVAL', 'ENOENT', 'UNKNOWN']; // prettier-ignore
  for (const code of [undefined, ...WITHOUT_LINKS]) {
    it(`is given once, by a ${code === undefined ? 'link' : `copy where links fail with ${code}`}`, async () => {
      if (code !== undefined) linksFailWith(code);
      const [first, second] = [await writeTemporary(folder, [bytes]), await writeTemporary(folder, ['other'])];
      assert.equal(await publishExclusively(first, at('name')), true);
      assert.ok(fs.readFileSync(at('name')).equals(bytes));
      assert.equal(fs.existsSync(first), false);
      assert.equal(await publishExclusively(second, at('name')), false);
      assert.ok(fs.readFileSync(at('name')).equals(bytes), 'a name that is taken stays as it is');
      assert.equal(fs.readFileSync(second, 'utf8'), 'other');
    });
  }

  it('is not tried by a copy that would meet the same', async () => {
    const file = await writeTemporary(folder, ['values']);
    for (const code of ['ENOSPC', 'EDQUOT', 'EROFS', 'EIO']) {
      linksFailWith(code);
      await assert.rejects(publishExclusively(file, at('name')), { code });
      assert.deepEqual(fs.readdirSync(folder), [path.basename(file)], code);
    }
  });

  it('is free again where the copy fails half way', async () => {
    const file = await writeTemporary(folder, [bytes]);
    linksFailWith('EPERM');
    Object.assign(fsPromises, {
      async open(name: string, flags: string) {
        const handle = await open(name, flags);
        let written = 0;
        if (flags === 'wx') {
          const writeFile = handle.writeFile.bind(handle);
          handle.writeFile = async (chunk) => {
            if (written++ > 0) throw failing('ENOSPC');
            await writeFile(chunk);
          };
        }
        return handle;
      },
    });
    await assert.rejects(linkOrCopy(file, at('name')), { code: 'ENOSPC' });
    assert.deepEqual(fs.readdirSync(folder), [path.basename(file)]);
  });

  it("never costs somebody else's file, also where it cannot be opened", async () => {
    const file = await writeTemporary(folder, ['ours']);
    fs.writeFileSync(at('name'), 'theirs');
    linksFailWith('EPERM');
    Object.assign(fsPromises, {
      open: (name: string, flags: string) => (flags === 'wx' ? Promise.reject(failing('EACCES')) : open(name, flags)),
    });
    await assert.rejects(linkOrCopy(file, at('name')), { code: 'EACCES' });
    assert.equal(fs.readFileSync(at('name'), 'utf8'), 'theirs');
  });

  it('is ours where the server made it, and its answer was lost', async () => {
    const file = await writeTemporary(folder, ['values']);
    Object.assign(fsPromises, {
      async link(from: string, to: string) {
        await link(from, to);
        await link(from, to);
      },
    });
    assert.equal(await publishExclusively(file, at('name')), true);
    assert.deepEqual(fs.readdirSync(folder), ['name']);
  });
});

describe('names of temporary files', () => {
  it('are known again, and nothing else is', () => {
    for (let i = 0; i < 20; i++) assert.ok(isTemporaryName(temporaryName()));
    const uuid = '0b0e7bb4-6d5f-4a53-9f2e-0d6c1a2b3c4d';
    assert.ok(isTemporaryName(`.${uuid}.tmp`));
    const others = [`${uuid}.tmp`, `.${uuid}`, `.${uuid}.tmp.txt`, `.x${uuid}.tmp`, '.abc.tmp', '.tmp', `.${uuid.toUpperCase()}.tmp`]; // prettier-ignore
    for (const name of others) assert.ok(!isTemporaryName(name), name);
  });
});
