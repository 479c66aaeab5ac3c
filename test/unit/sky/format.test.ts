import assert from 'node:assert/strict';
import fc from 'fast-check';
import { formatDec, formatRa, formatSeparation } from '../../../src/sky';

const hours = (h: number, m: number, s: number) => (h + m / 60 + s / 3600) * 15;
const degrees = (d: number, m: number, s: number) => d + m / 60 + s / 3600;

/** Degrees of `+12:34:56.7`. */
function parse(text: string): number {
  const [, sign, d, m, s] = /^([+−]?)(\d\d):(\d\d):(\d\d(?:\.\d+)?)$/.exec(text)!;
  return (sign === '−' ? -1 : 1) * degrees(Number(d), Number(m), Number(s));
}

describe('sexagesimal coordinates', () => {
  it('writes right ascension in hours and declination in degrees', () => {
    assert.equal(formatRa(hours(11, 14, 58.1)), '11:14:58.10');
    assert.equal(formatDec(degrees(43, 29, 2)), '+43:29:02.0');
    assert.equal(formatRa(hours(1, 2, 3.4), 0), '01:02:03');
    assert.equal(formatDec(-degrees(5, 23, 28), 0), '−05:23:28');
  });

  it('carries a second that rounds up into the minute and the hour', () => {
    assert.equal(formatRa(hours(3, 14, 59.994)), '03:14:59.99');
    assert.equal(formatRa(hours(3, 14, 59.996)), '03:15:00.00');
    assert.equal(formatRa(hours(3, 59, 59.96), 1), '04:00:00.0');
    assert.equal(formatDec(degrees(9, 59, 59.6), 0), '+10:00:00');
    assert.equal(formatDec(-degrees(89, 59, 59.97)), '−90:00:00.0');
  });

  it('wraps right ascension at 24 hours', () => {
    assert.equal(formatRa(hours(23, 59, 59.996)), '00:00:00.00');
    assert.equal(formatRa(360), '00:00:00.00');
    assert.equal(formatRa(-15), '23:00:00.00');
    assert.equal(formatRa(735), '01:00:00.00');
  });

  it('keeps the sign of a declination between -1 and 0 degrees', () => {
    assert.equal(formatDec(-0.5), '−00:30:00.0');
    assert.equal(formatDec(-0), '−00:00:00.0');
    assert.equal(formatDec(0), '+00:00:00.0');
  });

  it('never writes 60, and reads back as what it wrote', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 360, noNaN: true }),
        fc.double({ min: -90, max: 90, noNaN: true }),
        fc.integer({ min: 0, max: 4 }),
        (ra, dec, decimals) => {
          const [raText, decText] = [formatRa(ra, decimals), formatDec(dec, decimals)];
          for (const text of [raText, decText]) assert.doesNotMatch(text, /:60/);
          const half = 0.5001 / 3600 / 10 ** decimals;
          const apart = Math.abs(parse(raText) - ra / 15);
          assert.ok(Math.min(apart, 24 - apart) <= half, raText);
          assert.ok(Math.abs(parse(decText) - dec) <= half, decText);
        },
      ),
    );
  });
});

describe('a separation', () => {
  it('is written in the unit that suits its size', () => {
    assert.deepEqual([0, 1.254, 90, 7200].map(formatSeparation), ['0.00″', '1.25″', '1.5′', '2.0°']);
  });
});
