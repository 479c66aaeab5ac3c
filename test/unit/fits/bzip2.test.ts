import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { openFits, readHdus, readPhysical } from '../../../src/fits';
import { CodecError } from '../../../src/fits/compression/codec-error';
import { bunzip2 } from '../../../src/fits/whole-file/bzip2';
import { sharedData } from '../../shared-data';

const bytes = (base64: string) => Uint8Array.from(Buffer.from(base64, 'base64'));
const undo = (base64: string, maxBytes = 1e6) => Buffer.from(bunzip2(bytes(base64), maxBytes));

// Written by bzip2 1.0.8.
const EMPTY = 'QlpoORdyRThQkAAAAAA=';
const RUN = 'QlpoOTFBWSZTWUncT2MAAAGBAaAAAIAACCAAIKptQZi6g8XckU4UJBJ3E9jA';
const FOUR = 'QlpoOTFBWSZTWYgSM6YAAAJBAEAAIAAgACEAggsXckU4UJCIEjOm';
const TWO_STREAMS =
  'QlpoOTFBWSZTWS9D3IwAAACWAEAAASAMACAAIYNBmg0ocXckU4UJAvQ9yMBCWmgxMUFZJlNZtrXulQAAAH////////////////////////////////////////////+wAMVSAAAAAAAAAAAAAAAAAAAAAAEwCYAAAAAAAAAAAAAATAAEwASYACYAAmAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAACTAATAAEwAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA/AIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyAhIiMkJSYnKCkqKywtLi8wMTIzNDU2Nzg5Ojs8PT4/QEFCQ0RFRkdISUpLTE1OT1BRUlNUVVZXWFlaW1xdXl9gYWJjZGFiY2RlZmdoaWprbG1ub3BxcnN0dXZ3eHl6e3x9fn+AgYKDhIWGh4iJiouMjY6PkJGSlZaXmJmam5ydnp+goaKjpKWmp6ipqqusra6vsLGys7S1tre4ubq7vL2+v8DBwsPExcbFxsfIycrLzM3Oz9DR0tPU1dbX2Nna29zd3t/g4eLj5OXm5+jp6uvs7e7v8PHy8/T19vf4+fr7/P0XckU4UJC2te6VA==';
const NOISE =
  'QlpoOTFBWSZTWcqAr10AABPAAH8AYAd77jma2qq1htbYqGzaVVazbET2goRPBqhh/imqEMAQwA1P0JqRfOL3eZnrsUmVDMF5PGZE6i006zkTQRG1ORZy6xlu4O5Du63e0WuMMsY6SEE1t1NtKdc6yaovbWzcW8+Cuw3NxbbFHekiIg5F6wWnbdL1GbWew7yyqjuV16WkrSCjBRe3RFudcdc6uX2nTWUk0by4cjIpIPc16XQ56NE7rudGbS9OHbZXBWJQK5u6TmOXRPkiQ9EDZrWwtW5nEXIcdhPV83AjIFInybHDF4jufSlR0PQLzOW3K7x2Gma5tS8szPlyYrlTnJMKXkS6tK4s8oh7iqKt9XUclHM7tWFyKdrCb0Ku0G6+az6ENREI0lc4JPHC5bZo1qfKtNlh2ygbqqdHRSrgdg5ZPHTt1y1g5YcS9b0JVNOGEnPsXikZosXLWPR8j2Z2e6PCRzR1a5cjUscB5HD2OsOUW7UWOdl4kKjQfTncuIS6xose5Kw3bh5XaZu9TozEQ3xuEYaaW5zyIlLOY13LepQdnFhdXmt0eRysFbm0FQVonHYiQkqi9CKBZlZuyeq528+xt2rgqzh5OEEeT40vaU9Fz9uVXlF1xtx5O2WqY5nlYiy19gorZws8l6ANONjfSzWwjLgy5kqzpiLue4ccHUMjyqfGC3k6D0CQrWTlXDxd3SWZDbCQ7bLXNcaoR5bseV5ZG0JLoWx9eCdOqWzijq1Try59VVFF0kdilqdFx19VymEjjLeqJbvZ1wHOidJenXVznenspE7iKlcK5ptDdlBnHFbVq7Sh6LPm7DYzanXiyXHMwWVkOwZDFbsndwnLrNyl8coOiR7jpZhPOVCa060Zbms9eLE69ypzoe7jDW5aFFI5uU3PhVGFxyi5vAE9VwD1pN6u3cIQo5qpJUXuLbybtTmqyg0BHxwoZeNXJLbm5OaGUiatth21S65tyZ5G7aD1N6hmcGyqFEGfZzkk50O2su8nF7ZBu2Zxx0PZwdyEA6phSyJTqHZwkbHnIuBuA5Rd2vCZpdiWbGb1G2DuYmnRa1dziTSh0Jbn2oryuQKc4tcmXje1XMOnEkNMrBzIlJgT9tGVS8zMQ4Qgh1qZoKIpqjIbad7WLlJAI3ky5Vvo00qZ1NqFEYxx1aouVUNDclhRN0kLCpSdtZnOXXdWBF254XTeKdoztpt1a0cqVSwKw47qo1tw24Gb1nuvZoNqc0lLnqgHyp1m3DvbNTXkG1VJzi2MdeuiejnZ0EOvmcqnDRo5taypXRrdHxy5Kh1m9tHTgWjr7aEE3W8iProG4vWdbUpsuReaAxNUuu1umkeRFd0oXsdVJno6HWaYb5R06rYQBOVWTyhVuNuunNSydV1Sl3JvSXz06o2cMW7Qkpr142Z227NUgO84RHJMTHrBdHiTWj6WJCmuyvQkcHTpZ5CvXtY42pdk+0E0ZBoaUJ1kqNeEdua647Vmpzw09djDgNrDnXUJAMIvaZaNIOMKtel4bInufp63MOJ74u5IpwoSGVAV66A=';
// An image of 8 x 8 pixels, and 200 MiB of zeros.
const FITS_AND_ZEROS =
  'QlpoOTFBWSZTWUQUwxsFfkz+CP//////////tidMQBAAAAgwALqDmmRkMmCGjCYI00aMQNMmRgACHNMjIZMENGEwRpo0YgaZMjAAEEUomKaehqAAaAAAA0AGgA8p52KAqKqJZKIgqKqJamnoxLeLTcu3hyCSi9OrWZs2mnHobkUk1Fd/Bbivy5sdOrLTfbv48+nPbr3x+D7+hiw+SgqiqiakQEAEKypXbpqkwofFCVwrZE+V9yitwWEhnwSYJZAnglISZIK3Rj+kopf2wrmbuTZaci9IWNVSgKiqiQhH+YoKyTKayHBPFvgK/HIABgAAAEEAAYQCajIVAS1IVAS5igrJMprIcE8W+Ar8cgAGAAAAQQABhAJqMhUBLUhUBLmKCskymshwTxb4CvxyAAYAAABBAAGEAmoyFQEtSFQEuYoKyTKazcwYtOgGQXIQBgAAQAAAQQABhmApTTFSBFsSpAi8XckU4UJCstH8TA==';

describe('bzip2', () => {
  it('gives back nothing, runs, and streams after each other', () => {
    assert.equal(undo(EMPTY).length, 0);
    assert.equal(undo(RUN).toString(), 'a'.repeat(1000));
    assert.equal(undo(FOUR).toString(), 'aaaa');
    assert.deepEqual(
      undo(TWO_STREAMS),
      Buffer.from([...Buffer.from('FITS '), ...Array.from({ length: 256 }, (_, i) => i)]),
    );
  });

  it('gives back bytes that several code tables hold', () => {
    let state = 1;
    const wanted = Array.from({ length: 3000 }, () => (state = (state * 16807) % 2147483647) % 7);
    assert.deepEqual([...undo(NOISE)], wanted);
  });

  it('answers every damage with its own error, and takes no more than it may', () => {
    assert.throws(() => undo(RUN, 999), CodecError);
    const whole = bytes(NOISE);
    // The last byte is padding for the most part.
    for (let at = 4; at < whole.length - 1; at++) {
      const damaged = whole.slice();
      damaged[at] ^= 0x10;
      assert.throws(() => bunzip2(damaged, 1e6), CodecError, `byte ${at}`);
      assert.throws(() => bunzip2(whole.subarray(0, at), 1e6), CodecError, `cut at ${at}`);
    }
  });

  it('is undone as far as the headers of a FITS file promise', () => {
    const most = 2 ** 27;
    const [hdu, ...more] = openFits(bytes(FITS_AND_ZEROS), 'sky.fits.bz2', { maxBytes: most });
    assert.deepEqual([more.length, readPhysical(hdu)[63]], [0, 63]);
    assert.throws(() => undo(FITS_AND_ZEROS, most), CodecError);
  });

  it('reads a real file as it stands beside it uncompressed', function () {
    const folder = sharedData(this, 'fits/fits_conformance/nom_tam_fits/src/test/resources/nom/tam/fits/test');
    const read = (name: string) => fs.readFileSync(path.join(folder, name));
    const [packed] = openFits(read('test.fits.bz2'), 'test.fits.bz2');
    const [plain] = readHdus(read('test.fits'), 'test.fits');
    assert.deepEqual(readPhysical(packed), readPhysical(plain));
  });
});
