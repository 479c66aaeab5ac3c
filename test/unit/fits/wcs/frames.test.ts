import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type CelestialFrame, icrsTo, readWcs, toIcrs } from '../../../../src/fits';
import { headerOf } from '../header-of';
import { apart } from './apart';

type Row = readonly [CelestialFrame, readonly [number, number], readonly [number, number]];

/** A frame, a point of it, and where that is in ICRS by astropy 8.0.2. */
const ROWS: readonly Row[] = [
  [{ kind: 'icrs' }, [10.5, 41.25], [10.5, 41.25]],
  [{ kind: 'fk5', equinox: 2000 }, [10.5, 41.25], [10.49998846835, 41.24999852191]],
  [{ kind: 'fk5', equinox: 1975 }, [266.4, -29.0], [266.79728702489, -29.00826158763]],
  [{ kind: 'fk5', equinox: 1975 }, [123.4, 89.5], [135.08693701238, 89.41151728885]],
  [{ kind: 'fk4', equinox: 1950 }, [10.5, 41.25], [11.18681228548, 41.52337689394]],
  [{ kind: 'fk4', equinox: 1950 }, [123.4, 89.5], [143.51708272612, 89.30576120592]],
  [{ kind: 'fk4', equinox: 1900 }, [266.4, -29.0], [267.98938539451, -29.02726466705]],
  [{ kind: 'fk4-no-e', equinox: 1950 }, [10.5, 41.25], [11.18681103007, 41.52343351162]],
  [{ kind: 'galactic' }, [10.5, 41.25], [236.93975756208, 2.59761006978]],
  [{ kind: 'galactic' }, [266.4, -29.0], [90.82216428136, -57.83626959351]],
  [{ kind: 'supergalactic' }, [10.5, 41.25], [308.9576343099, 60.97545871255]],
  [{ kind: 'ecliptic', equinox: 2000 }, [266.4, -29.0], [264.83890051782, -52.37480478735]],
  [{ kind: 'ecliptic', equinox: 1950 }, [10.5, 41.25], [350.12490059541, 41.52987475913]],
];

describe('celestial frames', () => {
  for (const [frame, point, sky] of ROWS) {
    it(`${JSON.stringify(frame)} ${point.join(' ')} is where astropy has it, and back`, () => {
      const icrs = toIcrs(frame, ...point);
      assert.ok(apart(icrs.ra, icrs.dec, ...sky) < 0.01, JSON.stringify(icrs));
      const back = icrsTo(frame, icrs.ra, icrs.dec);
      assert.ok(apart(back.lon, back.lat, ...point) < 0.01, JSON.stringify(back));
    });
  }

  it('are inverses of their inverses over all the sky', () => {
    const angle = (min: number, max: number) => fc.double({ min, max, noNaN: true });
    fc.assert(
      fc.property(fc.constantFrom(...ROWS), angle(0, 359.9), angle(-89.9, 89.9), ([frame], lon, lat) => {
        const icrs = toIcrs(frame, lon, lat);
        const back = icrsTo(frame, icrs.ra, icrs.dec);
        assert.ok(apart(back.lon, back.lat, lon, lat) < 0.01);
        assert.ok(icrs.ra >= 0 && icrs.ra < 360);
      }),
      { seed: 7 },
    );
  });
});

describe('the frame of a header', () => {
  const frameOf = (prefix: [string, string], ...cards: string[]) =>
    readWcs(
      headerOf(`CTYPE1  = '${prefix[0]}-TAN'`, `CTYPE2  = '${prefix[1]}-TAN'`, 'CDELT1  = 1', 'CDELT2  = 1', ...cards),
    )?.frame;
  const ra: [string, string] = ['RA--', 'DEC-'];

  const cases: [string, CelestialFrame | undefined, CelestialFrame][] = [
    ['ICRS without RADESYS and EQUINOX', frameOf(ra), { kind: 'icrs' }],
    ['FK4 by an early EQUINOX', frameOf(ra, 'EQUINOX = 1950.0'), { kind: 'fk4', equinox: 1950 }],
    ['FK5 by a late one', frameOf(ra, 'EQUINOX = 1984.0'), { kind: 'fk5', equinox: 1984 }],
    ['by EPOCH, as EQUINOX was called', frameOf(ra, 'EPOCH   = 1950.0'), { kind: 'fk4', equinox: 1950 }],
    ['with the letter of its year', frameOf(ra, "EQUINOX = 'J2000.0'"), { kind: 'fk5', equinox: 2000 }],
    ['ICRS where EQUINOX is 0, that is unknown', frameOf(ra, 'EQUINOX = 0.0'), { kind: 'icrs' }],
    ['ICRS whatever EQUINOX says', frameOf(ra, "RADESYS = 'ICRS'", 'EQUINOX = 2000'), { kind: 'icrs' }],
    ['FK5 of 2000', frameOf(ra, "RADESYS = 'FK5'"), { kind: 'fk5', equinox: 2000 }],
    ['FK4 of 1950', frameOf(ra, "RADESYS = 'FK4'"), { kind: 'fk4', equinox: 1950 }],
    ['FK4 without E-terms', frameOf(ra, "RADESYS = 'FK4-NO-E'"), { kind: 'fk4-no-e', equinox: 1950 }],
    ['by RADECSYS, as RADESYS was called', frameOf(ra, "RADECSYS= 'FK5'"), { kind: 'fk5', equinox: 2000 }],
    ['galactic', frameOf(['GLON', 'GLAT']), { kind: 'galactic' }],
    ['supergalactic', frameOf(['SLON', 'SLAT']), { kind: 'supergalactic' }],
    ['ecliptic', frameOf(['ELON', 'ELAT'], 'EQUINOX = 1950'), { kind: 'ecliptic', equinox: 1950 }],
  ];
  for (const [name, frame, wanted] of cases) it(`is ${name}`, () => assert.deepEqual(frame, wanted));

  it('is that of its coordinates, and pixels go to ICRS and back', () => {
    const wcs = readWcs(
      headerOf(
        "CTYPE1  = 'GLON-CAR'",
        "CTYPE2  = 'GLAT-CAR'",
        'CRVAL1  = 10.5',
        'CRPIX2  = -412.5',
        'CDELT1  = -0.1',
        'CDELT2  = 0.1',
      ),
    );
    const world = wcs?.pixelToWorld(0, 0);
    assert.ok(world && apart(world.lon, world.lat, 10.5, 41.25) < 0.01);
    const sky = wcs?.pixelToSky(0, 0);
    assert.ok(sky && apart(sky.ra, sky.dec, 236.93975756208, 2.59761006978) < 0.01);
    const back = wcs?.skyToPixel(sky.ra, sky.dec);
    assert.ok(back && Math.hypot(back.x, back.y) < 1e-6);
  });
});
