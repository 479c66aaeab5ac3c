import type { Hdu } from '../hdu';
import type { Header } from '../header';
import { holdsImage, readImage } from '../image';
import type { LookupSource } from './distortion/lookup';
import { readWcs, type Wcs } from './wcs';

/**
 * The sky coordinates of an image, its lookup tables taken from the other HDUs of its file, which are read only where
 * the header asks for them.
 * @param hdus all of the file's
 * @param alternate '' the primary description, 'A' to 'Z' an alternate one
 * @returns undefined as `readWcs`
 */
export function hduWcs(hdu: Hdu, hdus: readonly Hdu[], alternate = ''): Wcs | undefined {
  return readWcs(wcsHeader(hdu, hdus), { lookups: lookupsOf(hdus), alternate });
}

/**
 * The header that has an image's coordinates: with INHERIT = T what the extension does not say holds as the primary header says it
 * (registered convention "INHERIT", for a primary HDU without data).
 */
export function wcsHeader({ header, index }: Hdu, hdus: readonly Hdu[]): Header {
  const primary = hdus.find((one) => one.index === 0);
  const inherits = index > 0 && header.get('INHERIT') === true;
  if (!inherits || !primary || primary.failure || primary.image.axes.length > 0) return header;
  return header.inheriting(primary.header);
}

/** The lookup tables of a file, each read when it is asked for. */
export function lookupsOf(hdus: readonly Hdu[]): LookupSource {
  return (extname, extver) => {
    const table = hdus.find(({ name, header }) => name === extname && header.number('EXTVER', 1) === extver);
    if (!table || !holdsImage(table) || table.failure || table.shape.length !== 2) return undefined;
    const { width, height, data } = readImage(table);
    const pair = (key: string, fallback: number) =>
      [table.header.number(`${key}1`, fallback), table.header.number(`${key}2`, fallback)] as const;
    return { width, height, data, reference: pair('CRPIX', 0), value: pair('CRVAL', 0), step: pair('CDELT', 1) };
  };
}
