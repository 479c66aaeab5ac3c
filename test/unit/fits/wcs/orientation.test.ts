import assert from 'node:assert/strict';
import { readWcs } from '../../../../src/fits';
import { headerOf } from '../header-of';
import { apart } from './apart';

type Place = readonly [number, number];

const PIXELS: readonly Place[] = [
  [20, 30],
  [-40, 10],
];

function wcsOf(code: string, [lon, lat]: Place, more: readonly string[]) {
  const types = [`CTYPE1  = 'RA---${code}'`, `CTYPE2  = 'DEC--${code}'`];
  return readWcs(
    headerOf(...types, `CRVAL1  = ${lon}`, `CRVAL2  = ${lat}`, 'CDELT1  = -0.5', 'CDELT2  = 0.5', ...more),
  );
}

describe('the native sphere on the sky', () => {
  /** Projection, CRVAL, cards, and what astropy 8.0.2 (WCSLIB) has at PIXELS. */
  const cases: [string, string, Place, string[], Place[]][] = [
    [
      'is oblique where CRVAL is off the equator of CAR',
      'CAR',
      [30, 40],
      [],
      [
        [13.3914010835, 54.0685254535],
        [57.2662860786, 41.9505871526],
      ],
    ],
    [
      'has its pole in the south where LATPOLE says so',
      'CAR',
      [30, -5],
      ['LONPOLE = 120', 'LATPOLE = -90'],
      [
        [37.8074691893, -21.2897214761],
        [9.3677249587, -6.6598720687],
      ],
    ],
    [
      'has its pole in the north where LATPOLE says so',
      'CAR',
      [30, -5],
      ['LONPOLE = 120', 'LATPOLE = 90'],
      [
        [18.0384935001, 8.4316373162],
        [48.9098108336, 3.1911766442],
      ],
    ],
    [
      'takes PVi_4 for LATPOLE',
      'CAR',
      [30, -5],
      ['LONPOLE = 120', 'PV1_4   = -90'],
      [
        [37.8074691893, -21.2897214761],
        [9.3677249587, -6.6598720687],
      ],
    ],
    [
      'turns about the parallels of a conic',
      'COE',
      [200, -10],
      ['PV2_1   = 30', 'PV2_2   = 10', 'LONPOLE = 175', 'LATPOLE = -60'],
      [
        [189.3400649392, 4.5245535173],
        [219.9460248791, -3.2715347459],
      ],
    ],
    [
      'has its reference point where PVi_1 and PVi_2 put it',
      'SIN',
      [200, -10],
      ['PV1_1   = 20', 'PV1_2   = 70'],
      [
        [195.1723914222, 27.7677684049],
        [221.1431765749, 7.1924394372],
      ],
    ],
    [
      'has the reference pixel there, too, where PVi_0 says so',
      'SIN',
      [200, -10],
      ['PV1_0   = 1', 'PV1_1   = 20', 'PV1_2   = 70'],
      [
        [195.6885223396, 7.8909147391],
        [221.5504772916, -13.0310822579],
      ],
    ],
    [
      'stands on the celestial pole',
      'CAR',
      [200, 90],
      [],
      [
        [232.9458127158, 72.0361398702],
        [124.348567654, 69.4093283245],
      ],
    ],
  ];
  for (const [name, code, place, more, world] of cases) {
    it(name, () => {
      const wcs = wcsOf(code, place, more);
      assert.ok(wcs);
      for (const [i, [x, y]] of PIXELS.entries()) {
        const sky = wcs.pixelToWorld(x, y);
        assert.ok(sky && apart(sky.lon, sky.lat, ...world[i]) < 0.01, JSON.stringify(sky));
        const back = wcs.worldToPixel(sky.lon, sky.lat);
        assert.ok(back && Math.hypot(back.x - x, back.y - y) < 1e-7);
      }
    });
  }

  it('is nowhere where LONPOLE and CRVAL contradict each other', () => {
    assert.equal(wcsOf('CAR', [30, 40], ['LONPOLE = 150']), undefined);
    assert.equal(wcsOf('MOL', [200, -90], ['LONPOLE = 33']), undefined);
  });
});
