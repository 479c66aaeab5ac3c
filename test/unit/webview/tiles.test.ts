import assert from 'node:assert/strict';
import { baseName, displayName, position, positionDegrees } from '../../../webview/components/galaxy-names';
import { tileOf } from '../../../webview/similar/tiles';

describe('what is written on a tile', () => {
  it('names a file without its folders, and the HDU beyond the primary one', () => {
    assert.equal(baseName('north/field 3/ngc.fits'), 'ngc.fits');
    assert.equal(baseName('C:\\sky\\ngc.fits'), 'ngc.fits');
    assert.equal(displayName({ path: 'a/ngc.fits', hdu: 0 }), 'ngc.fits');
    assert.equal(displayName({ path: 'a/ngc.fits', hdu: 2 }), 'ngc.fits[2]');
  });

  it('gives the position twice: sexagesimal and in degrees', () => {
    const m31 = { ra: 10.68458, dec: 41.26917 };
    assert.equal(position(m31), '00:42:44.30 +41:16:09.0');
    assert.equal(positionDegrees(m31), 'RA 10.68458°, Dec 41.26917°');
  });

  it('gives none where there is none', () => {
    assert.equal(position({}), '');
    assert.equal(positionDegrees({ ra: 1 }), '');
  });

  it('holds what a person and a screen reader need', () => {
    const tile = tileOf({ path: 'a/ngc.fits', hdu: 1, similarity: 0.98765, ra: 180, dec: -0.5 }, 4);
    assert.deepEqual(tile, {
      path: 'a/ngc.fits',
      hdu: 1,
      name: 'ngc.fits[1]',
      score: '0.988',
      details: ['12:00:00.0', '−00:30:00'],
      tooltip: 'a/ngc.fits\nsimilarity 0.988, number 5\nRA 180.00000°, Dec -0.50000°',
      label: 'ngc.fits[1], similarity 0.988, RA 180.00000°, Dec -0.50000°',
    });
    const placeless = tileOf({ path: 'a.png', hdu: 0, similarity: -0.1 }, 0);
    assert.deepEqual(placeless.details, []);
    assert.equal(placeless.tooltip, 'a.png\nsimilarity -0.100, number 1');
  });
});
