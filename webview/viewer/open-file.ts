import { gunzipSync } from 'fflate';
import { openFits, type Hdu } from '../../src/fits';

/** Gzip takes memory before it says how much: a viewer stops at this. */
const LARGEST = 2 ** 31 - 1;

/**
 * Fetches a file and lists its HDUs.
 * @throws FitsError where it is no FITS file; Error where it cannot be fetched.
 */
export async function openFile(uri: string, name: string): Promise<Hdu[]> {
  const response = await fetch(uri, { cache: 'no-store' });
  if (!response.ok) throw new Error(`${name} cannot be read (${response.status} ${response.statusText})`);
  const bytes = new Uint8Array(await response.arrayBuffer());
  return openFits(bytes, name, { gunzip, maxBytes: LARGEST });
}

function gunzip(bytes: Uint8Array, maxBytes: number): Uint8Array {
  const out = gunzipSync(bytes);
  if (out.length > maxBytes) throw new Error('it is too large when decompressed');
  return out;
}
