import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { DEFAULT_INCLUDE, discover, includes, lookAt, shareOf } from '../../../src/collection';
import { temporaryFolder } from '../../galaxies';

describe('discovery of cutouts', () => {
  let folder: string;
  let remove: () => void;
  beforeEach(() => ({ folder, remove } = temporaryFolder()));
  afterEach(() => remove());

  const write = (...names: string[]) => {
    for (const name of names) {
      fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
      fs.writeFileSync(path.join(folder, name), name);
    }
  };
  const found = (patterns = DEFAULT_INCLUDE) => {
    const all = [...discover(folder, patterns)];
    return {
      files: all.flatMap((one) => ('file' in one ? [one.file.path] : [])),
      failures: all.flatMap((one) => ('failure' in one ? [one.failure] : [])),
    };
  };

  it('goes into folders, takes every case of an extension, and leaves what is hidden or no cutout', () => {
    write('b.fits', 'a/deep/er/C.FITS', 'a/x.Fit', 'a/y.fts', 'z.fits.gz', 'p.PNG', 'q.jpeg', 'r.JPG', 'm[1].fits');
    write(
      'line\nbreak/two\nlines.fits',
      '.hidden/h.fits',
      '.h.fits',
      'node_modules/n.fits',
      'notes.txt',
      'fits',
      'x.fits.bak',
    );
    assert.deepEqual(found().files.sort(), [
      'a/deep/er/C.FITS', 'a/x.Fit', 'a/y.fts', 'b.fits', 'line\nbreak/two\nlines.fits', 'm[1].fits', 'p.PNG', 'q.jpeg', 'r.JPG', 'z.fits.gz',
    ]); // prettier-ignore
    assert.deepEqual(found().failures, []);
    const [first] = [...discover(folder, ['b.fits'])];
    const stat = fs.statSync(path.join(folder, 'b.fits'));
    assert.deepEqual(first, { file: { path: 'b.fits', size: 6, mtime: stat.mtimeMs / 1000 } });
  });

  it('takes the patterns that a person sets', () => {
    write('a.fits', 'cutouts/b.fits', 'cutouts/old/c.fits', 'raw/d.fits');
    assert.deepEqual(found(['cutouts/*.fits', 'raw/**']).files.sort(), ['cutouts/b.fits', 'raw/d.fits']);
    assert.deepEqual(found([]).files, []);
    assert.equal(includes(['**/*.fits'])('A/B.FITS'), true);
  });

  it('follows symbolic links, not in circles, and says which lead nowhere', () => {
    write('real/a.fits', 'b.fits');
    fs.symlinkSync('..', path.join(folder, 'real/up'));
    fs.symlinkSync('real', path.join(folder, 'again'));
    fs.symlinkSync(path.join(folder, 'b.fits'), path.join(folder, 'link.fits'));
    fs.symlinkSync('nothing.fits', path.join(folder, 'broken.fits'));
    fs.symlinkSync('nothing.txt', path.join(folder, 'broken.txt'));
    fs.symlinkSync('self.fits', path.join(folder, 'self.fits'));
    const { files, failures } = found();
    assert.deepEqual(files.map((file) => file.replace('again', 'real')).sort(), ['b.fits', 'link.fits', 'real/a.fits']); // prettier-ignore
    assert.deepEqual(failures, [
      { path: 'broken.fits', reason: 'it is a link to nothing' },
      { path: 'self.fits', reason: 'its symbolic links go in a circle' },
    ]);
  });

  it('says what it may not look into, and goes on', () => {
    write('a.fits', 'secret/b.fits', 'c/d.fits');
    const { readdirSync } = fs;
    // A test may run as a user whom no permission stops.
    fs.readdirSync = ((name: string, options: object) => {
      if (name.endsWith('secret')) throw Object.assign(new Error('EACCES'), { code: 'EACCES' });
      return readdirSync(name, options as never);
    }) as typeof fs.readdirSync;
    try {
      assert.deepEqual(found(), {
        files: ['a.fits', 'c/d.fits'],
        failures: [{ path: 'secret', reason: 'no permission to read it' }],
      });
    } finally {
      fs.readdirSync = readdirSync;
    }
    assert.equal([...discover(path.join(folder, 'nowhere'), DEFAULT_INCLUDE)].length, 1);
  });

  it('looks at single files as it would find them', () => {
    write('a.fits', 'b/c.fits', 'd.txt');
    const all = [...lookAt(folder, DEFAULT_INCLUDE, ['a.fits', 'b/c.fits', 'd.txt', 'gone.fits', 'b'])];
    assert.deepEqual(all, [...discover(folder, DEFAULT_INCLUDE)]);
  });

  it('gives each file to one share, and shares of about one size', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 1, max: 1000 }), (name, count) => {
        const share = shareOf(name, count);
        assert.ok(Number.isInteger(share) && share >= 0 && share < count);
        assert.equal(shareOf(name, count), share);
      }),
    );
    const sizes = new Array<number>(16).fill(0);
    for (let i = 0; i < 16_000; i++) sizes[shareOf(`plate${i % 7}/J${i}.fits`, 16)]++;
    for (const size of sizes) assert.ok(size > 800 && size < 1200, sizes.join());
  });
});
