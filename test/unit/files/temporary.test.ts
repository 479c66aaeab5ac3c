import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { isTemporaryName, sweepTemporaries, temporaryName } from '../../../src/files';
import { temporaryFolder } from '../../galaxies';

describe('what killed processes leave behind', () => {
  let folder: string;
  let remove: () => void;
  const at = (...names: string[]) => path.join(folder, ...names);
  const age = (name: string, hours: number) => {
    const time = new Date(Date.now() - hours * 3_600_000);
    fs.utimesSync(at(name), time, time);
  };

  beforeEach(() => ({ folder, remove } = temporaryFolder()));
  afterEach(() => remove());

  it('is swept away at once where its process has ended, files and folders alike', async () => {
    const ended = spawnSync(process.execPath, ['-e', '']).pid;
    const [mine, dead, deadFolder] = [0, 1, 2].map(() => temporaryName());
    const of = (name: string) => name.replace(`-${process.pid}-`, `-${ended}-`);
    fs.writeFileSync(at(mine), '');
    fs.writeFileSync(at(of(dead)), '');
    fs.mkdirSync(at(of(deadFolder)));
    fs.writeFileSync(at(of(deadFolder), 'model.onnx'), '');
    const swept = await sweepTemporaries(folder);
    assert.deepEqual(new Set(swept), new Set([of(dead), of(deadFolder)]));
    age(mine, 48);
    assert.deepEqual(await sweepTemporaries(folder), [], 'a process that runs may still be writing');
    assert.deepEqual(fs.readdirSync(folder), [mine]);
  });

  it('of other machines and of version 0.1 is swept away after an hour', async () => {
    const elsewhere = '.morphoscope-0123456789ab-1-01234567.tmp';
    const old = '.123e4567-e89b-42d3-a456-426614174000.tmp';
    for (const name of [elsewhere, old]) fs.writeFileSync(at(name), '');
    assert.deepEqual(await sweepTemporaries(folder), []);
    for (const name of [elsewhere, old]) age(name, 2);
    assert.deepEqual((await sweepTemporaries(folder)).sort(), [old, elsewhere].sort());
  });

  it('is nothing that is not ours: other names, links, a folder that is not there', async () => {
    const link = '.morphoscope-0123456789ab-1-01234567.tmp';
    fs.mkdirSync(at('galaxies'));
    fs.writeFileSync(at('galaxies', 'a.fits'), '');
    fs.symlinkSync(at('galaxies'), at(link));
    const others = ['.vimrc.tmp', '.morphoscope', 'labels.csv', '.tmp', '.morphoscope-x-1-01234567.tmp'];
    for (const name of others) {
      fs.writeFileSync(at(name), '');
      age(name, 1000);
      assert.equal(isTemporaryName(name), false, name);
    }
    fs.lutimesSync(at(link), 0, 0);
    assert.deepEqual(await sweepTemporaries(folder), []);
    assert.deepEqual(await sweepTemporaries(at('gone')), []);
    assert.deepEqual(fs.readdirSync(at('galaxies')), ['a.fits']);
  });
});
