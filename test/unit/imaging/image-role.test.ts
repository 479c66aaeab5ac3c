import assert from 'node:assert/strict';
import { openFits, writeFits } from '../../../src/fits';
import { planeRole } from '../../../src/imaging';

describe('images that are no pictures of galaxies', () => {
  const role = (cards: Record<string, string>, file = 'g.fits', alone = false) => {
    const header = Object.entries(cards);
    const hdus = openFits(writeFits([{}, { header, data: new Float32Array(9), shape: [3, 3] }]), file);
    return planeRole(hdus[1], file, alone);
  };

  it('are known by the names that surveys and telescopes give their planes', () => {
    for (const [names, expected] of [
      [
        'ERR ERR,1 ERROR VAR VARIANCE VAR_POISSON VAR_RNOISE VAR_FLAT STAT UNCERT RMS VIS_RMS NIR_Y_RMS HSC-G_VARIANCE IVAR INVVAR sigma',
        'error',
      ],
      ['DQ MASK MSK FLAG VIS_FLAG MASKBITS DQ_2 IMAGE_MASK mask1', 'quality'],
      ['WHT WGT WEIGHT sci_weight', 'weight'],
      ['CON CTX AREA COVERAGE EXPMAP NEXP', 'exposure'],
      ['PSF PSFIMAGE VIS_PSF', 'PSF'],
      ['SKY BKG BACKGROUND image_sky', 'sky'],
      ['SEG SEGMENTATION SEGMAP', 'segmentation'],
      ['D2IMARR WCSDVARR', 'lookup table'],
    ] as const) {
      for (const name of names.split(' '))
        assert.deepEqual(role({ EXTNAME: name }), { role: expected, by: 'EXTNAME' }, name);
    }
  });

  it('are not those of other names', () => {
    for (const name of 'SCI IMAGE PRIMARY COMPRESSED_IMAGE G R HSC-G CUTOUT VIS_BGSUB ccd00 NIR_J_BGSUB SKYLINE MASKED FLAGSTAFF MINUS_SKY SURVEY_AREA NGC4321'.split(
      ' ',
    ))
      // prettier-ignore
      assert.equal(role({ EXTNAME: name }), undefined, name);
    assert.equal(role({}), undefined);
    assert.equal(role({ IMAGETYP: 'object' }), undefined);
    assert.equal(role({ PRODTYPE: 'image' }), undefined);
  });

  it('are known by other keywords', () => {
    assert.deepEqual(role({ HDUCLASS: 'ESO', HDUCLAS1: 'IMAGE', HDUCLAS2: 'ERROR' }), {
      role: 'error',
      by: 'HDUCLAS2',
    });
    assert.deepEqual(role({ HDUCLAS2: 'QUALITY', EXTNAME: 'X' }), { role: 'quality', by: 'HDUCLAS2' });
    assert.deepEqual(role({ PRODTYPE: 'wtmap' }), { role: 'weight', by: 'PRODTYPE' });
    assert.deepEqual(role({ IMAGETYP: 'invvar' }), { role: 'error', by: 'IMAGETYP' });
  });

  it('are known by the end of their file name where the file has no other image', () => {
    for (const file of ['f_r.weight.fits', 'a/b-invvar.fits.fz', 'j1_wht.fits.gz', 'x_seg.fits', 'x_MASK_3.fits']) {
      assert.equal(role({}, file, true)?.by, 'file name', file);
      assert.equal(role({}, file, false), undefined, file);
    }
    for (const file of [
      'mask.fits',
      'weighty.fits',
      'galaxy_noise.fits',
      'galaxy_psf.fits',
      'masked_g1.fits',
      'J12+34.fits',
    ])
      assert.equal(role({}, file, true), undefined, file);
  });
});
