import { Gunzip } from 'fflate';

/** Compressed bytes that are undone at once: deflate makes at most 1032 of one, so a part has 17 MB at most. */
const STEP = 2 ** 14;

/**
 * The bytes of a gzip file (RFC 1952), all its members, part by part, so that whoever has enough can stop: a few
 * kilobytes can stand for gigabytes. Zeros after the last member, as tapes and block devices leave them, are passed over.
 * A file that is cut gives what is there.
 * @throws Error where the file is damaged, after the parts before the damage
 */
export function* gunzipParts(source: Uint8Array): Generator<Uint8Array> {
  let parts: Uint8Array[] = [];
  const stream = new Gunzip((part) => {
    if (part.length > 0) parts.push(part);
  });
  let any = false;
  for (let at = 0; at < source.length; at += STEP) {
    let failure: Error | undefined;
    try {
      stream.push(source.subarray(at, at + STEP), at + STEP >= source.length);
    } catch (error) {
      failure = error as Error;
    }
    any ||= parts.length > 0;
    yield* parts;
    parts = [];
    if (!failure) continue;
    const padded = any && source.at(-1) === 0 && failure.message === 'invalid gzip data';
    if (padded) return;
    throw failure;
  }
}
