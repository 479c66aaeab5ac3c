import assert from 'node:assert/strict';
import { alternatesOf, readWcs } from '../../../../src/fits';
import { headerOf } from '../header-of';

describe('alternate coordinate descriptions', () => {
  const header = headerOf(
    "CTYPE1  = 'RA---TAN'",
    "CTYPE2  = 'DEC--TAN'",
    'CRVAL1  = 10',
    'CRVAL2  = 20',
    'CDELT1  = -1E-4',
    'CDELT2  = 1E-4',
    "CTYPE1A = 'GLON-SIN'",
    "CTYPE2A = 'GLAT-SIN'",
    'CRVAL1A = 30',
    'CRVAL2A = -40',
    'CDELT1A = -2E-4',
    'CDELT2A = 2E-4',
    "CTYPE1Q = 'LINEAR'",
  );

  it('are listed, the primary one first', () => {
    assert.deepEqual(alternatesOf(header), ['', 'A', 'Q']);
    assert.deepEqual(alternatesOf(headerOf('NAXIS   = 0')), []);
  });

  it('are read by their letter', () => {
    assert.deepEqual(readWcs(header)?.pixelToWorld(0, 0), { lon: 10, lat: 20 });
    const alternate = readWcs(header, { alternate: 'A' });
    assert.deepEqual(alternate?.pixelToWorld(0, 0), { lon: 30, lat: -40 });
    assert.deepEqual(alternate.frame, { kind: 'galactic' });
    assert.equal(readWcs(header, { alternate: 'Q' }), undefined);
    assert.equal(readWcs(header, { alternate: 'Z' }), undefined);
  });
});
