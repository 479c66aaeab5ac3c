import type { Hdu, Layout } from '../hdu';
import type { Header } from '../header';

export const QUANTISATIONS = ['NO_DITHER', 'SUBTRACTIVE_DITHER_1', 'SUBTRACTIVE_DITHER_2'] as const;

/** How an image has been compressed (FITS 4.0, section 10.1.1). */
export interface CompressionParameters {
  /** ZCMPTYPE. */
  readonly codec: string;
  /** ZNAXISn and ZTILEn, fastest first. */
  readonly axes: readonly number[];
  readonly tile: readonly number[];
  /** ZBITPIX. */
  readonly bitpix: number;
  readonly quantisation: (typeof QUANTISATIONS)[number];
  /** ZDITHER0. */
  readonly seed: number;
  /** ZSCALE, ZZERO and ZBLANK (or BLANK) of the header, for tables without columns of them. */
  readonly scale: number | undefined;
  readonly zero: number;
  readonly blank: number | undefined;
  /** ZMASKCMP: how the masks of undefined pixels are compressed. */
  readonly maskCodec: string;
  /** ZNAMEi: ZVALi. */
  readonly options: ReadonlyMap<string, number>;
}

/** The layout of the image in a compressed one, from ZBITPIX and ZNAXISn; or the reason why there is none. */
export function readImageLayout(header: Header): Layout | string {
  const bitpix = header.number('ZBITPIX');
  if (bitpix === undefined || ![8, 16, 32, 64, -32, -64].includes(bitpix)) return `ZBITPIX = ${bitpix ?? 'missing'}`;
  const naxis = header.number('ZNAXIS');
  if (naxis === undefined || !Number.isInteger(naxis) || naxis < 0 || naxis > 999) {
    return `ZNAXIS = ${naxis ?? 'missing'} is not in 0 to 999`;
  }
  const axes: number[] = [];
  for (let i = 1; i <= naxis; i++) {
    const length = header.number(`ZNAXIS${i}`);
    if (length === undefined || !Number.isSafeInteger(length) || length < 0)
      return `ZNAXIS${i} = ${length ?? 'missing'}`;
    axes.push(length);
  }
  const dataSize = naxis === 0 ? 0 : (Math.abs(bitpix) / 8) * axes.reduce((product, length) => product * length, 1);
  if (!Number.isSafeInteger(dataSize)) return `the header declares ${axes.join(' x ')} pixels`;
  return { bitpix, axes, dataSize };
}

/** @throws FitsError where a keyword of the compression is missing or none */
export function readParameters(hdu: Hdu): CompressionParameters {
  const { header } = hdu;
  const layout = readImageLayout(header);
  if (typeof layout === 'string') throw hdu.error(layout);
  const { axes, bitpix } = layout;
  const tile = axes.map((length, i) => header.number(`ZTILE${i + 1}`) ?? (i === 0 ? length : 1));
  tile.forEach((length, i) => {
    if (!Number.isSafeInteger(length) || length < 1) throw hdu.error(`ZTILE${i + 1} = ${length} is not a length`);
  });
  const method = header.string('ZQUANTIZ')?.trim().toUpperCase() ?? 'NO_DITHER';
  // Writers say NONE where nothing was quantised.
  const quantisation = method === 'NONE' ? 'NO_DITHER' : QUANTISATIONS.find((known) => known === method);
  if (!quantisation) throw hdu.error(`ZQUANTIZ = '${method}' is not a method of quantisation`);
  const seed = header.number('ZDITHER0', 1);
  if (!Number.isSafeInteger(seed)) throw hdu.error(`ZDITHER0 = ${seed} is not a seed`);
  const options = new Map<string, number>();
  for (let i = 1; header.has(`ZNAME${i}`); i++) {
    const name = header.string(`ZNAME${i}`)?.trim().toUpperCase();
    const value = header.number(`ZVAL${i}`);
    if (name && value !== undefined) options.set(name, value);
  }
  return {
    codec: header.string('ZCMPTYPE')?.trim().toUpperCase() ?? '',
    axes,
    tile,
    bitpix,
    quantisation,
    seed,
    scale: header.number('ZSCALE'),
    zero: header.number('ZZERO', 0),
    blank: header.number('ZBLANK') ?? header.number('BLANK'),
    maskCodec: header.string('ZMASKCMP')?.trim().toUpperCase() ?? '',
    options,
  };
}
