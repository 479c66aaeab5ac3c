import { gunzipSync } from 'node:zlib';

/** A STREAM whose data are not where the document is, or not in a form that is read; the message says what to do. */
export class StreamError extends Error {
  override readonly name = 'StreamError';
}

/** Tables shrink to a hundredth at the best: what grows more is made to fill memory. */
const MOST_GROWTH = 256;
const LEAST_BOUND = 2 ** 20;
const IN_ITSELF =
  'save the table with its data in it: with TOPCAT as TABLEDATA, or with astropy, Table.read("FILE").write("table.vot", format="votable")';

/**
 * The bytes of a STREAM (VOTable 1.5, section 5.2) whose data are in the document: base64, and gzip within it where its encoding says so.
 * @throws StreamError where they lie elsewhere, which is never fetched, or are not so encoded
 */
export function streamBytes(
  { href, encoding = '' }: { readonly href?: string; readonly encoding?: string },
  text: string,
): Uint8Array {
  if (href !== undefined && href.trim() !== '') {
    throw new StreamError(`its data lie elsewhere, at ${shortened(href)}, and nothing is fetched; ${IN_ITSELF}`);
  }
  const ways = encoding.toLowerCase().split(/[\s,]+/).filter((way) => way !== '' && way !== 'none'); // prettier-ignore
  if (ways.some((way) => way !== 'base64' && way !== 'gzip')) {
    throw new StreamError(`its data are encoded as "${shortened(encoding)}", which is not read; ${IN_ITSELF}`);
  }
  const digits = text.replace(/\s+/g, '');
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(digits)) throw new StreamError('its data are no base64; save it again');
  const bytes = Buffer.from(digits, 'base64');
  return ways.includes('gzip') ? gunzipped(bytes) : bytes;
}

/**
 * Decompresses gzip.
 * @throws StreamError where the bytes are no gzip, or grow larger than any table
 */
export function gunzipped(bytes: Uint8Array): Uint8Array {
  try {
    return gunzipSync(bytes, { maxOutputLength: Math.max(LEAST_BOUND, MOST_GROWTH * bytes.length) });
  } catch (cause) {
    const { message } = cause as Error;
    throw new StreamError(`what is compressed by gzip cannot be decompressed (${message}); save it again`, { cause });
  }
}

function shortened(text: string): string {
  const trimmed = text.trim();
  return trimmed.length > 100 ? `${trimmed.slice(0, 100)}…` : trimmed;
}
