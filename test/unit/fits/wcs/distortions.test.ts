import assert from 'node:assert/strict';
import { type LookupTable, readWcs, type Wcs, type WcsOptions } from '../../../../src/fits';
import { headerOf } from '../header-of';
import { apart } from './apart';

type Place = readonly [number, number];

const PIXELS: readonly Place[] = [
  [10, 20],
  [1900, 700],
  [330, 1810],
];

const LINEAR = [
  'CRVAL1  = 10',
  'CRVAL2  = 20',
  'CRPIX1  = 1000',
  'CRPIX2  = 900',
  'CD1_1   = -1E-4',
  'CD1_2   = 1E-5',
  'CD2_1   = 1E-5',
  'CD2_2   = 1.2E-4',
];
const types = (code: string) => [`CTYPE1  = 'RA---${code}'`, `CTYPE2  = 'DEC--${code}'`];
const cards = (values: Record<string, number>) =>
  Object.entries(values).map(([keyword, value]) => `${keyword.padEnd(8)}= ${value}`);

const SIP = cards({ A_ORDER: 3, B_ORDER: 2, A_2_0: 2e-6, A_1_1: -1e-6, A_0_3: 3e-9, B_0_2: 4e-6, B_1_1: 2e-6 });
// prettier-ignore
const PV = cards({
  PV1_0: 1e-3, PV1_1: 1.01, PV1_3: 1e-3, PV1_4: 0.02, PV1_7: 0.3, PV1_11: 0.1, PV1_39: 0.2,
  PV2_1: 0.99, PV2_2: 1e-3, PV2_5: 0.02, PV2_10: 0.4, PV2_23: 0.1,
});

/** World coordinates of PIXELS by astropy 8.0.2, all_pix2world. */
const BY_SIP: readonly Place[] = [
  [10.0960717841, 19.8850456373],
  [9.9019139647, 19.9849667936],
  [10.0806578103, 20.1027704075],
];
const BY_PV: readonly Place[] = [
  [10.0988397686, 19.8858100271],
  [9.9023072702, 19.9847480783],
  [10.0835332885, 20.1018670194],
];

function agrees(images: readonly string[], world: readonly Place[], options?: WcsOptions): Wcs {
  const wcs = readWcs(headerOf(...LINEAR, ...images), options);
  assert.ok(wcs);
  for (const [i, [x, y]] of PIXELS.entries()) {
    const sky = wcs.pixelToWorld(x, y);
    assert.ok(sky && apart(sky.lon, sky.lat, ...world[i]) < 0.01, JSON.stringify(sky));
    const back = wcs.worldToPixel(sky.lon, sky.lat);
    assert.ok(back && Math.hypot(back.x - x, back.y - y) < 1e-6, JSON.stringify(back));
  }
  return wcs;
}

describe('SIP', () => {
  it('agrees with astropy, and back', () => void agrees([...types('TAN-SIP'), ...SIP], BY_SIP));
  it('is applied without its mark in CTYPE, too', () => void agrees([...types('TAN'), ...SIP], BY_SIP));
  it('goes before the polynomials of SCAMP where CTYPE has its mark', () =>
    void agrees([...types('TAN-SIP'), ...SIP, ...PV], BY_SIP));

  it('finds its way back where the distortion is strong', () => {
    const strong = cards({ A_ORDER: 2, B_ORDER: 2, A_2_0: 3e-4, B_0_2: -3e-4, A_1_1: 2e-4 });
    const wcs = readWcs(headerOf(...LINEAR, ...types('TAN-SIP'), ...strong));
    const sky = wcs?.pixelToWorld(2200, 1500);
    const back = sky && wcs?.worldToPixel(sky.lon, sky.lat);
    assert.ok(back && Math.hypot(back.x - 2200, back.y - 1500) < 1e-6);
  });

  it('has no pixel for what it folds away', () => {
    // The first coordinate is at most 1000 + 1/(4 * 1E-3).
    const folding = cards({ A_ORDER: 2, B_ORDER: 2, A_2_0: -1e-3 });
    const wcs = readWcs(headerOf(...LINEAR, ...types('TAN-SIP'), ...folding));
    const plain = readWcs(headerOf(...LINEAR, ...types('TAN')));
    const beyond = plain?.pixelToWorld(1300, 900);
    assert.ok(wcs && beyond);
    assert.equal(wcs.worldToPixel(beyond.lon, beyond.lat), undefined);
  });
});

describe('TPV', () => {
  it('agrees with astropy, and back', () => void agrees([...types('TPV'), ...PV], BY_PV));
  it('is what SCAMP meant by PVi_m under the name of TAN', () => void agrees([...types('TAN'), ...PV], BY_PV));
  it('goes before SIP where CTYPE has not its mark', () => void agrees([...types('TAN'), ...SIP, ...PV], BY_PV));
  it('is called TAN once its distortion is taken out', () =>
    assert.deepEqual(agrees([...types('TPV'), ...PV], BY_PV).ctype, ['RA---TAN', 'DEC--TAN']));
});

describe('TNX', () => {
  /** WATi_nnn and what astropy makes of them at PIXELS. */
  const cases: [string, string[], Place[]][] = [
    [
      "Chebyshev's polynomials, half of the cross terms",
      [
        `WAT1_001= 'wtype=tnx xx=1 axtype=ra lngcor = "1.0 3. 3. 2.0 -0.2 0.25 -0.15 0.3'`,
        `WAT1_002= ' 0.00010 -0.00020 0.00030 0.00040 0.00050 -0.00060 " '`,
        `WAT2_001= 'wtype=tnx x=1 axtype=dec latcor = "1.0 3. 3. 2.0 -0.2 0.25 -0.15 0.3'`,
        `WAT2_002= ' -0.00060 0.00050 0.00040 0.00030 -0.00020 0.00010 " '`,
      ],
      [
        [10.0949297699, 19.8835255118],
        [9.9025508945, 19.9837001042],
        [10.0814944528, 20.1015701099],
      ],
    ],
    [
      "Legendre's polynomials, all cross terms",
      [
        `WAT1_001= 'wtype=tnx xx=1 axtype=ra lngcor = "2.0 3. 3. 1.0 -0.2 0.25 -0.15 0.3'`,
        `WAT1_002= ' 0.00010 -0.00020 0.00030 0.00040 0.00050 -0.00060 0.00070 0.00080 -'`,
        `WAT1_003= '0.00090 " '`,
        `WAT2_001= 'wtype=tnx xx=1 axtype=dec latcor = "2.0 3. 3. 1.0 -0.2 0.25 -0.15 0.'`,
        `WAT2_002= '3 -0.00090 0.00080 0.00070 -0.00060 0.00050 0.00040 0.00030 -0.00020'`,
        `WAT2_003= ' 0.00010 " '`,
      ],
      [
        [10.0959268865, 19.8841741915],
        [9.9021069327, 19.9838475794],
        [10.0804171272, 20.1012860115],
      ],
    ],
    [
      'powers without cross terms',
      [
        `WAT1_001= 'wtype=tnx xx=1 axtype=ra lngcor = "3.0 3. 3. 0.0 -0.2 0.25 -0.15 0.3'`,
        `WAT1_002= ' 0.00010 -0.00020 0.00030 0.00040 0.00050 " '`,
        `WAT2_001= 'wtype=tnx x=1 axtype=dec latcor = "3.0 3. 3. 0.0 -0.2 0.25 -0.15 0.3'`,
        `WAT2_002= ' 0.00050 0.00040 0.00030 -0.00020 0.00010 " '`,
      ],
      [
        [10.0959664275, 19.8850374028],
        [9.9022272007, 19.9854419667],
        [10.0811782876, 20.1029940552],
      ],
    ],
  ];
  for (const [name, wat, world] of cases) {
    it(`agrees with astropy: ${name}`, () => void agrees([...types('TNX'), ...wat], world));
  }

  it('is refused where a surface is damaged', () => {
    const damaged = `WAT1_001= 'wtype=tnx axtype=ra lngcor = "3. 3. 3. 0. -0.2 0.25 -0.15 0.3 0.1"'`;
    assert.equal(readWcs(headerOf(...LINEAR, ...types('TNX'), damaged)), undefined);
  });
});

describe('lookup tables', () => {
  const table = (rows: number[][], reference: Place, value: Place, step: Place): LookupTable => ({
    width: rows[0].length,
    height: rows.length,
    data: Float32Array.from(rows.flat()),
    reference,
    value,
    step,
  });
  const tables: Record<string, LookupTable> = {
    // prettier-ignore
    'WCSDVARR 1': table([[0, 0.5, 1], [0.25, -0.5, 2]], [1, 1], [1, 1], [1000, 2000]),
    // prettier-ignore
    'WCSDVARR 2': table([[0.1, 0.2], [0.3, 0.4], [-0.5, 0.75]], [1, 1], [1, 1], [2000, 1000]),
    'D2IMARR 1': table([[0, 1.5, -1]], [0, 0], [0, 0], [700, 1]),
  };
  const lookups = (extname: string, extver: number) => tables[`${extname} ${extver}`];
  const asks = ["CPDIS1  = 'LOOKUP'", "CPDIS2  = 'Lookup'", "D2IMDIS1= 'Lookup'"];
  // As HST writes them: one keyword, many records.
  const records = ['DP1     = ', 'DP2     = ', 'D2IM1   = '].flatMap((keyword, i) =>
    [`EXTVER: ${[1, 2, 1][i]}.0`, 'NAXES: 2.0', 'AXIS.1: 1.0', 'AXIS.2: 2.0'].map((record) => `${keyword}'${record}'`),
  );
  // By astropy 8.0.2: the detector first, then SIP and CPDIS added.
  const world: Place[] = [
    [10.0960721806, 19.8850582147],
    [9.90181734, 19.985016335],
    [10.0806539212, 20.102749271],
  ];

  it('agree with astropy, in its order, and back', () =>
    void agrees([...types('TAN-SIP'), ...SIP, ...asks, ...records], world, { lookups }));

  it('are found by record-valued keywords that are written out', () => {
    const written = ['DP1.EXTVER = 1.0', 'DP2.EXTVER = 2.0', 'D2IM1.EXTVER = 1.0'].map((card) => `HIERARCH ${card}`);
    agrees([...types('TAN-SIP'), ...SIP, ...asks, ...written], world, { lookups });
  });

  it('are turned round where AXIS says so', () => {
    const turned = (extname: string, extver: number): LookupTable => {
      const { width, height, data, ...rest } = lookups(extname, extver);
      const columns = Array.from(
        { length: width * height },
        (_, i) => data[(i % height) * width + Math.floor(i / height)],
      );
      return { ...rest, width: height, height: width, data: columns };
    };
    const swapped = records.map((record) =>
      record.replace(/AXIS\.(.): (.)/, (_, axis: string) => `AXIS.${axis}: ${axis === '1' ? 2 : 1}`),
    );
    agrees([...types('TAN-SIP'), ...SIP, ...asks, ...swapped], world, { lookups: turned });
  });

  it('that are missing leave no coordinates', () => {
    const image = headerOf(...LINEAR, ...types('TAN'), ...asks, ...records);
    assert.equal(readWcs(image, { lookups: () => undefined }), undefined);
    assert.equal(readWcs(image), undefined);
  });
});
