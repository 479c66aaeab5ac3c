import assert from 'node:assert/strict';
import { declareSky, skyColumns } from '../../../src/sky';

describe('columns of sky positions', () => {
  it('are found by their names', () => {
    const pair = (...columns: string[]) => {
      const sky = skyColumns(columns);
      return sky && [columns[sky.ra], columns[sky.dec]];
    };
    assert.deepEqual(pair('x', 'DEC', 'RA'), ['RA', 'DEC']);
    assert.deepEqual(pair('RAJ2000', 'DEJ2000'), ['RAJ2000', 'DEJ2000']);
    assert.deepEqual(pair('_RAJ2000', '_DEJ2000'), ['_RAJ2000', '_DEJ2000']);
    assert.deepEqual(pair('right_ascension', 'declination'), ['right_ascension', 'declination']);
    assert.deepEqual(pair('ALPHA_J2000', 'DELTA_J2000'), ['ALPHA_J2000', 'DELTA_J2000']);
    assert.deepEqual(pair('ra_err', 'ra', 'dec', 'dec_err'), ['ra', 'dec']);
    assert.deepEqual(pair('target_ra', 'target_dec'), ['target_ra', 'target_dec']);
    assert.equal(pair('radius', 'decision', 'ra'), undefined);
  });

  it('are those that the format declares, whatever their names', () => {
    const columns = ['ra', 'dec', 'x', 'y'];
    declareSky(columns, { ra: 2, dec: 3 });
    assert.deepEqual(skyColumns(columns), { ra: 2, dec: 3 });
    const none = ['ra', 'dec'];
    declareSky(none, 'none');
    assert.equal(skyColumns(none), undefined);
  });
});
