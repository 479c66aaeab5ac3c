import { constants, isUtf8 } from 'node:buffer';
import { LabelError } from './error';

/**
 * The text of a UTF-8 file, its byte order mark kept, so that the same text encoded again is the same bytes.
 * @throws LabelError where the bytes are not UTF-8, with the line
 */
export function decodeUtf8(name: string, bytes: Uint8Array): string {
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) {
    throw new LabelError(name, 'the file is UTF-16; save it as UTF-8 ("Save with Encoding")');
  }
  if (bytes.length > constants.MAX_STRING_LENGTH) {
    throw new LabelError(name, 'the file is too large to be edited as text; split it, or convert it to Parquet');
  }
  if (!isUtf8(bytes)) {
    const line = lineOfDamage(bytes);
    throw new LabelError(name, 'this line is not UTF-8; reopen the file in its encoding and save it as UTF-8', {
      line,
    });
  }
  if (bytes.length > 3 && (bytes[0] === 0) !== (bytes[1] === 0)) {
    throw new LabelError(name, 'the file looks like UTF-16 without a byte order mark; save it as UTF-8');
  }
  // Unlike TextDecoder's, this way is fast for ASCII, and it keeps the mark.
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
}

/** The 1-based number of the first line that is not UTF-8. A line feed is never part of another character (RFC 3629). */
function lineOfDamage(bytes: Uint8Array): number {
  for (let line = 1, from = 0; ; line++) {
    const feed = bytes.indexOf(10, from);
    const to = feed < 0 ? bytes.length : feed;
    if (feed < 0 || !isUtf8(bytes.subarray(from, to))) return line;
    from = to + 1;
  }
}
