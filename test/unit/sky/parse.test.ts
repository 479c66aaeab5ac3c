import assert from 'node:assert/strict';
import { declination, parsePosition, rightAscension } from '../../../src/sky';

describe('sky coordinates', () => {
  it('are read as people write them', () => {
    const close = (a: number, b: number) => assert.ok(Math.abs(a - b) < 1e-9, `${a} is not ${b}`);
    const ra = 15 * (12 + 34 / 60 + 56.5 / 3600);
    for (const text of ['12:34:56.5', '12 34 56.5', '12h34m56.5s', ' 12h 34m 56.5s ', '12H34M56.5S']) {
      close(rightAscension(text), ra);
    }
    close(rightAscension('188d44m07.5s'), ra);
    close(rightAscension('12:34.5'), 15 * (12 + 34.5 / 60));
    close(rightAscension('-0.5'), 359.5);
    close(rightAscension(360), 0);
    for (const text of ['-00:12:36', '-00 12 36', '-0d12m36s', '−00°12′36″', '-0°12\'36"'])
      close(declination(text), -0.21);
    close(declination('+41 16 09'), 41 + 16 / 60 + 9 / 3600);
    for (const text of ['', 'M31', '12:61:00', '95', '1h2m3s', '1 2 3 4', '12-34-56']) assert.ok(Number.isNaN(declination(text)), text); // prettier-ignore
    assert.ok(Number.isNaN(rightAscension('25:00:00')) && Number.isNaN(rightAscension('')));
  });

  it('are read as a pair, and refused where the two do not part evenly', () => {
    const close = (text: string, ra: number, dec: number) => {
      const position = parsePosition(text)!;
      assert.ok(Math.abs(position.ra - ra) < 1e-9 && Math.abs(position.dec - dec) < 1e-9, text);
    };
    close('188.736 -1.2', 188.736, -1.2);
    for (const text of ['12:34:56.4 -01:12:00', '12h34m56.4s, -1d12m', '12 34 56.4 -1 12 0'])
      close(text, 188.735, -1.2);
    for (const text of ['', '12', '12 34 56', '10 95', 'M31 galaxy', '1 2 3 4 5 6 7 8'])
      assert.equal(parsePosition(text), undefined, text);
  });
});
