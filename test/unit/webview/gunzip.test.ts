import assert from 'node:assert/strict';
import zlib from 'node:zlib';
import { gunzip } from '../../../webview/viewer/files/gunzip';

const member = (letter: string) => zlib.gzipSync(Buffer.from(letter.repeat(5000)));

describe("the page's gunzip", () => {
  it('gives all members, and passes over zeros after them', () => {
    for (const padding of [0, 1, 2880]) {
      const file = new Uint8Array(Buffer.concat([member('A'), member('B'), Buffer.alloc(padding)]));
      assert.equal(Buffer.from(gunzip(file, 1e6)).toString(), 'A'.repeat(5000) + 'B'.repeat(5000));
    }
  });

  it('refuses what is too large, and gives of a file that is cut what is there', () => {
    const file = new Uint8Array(member('A'));
    assert.ok(gunzip(file.subarray(0, file.length - 12), 1e6).length <= 5000);
    assert.throws(() => gunzip(file, 4999), /too large/);
    const damaged = file.slice();
    damaged[0] = 0;
    assert.throws(() => gunzip(damaged, 1e6), /gzip/);
  });
});
