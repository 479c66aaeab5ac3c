import assert from 'node:assert/strict';
import { isReadOtherwise, READING } from '../../../src/collection';
import { bitsOf } from '../../../src/collection/quality-flags';
import { row } from './rows-of';

describe('a file whose rows were made by older rules', () => {
  const small = { hdu: 0, width: 64, height: 64, flags: 0 };
  const isReadAgain = (file: string, ...rows: Parameters<typeof row>[1][]) =>
    isReadOtherwise(file, rows.map((one) => row(file, { ...small, ...one }))); // prettier-ignore

  it('is read again where these may have counted other images as galaxies', () => {
    assert.equal(isReadAgain('g.fits', { reading: undefined }), false);
    assert.equal(isReadAgain('g.fits', { reading: undefined }, { hdu: 1, reading: undefined }), true, 'extensions');
    assert.equal(isReadAgain('g.fits', { hdu: 1, reading: undefined }), true);
    assert.equal(isReadAgain('g_wht.fits', { reading: undefined }), true, 'its name');
    assert.equal(isReadAgain('g.fits', { width: 4000, height: 4000, reading: undefined }), true, 'a survey image');
  });

  it('is read again where it may be a mask, which was not known by its values then', () => {
    const saturated = bitsOf(['saturated']);
    assert.equal(isReadAgain('g.fits', { flags: saturated, reading: 1 }), true);
    assert.equal(isReadAgain('g.fits', { flags: undefined, reading: undefined }), true, 'nobody has looked');
    assert.equal(isReadAgain('g.fits', { flags: bitsOf(['noise', 'edge']), reading: 1 }), false);
    assert.equal(isReadAgain('g.fits', { flags: saturated, reading: READING }), false, 'it is known to be none');
  });
});
