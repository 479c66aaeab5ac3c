import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { writeSampleWorkspace } from '../../../src/sample-sky';

describe('writeSampleWorkspace', () => {
  let folder: string;
  beforeEach(() => (folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sample-sky-'))));
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  it('writes cutouts, their labels, and what explains them', async () => {
    const progress: number[] = [];
    const rows = await writeSampleWorkspace(folder, { count: 7, onProgress: (done) => progress.push(done) });
    assert.deepEqual(progress, [1, 2, 3, 4, 5, 6, 7]);
    const [head, ...lines] = fs.readFileSync(path.join(folder, 'labels.csv'), 'utf8').trim().split('\n');
    assert.match(head, /^file,class,ra,dec,/);
    assert.deepEqual(
      lines.map((line) => line.split(',')[0]),
      rows.map((row) => row.file),
    );
    for (const { file } of rows) assert.ok(fs.existsSync(path.join(folder, file)), file);
    const ring = rows.find((row) => row.class === 'ring')!;
    assert.ok(fs.readFileSync(path.join(folder, 'README.md'), 'utf8').includes(ring.file), 'a ring is easy to find');
    assert.ok(fs.existsSync(path.join(folder, 'analysis.py')));
  });

  it('replaces an earlier sample whole', async () => {
    await writeSampleWorkspace(folder, { count: 7, seed: 1 });
    await writeSampleWorkspace(folder, { count: 3, seed: 2 });
    assert.equal(fs.readdirSync(path.join(folder, 'cutouts')).length, 3);
  });

  it("leaves a folder alone that holds the user's files", async () => {
    fs.writeFileSync(path.join(folder, 'thesis.tex'), '');
    await assert.rejects(writeSampleWorkspace(folder, { count: 1 }), /holds other files/);
    assert.deepEqual(fs.readdirSync(folder), ['thesis.tex']);
  });

  it('stops when told to, and can be begun again', async () => {
    const controller = new AbortController();
    const onProgress = (done: number) => done === 2 && controller.abort();
    await assert.rejects(writeSampleWorkspace(folder, { count: 9, signal: controller.signal, onProgress }), {
      name: 'AbortError',
    });
    assert.equal((await writeSampleWorkspace(folder, { count: 3 })).length, 3);
  });
});
