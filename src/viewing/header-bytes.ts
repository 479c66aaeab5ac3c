import { type Hdu, lookupsOf, readWcs, wcsHeader } from '../fits';
import type { HeaderBytes, NamedLookup } from './calls';

/** The header of an HDU with the lookup tables that its coordinates ask for; most ask for none. */
export function headerOf(hdu: Hdu, hdus: readonly Hdu[]): HeaderBytes {
  const lookups: NamedLookup[] = [];
  const source = lookupsOf(hdus);
  const coordinates = wcsHeader(hdu, hdus);
  readWcs(coordinates, {
    lookups: (extname, extver) => {
      const table = source(extname, extver);
      if (table) lookups.push({ extname, extver, table });
      return table;
    },
  });
  const { raw } = hdu.header;
  return { bytes: raw, lookups, ...(coordinates === hdu.header ? {} : { coordinates: coordinates.raw }) };
}
