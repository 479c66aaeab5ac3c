import type { Hdu } from '../hdu';
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
  return readWcs(hdu.header, { lookups: lookupsOf(hdus), alternate });
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
