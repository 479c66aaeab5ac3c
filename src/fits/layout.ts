import type { Header } from './header';
import type { Layout } from './hdu';

const BITPIX = [8, 16, 32, 64, -32, -64];
const MAX_AXES = 999;

/**
 * The layout that a header declares: the length of its data is |BITPIX|/8 x GCOUNT x (PCOUNT + NAXIS1 x ... x NAXISm)
 * (FITS 4.0, equations 1 and 2); in random groups, NAXIS1 = 0 is left out of the product (section 6.1.1).
 *
 * @param groups whether the header is of random groups
 * @returns the layout, or the reason why there is none. The length is only a claim: compare it with the bytes there are
 */
export function readLayout(header: Header, groups: boolean): Layout | string {
  const bitpix = header.number('BITPIX');
  if (bitpix === undefined) return 'BITPIX is missing';
  if (!BITPIX.includes(bitpix)) return `BITPIX = ${bitpix} is not one of ${BITPIX.join(', ')}`;
  const naxis = header.number('NAXIS');
  if (naxis === undefined) return 'NAXIS is missing';
  if (!Number.isInteger(naxis) || naxis < 0 || naxis > MAX_AXES) return `NAXIS = ${naxis} is not in 0 to ${MAX_AXES}`;
  const axes: number[] = [];
  for (let i = 1; i <= naxis; i++) {
    const length = header.number(`NAXIS${i}`);
    if (length === undefined) return `NAXIS${i} is missing`;
    if (!Number.isSafeInteger(length) || length < 0) return `NAXIS${i} = ${length} is not a length`;
    axes.push(length);
  }
  const pcount = header.number('PCOUNT', 0);
  const gcount = header.number('GCOUNT', 1);
  if (!Number.isSafeInteger(pcount) || pcount < 0) return `PCOUNT = ${pcount} is not a count`;
  if (!Number.isSafeInteger(gcount) || gcount < 0) return `GCOUNT = ${gcount} is not a count`;
  const factors = groups ? axes.slice(1) : axes;
  const elements = factors.reduce((product, length) => product * length, 1);
  const dataSize = naxis === 0 ? 0 : (Math.abs(bitpix) / 8) * gcount * (pcount + elements);
  if (!Number.isSafeInteger(dataSize)) return `the header declares ${axes.join(' x ')} elements`;
  return { bitpix, axes, dataSize };
}
