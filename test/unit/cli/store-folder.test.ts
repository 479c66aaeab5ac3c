import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { ensureBuilt } from '../../built';
import { temporaryFolder, writeGalaxies } from '../../galaxies';
import { indexJson, morphoscope } from './run-cli';

describe('the folder of the index', function () {
  this.timeout(120_000);
  before(ensureBuilt);
  let folder: string;
  let remove: () => void;
  beforeEach(() => {
    ({ folder, remove } = temporaryFolder());
    writeGalaxies(path.join(folder, 'data'), 3, 16);
    fs.mkdirSync(path.join(folder, 'elsewhere'));
    fs.writeFileSync(path.join(folder, 'elsewhere/mine.txt'), 'mine');
  });
  afterEach(() => remove());

  it('is no link in the folder of the galaxies', async () => {
    const data = path.join(folder, 'data');
    fs.symlinkSync(path.join(folder, 'elsewhere'), path.join(data, '.morphoscope'));
    const { code, stderr } = await morphoscope(['index', data]);
    assert.equal(code, 1);
    assert.match(stderr, /data\/\.morphoscope: it is a symbolic link.*remove it, or keep the index elsewhere/);
    assert.doesNotMatch(stderr, /\n\s+at /, 'no stack');
    assert.deepEqual(fs.readdirSync(path.join(folder, 'elsewhere')), ['mine.txt']);
  });

  it('may be a link that the person names', async () => {
    fs.symlinkSync(path.join(folder, 'elsewhere'), path.join(folder, 'link'));
    const { code, json, stderr } = await indexJson(path.join(folder, 'data'), '--store', path.join(folder, 'link'));
    assert.equal(code, 0, stderr);
    assert.equal(json.new, 3);
    // No .gitignore, which would hide what is theirs.
    assert.deepEqual(fs.readdirSync(path.join(folder, 'elsewhere')).sort(), ['encoders', 'mine.txt']);
  });
});
