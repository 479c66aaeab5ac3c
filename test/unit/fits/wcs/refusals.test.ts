import assert from 'node:assert/strict';
import { cutoutCentre, readWcs } from '../../../../src/fits';
import { headerOf } from '../header-of';

describe('no coordinates rather than wrong ones', () => {
  const place = ['CRPIX1  = 50.5', 'CRPIX2  = 50.5', 'CRVAL1  = 10', 'CRVAL2  = 20'];
  const scale = ['CDELT1  = -1E-4', 'CDELT2  = 1E-4'];
  const whole = ["CTYPE1  = 'RA---TAN'", "CTYPE2  = 'DEC--TAN'", ...place, ...scale];
  const of = (code: string, ...more: string[]) => [
    `CTYPE1  = 'RA---${code}'`,
    `CTYPE2  = 'DEC--${code}'`,
    ...place,
    ...scale,
    ...more,
  ];
  const cases: [string, string[]][] = [
    ['without CTYPE, whatever RA and DEC say', ['RA      = 10', 'DEC     = 20']],
    ['for an unknown projection', of('XXX')],
    ['for two projections', ["CTYPE1  = 'RA---TAN'", "CTYPE2  = 'DEC--SIN'", ...place, ...scale]],
    ['for two right ascensions', ["CTYPE1  = 'RA---TAN'", "CTYPE2  = 'RA---TAN'", ...place, ...scale]],
    ['for two kinds of axes', ["CTYPE1  = 'RA---TAN'", "CTYPE2  = 'GLAT-TAN'", ...place, ...scale]],
    ['for axes that know no projection', ["CTYPE1  = 'RA'", "CTYPE2  = 'DEC'", ...place, ...scale]],
    ['for a sky that turns with the Earth', ["CTYPE1  = 'TLON-CAR'", "CTYPE2  = 'TLAT-CAR'", ...place, ...scale]],
    [
      'for celestial axes other than the first two',
      ["CTYPE1  = 'FREQ'", "CTYPE2  = 'STOKES'", "CTYPE3  = 'RA---TAN'", "CTYPE4  = 'DEC--TAN'"],
    ],
    [
      'for a picture of a celestial axis and another',
      ["CTYPE1  = 'RA---TAN'", "CTYPE2  = 'FREQ'", "CTYPE3  = 'DEC--TAN'", ...place, ...scale],
    ],
    ['for an unknown RADESYS', [...whole, "RADESYS = 'GAPPT'"]],
    ['for an impossible equinox', [...whole, 'EQUINOX = 20000']],
    ['for a singular matrix', [...whole, 'CD1_1   = 1E-4', 'CD1_2   = 2E-4']],
    ['for a step of 0', of('TAN').map((card) => card.replace('1E-4', '0'))],
    ['for a unit that is no angle', [...whole, "CUNIT1  = 'm'"]],
    ['for a declination beyond the pole', of('TAN').map((card) => card.replace('= 20', '= 100'))],
    ['for polynomials of first order under the name of TAN', [...whole, 'PV1_1   = 1.01', 'PV2_1   = 1.01']],
    ['for TPV that maps all to one place', of('TPV')],
    ['for coefficients that TPV does not know', of('TPV', 'PV1_1   = 1', 'PV2_1   = 1', 'PV1_40  = 1')],
    ['for half of SIP', [...whole, 'A_ORDER = 2', 'A_2_0   = 1E-5']],
    ['for SIP of an order no survey has', [...whole, 'A_ORDER = 99', 'B_ORDER = 99']],
    ['for lookup-table distortions without their tables', [...whole, "CPDIS1  = 'LOOKUP'"]],
    ["for a detector's lookup tables without their tables", [...whole, "D2IMDIS1= 'LOOKUP'"]],
    ['for distortions by other functions', [...whole, "CPDIS1  = 'SPLINE'"]],
    ['for distortions after the linear step', [...whole, "CQDIS1  = 'LOOKUP'"]],
    ['for a conic without its parallels', of('COE')],
    ['for an impossible parameter', of('CEA', 'PV2_1   = 2')],
    ['for a polynomial that does not grow', of('ZPN', 'PV2_1   = -1')],
    ['for NCP at the equator', of('NCP').map((card) => card.replace('= 20', '= 0'))],
  ];
  for (const [name, cards] of cases) {
    it(name, () => {
      assert.equal(readWcs(headerOf(...cards)), undefined);
      assert.equal(cutoutCentre(readWcs(headerOf(...cards)), 10, 10), undefined);
    });
  }
});
