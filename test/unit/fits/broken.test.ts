import assert from 'node:assert/strict';
import zlib from 'node:zlib';
import { FitsError, inspectFits, openFits, readHdus, readImage, readPlane, writeFits } from '../../../src/fits';
import { gunzip } from './node-gunzip';

const SKY = writeFits([
  { header: [['OBJECT', 'one']], data: Float32Array.from({ length: 64 }, (_, i) => i), shape: [8, 8] },
  { header: [['EXTNAME', 'SCI']], data: Int16Array.from({ length: 4096 }, (_, i) => i), shape: [64, 64] },
]);

/** The file of one header, every card as given, and then `data` zero bytes. */
function raw(cards: string[], data = 0): Uint8Array {
  const text = [...cards, 'END'].map((card) => card.padEnd(80)).join('');
  const bytes = new Uint8Array(Math.ceil(text.length / 2880) * 2880 + data).fill(32);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes.fill(0, bytes.length - data);
}

function refuses(action: () => unknown, reason: RegExp, hdu: number | null = 0): void {
  assert.throws(action, (error) => {
    assert.ok(error instanceof FitsError, `${String(error)} is no FitsError`);
    assert.match(error.reason, reason);
    assert.equal(error.hdu, hdu);
    assert.equal(error.file, 'sky.fits');
    return true;
  });
}

describe('bytes that are no FITS file', () => {
  it('are refused with the reason', () => {
    refuses(() => openFits(new Uint8Array(0), 'sky.fits'), /empty/, null);
    refuses(() => openFits(new TextEncoder().encode('{"a": 1}'.repeat(1000)), 'sky.fits'), /not a FITS file/, null);
    refuses(() => openFits(new Uint8Array(5), 'sky.fits'), /not a FITS file/, null);
    refuses(() => openFits(SKY.subarray(0, 400), 'sky.fits'), /no END card/);
    refuses(() => openFits(Uint8Array.of(0x1f, 0x9d, 0x90), 'sky.fits'), /empty|compress/, null);
    refuses(() => openFits(new TextEncoder().encode('BZh91AY'), 'sky.fits'), /bzip2/, null);
  });
});

describe('a truncated file', () => {
  it('gives the HDUs before the cut, and for the last one the reason', () => {
    const hdus = readHdus(SKY.subarray(0, SKY.length - 5000), 'sky.fits');
    assert.equal(hdus.length, 2);
    assert.equal(readPlane(hdus[0])[9], 9);
    assert.equal(hdus[1].header.get('EXTNAME'), 'SCI');
    refuses(() => readImage(hdus[1]), /truncated: the header declares 8192 bytes of data, the file holds \d+/, 1);
  });

  it('may lack the padding of its last block', () => {
    const hdus = readHdus(SKY.subarray(0, 2880 + 2880 + 2880 + 8192), 'sky.fits');
    assert.equal(readPlane(hdus[1])[4095], 4095);
  });

  it('is refused without memory taken on its word', () => {
    for (const axes of ['100000', '2000000000', '9007199254740991', '99999999999999999999']) {
      const cards = ['SIMPLE  = T', 'BITPIX  = -64', 'NAXIS   = 2', `NAXIS1  = ${axes}`, `NAXIS2  = ${axes}`];
      const [hdu] = readHdus(raw(cards, 5760), 'sky.fits');
      refuses(() => readImage(hdu), /declares|not a length/);
      refuses(() => readPlane(hdu), /declares|not a length/);
    }
  });
});

describe('a malformed header', () => {
  const cases: [string, string[], RegExp][] = [
    ['without BITPIX', ['SIMPLE  = T', 'NAXIS   = 0'], /BITPIX is missing/],
    ['with a BITPIX that is none', ['SIMPLE  = T', 'BITPIX  = 12', 'NAXIS   = 0'], /BITPIX = 12/],
    ['without NAXIS', ['SIMPLE  = T', 'BITPIX  = 8'], /NAXIS is missing/],
    ['with a thousand axes', ['SIMPLE  = T', 'BITPIX  = 8', 'NAXIS   = 1000'], /NAXIS = 1000/],
    ['with negative axes', ['SIMPLE  = T', 'BITPIX  = 8', 'NAXIS   = 1', 'NAXIS1  = -3'], /NAXIS1 = -3/],
    ['with an axis missing', ['SIMPLE  = T', 'BITPIX  = 8', 'NAXIS   = 2', 'NAXIS1  = 3'], /NAXIS2 is missing/],
    ['with NAXIS a string', ['SIMPLE  = T', 'BITPIX  = 8', "NAXIS   = 'two'"], /NAXIS is missing/],
    [
      'with a negative GCOUNT',
      ['SIMPLE  = T', 'BITPIX  = 8', 'NAXIS   = 1', 'NAXIS1  = 3', 'GCOUNT  = -1'],
      /GCOUNT = -1/,
    ],
    [
      'with GCOUNT = 0',
      ['SIMPLE  = T', 'BITPIX  = 8', 'NAXIS   = 1', 'NAXIS1  = 3', 'GCOUNT  = 0'],
      /GCOUNT leaves no room/,
    ],
    ['with no data', ['SIMPLE  = T', 'BITPIX  = 8', 'NAXIS   = 0'], /holds no data/],
  ];
  for (const [name, cards, reason] of cases) {
    it(`${name} is refused on access`, () => refuses(() => readImage(readHdus(raw(cards), 'sky.fits')[0]), reason));
  }

  it('with SIMPLE = F is listed as nonstandard', () => {
    assert.deepEqual(
      readHdus(raw(['SIMPLE  = F', 'BITPIX  = 8', 'NAXIS   = 0']), 'sky.fits').map((hdu) => hdu.kind),
      ['_NonstandardHDU'],
    );
  });

  it('of an extension without END is listed as corrupted, the HDUs before it readable', () => {
    const hdus = readHdus(SKY.subarray(0, 5760 + 160), 'sky.fits');
    assert.deepEqual(
      hdus.map((hdu) => hdu.kind),
      ['PrimaryHDU', '_CorruptedHDU'],
    );
    assert.equal(readPlane(hdus[0])[9], 9);
    refuses(() => readImage(hdus[1]), /END/, 1);
  });
});

describe('what follows the last HDU', () => {
  it('is passed over', () => {
    for (const byte of [0, 32, 0x41]) {
      const longer = new Uint8Array(SKY.length + 4000).fill(byte);
      longer.set(SKY);
      assert.equal(readHdus(longer, 'sky.fits').length, 2);
    }
  });
});

describe('planes', () => {
  const cube = writeFits([{ data: Float32Array.from({ length: 24 }, (_, i) => i), shape: [4, 3, 2] }]);
  it('that are not there are refused', () => {
    const [hdu] = readHdus(cube, 'sky.fits');
    assert.deepEqual(Array.from(readPlane(hdu, 3)), [18, 19, 20, 21, 22, 23]);
    refuses(() => readPlane(hdu, 4), /plane 4 is asked of an image of 4/);
    refuses(() => readPlane(hdu, -1), /plane -1/);
    refuses(() => readPlane(hdu, 0, new Float32Array(5)), /do not fit/);
  });

  it('are read from bytes that start anywhere in memory', () => {
    for (const shift of [1, 2, 3]) {
      const shifted = new Uint8Array(cube.length + shift);
      shifted.set(cube, shift);
      assert.equal(readPlane(readHdus(shifted.subarray(shift), 'sky.fits')[0], 3)[5], 23);
    }
  });

  it('go into memory that is handed over', () => {
    const out = new Float32Array(10);
    assert.equal(readPlane(readHdus(cube, 'sky.fits')[0], 1, out).buffer, out.buffer);
    assert.deepEqual(Array.from(out), [6, 7, 8, 9, 10, 11, 0, 0, 0, 0]);
  });

  it('of nothing but NaN are read', () => {
    const [hdu] = readHdus(writeFits([{ data: new Float32Array(9).fill(NaN), shape: [3, 3] }]), 'sky.fits');
    assert.ok(readPlane(hdu).every(Number.isNaN));
    assert.equal(
      inspectFits(writeFits([{ data: new Float32Array(9).fill(NaN), shape: [3, 3] }]), '').hdus?.[0].finite,
      0,
    );
  });
});

describe('gzip', () => {
  it('is undone by the function handed over', () => {
    assert.equal(openFits(zlib.gzipSync(SKY), 'sky.fits', { gunzip }).length, 2);
  });

  it('is refused without one, when damaged, and beyond the limit', () => {
    const packed = zlib.gzipSync(SKY);
    refuses(() => openFits(packed, 'sky.fits'), /cannot be read here/, null);
    refuses(() => openFits(packed.subarray(0, packed.length - 20), 'sky.fits', { gunzip }), /gzip: /, null);
    refuses(() => openFits(packed, 'sky.fits', { gunzip, maxBytes: 1000 }), /gzip: /, null);
  });
});
