import fs from 'node:fs/promises';
import path from 'node:path';
import { diskFaultOf } from '../files';
import { type Expected, wrongWith } from './checked-file';
import { HubError } from './errors';
import { PartFile } from './part-file';
import { causeOf, type Network, pause, request, TryAgain } from './request';

export interface DownloadOptions extends Network, Expected {
  /** Bytes that are there, and bytes of the whole file where they are known. */
  readonly onProgress?: (done: number, total: number | undefined) => void;
}

/**
 * Downloads a file to `target`, going on where an earlier try was cut off, and checks it. A file that is there already and
 * is the right one is not downloaded again. A wrong one is removed.
 * @throws HubError with the address and what is wrong; AbortError, and what has come is kept
 */
export async function download(address: string, target: string, options: DownloadOptions): Promise<void> {
  const { signal, onProgress, size } = options;
  const there = await fs.stat(target).catch(() => undefined); // it has not been downloaded yet
  if (there && (await wrongWith(target, options, signal)) === undefined) {
    onProgress?.(there.size, there.size);
    return;
  }
  await fs.mkdir(path.dirname(target), { recursive: true });
  const part = new PartFile(target);
  let before = 0;
  for (let tried = 1; ; tried++) {
    try {
      await fetchRest(address, part, options);
      break;
    } catch (error) {
      if (!(error instanceof TryAgain)) throw error;
      const { length } = await part.begun(address);
      // A connection that is cut again and again may bring the whole file in the end.
      if (length > before) tried = 1;
      before = length;
      await pause(address, error, tried, options);
    }
  }
  const wrong = await wrongWith(part.path, options, signal);
  if (wrong !== undefined) {
    await part.remove();
    throw new HubError(address, `what was downloaded is not the file: ${wrong}; it was removed`, 'wrong');
  }
  await part.finish(target);
  onProgress?.(size ?? (await fs.stat(target)).size, size);
}

/** Everything that is not there yet, or a part of it. @throws HubError, TryAgain, AbortError */
async function fetchRest(address: string, part: PartFile, options: DownloadOptions): Promise<void> {
  const { size, sha256 } = options;
  const begun = await part.begun(address);
  // Without a strong ETag the remaining bytes could belong to another version; only a known hash would reveal that.
  const resumable = begun.length > 0 && (strong(begun.etag) || sha256 !== undefined);
  const from = resumable && (size === undefined || begun.length <= size) ? begun.length : 0;
  if (from > 0 && from === size) return;
  await requireSpace(part.path, size === undefined ? 0 : size - from);
  const headers: Record<string, string> =
    from === 0 ? {} : { Range: `bytes=${from}-`, ...(strong(begun.etag) ? { 'If-Range': begun.etag as string } : {}) };
  const cut = new AbortController();
  const signal = AbortSignal.any([cut.signal, ...(options.signal ? [options.signal] : [])]);
  const stall = options.stall ?? 60_000;
  const timer = setTimeout(() => cut.abort(), stall);
  try {
    const response = await request(address, { ...options, signal }, headers);
    await take(address, response, part, from, options, () => timer.refresh());
  } catch (error) {
    options.signal?.throwIfAborted();
    if (cut.signal.aborted) throw new TryAgain(`nothing came for ${stall / 1000} s`, undefined, { cause: error });
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

/** Takes an answer that may be the rest from byte `from` on, or all of the file. @throws HubError, TryAgain */
async function take(
  address: string,
  response: Response,
  part: PartFile,
  from: number,
  options: DownloadOptions,
  onBytes: () => void,
): Promise<void> {
  if (response.status === 416) {
    await response.body?.cancel();
    await part.remove();
    throw new TryAgain('the server does not have so much of the file (416)', 0);
  }
  const append = response.status === 206 && rangeStart(response) === from && from > 0;
  if (response.status === 206 && !append) {
    await response.body?.cancel();
    await part.remove();
    throw new TryAgain('the server sent another part of the file than was asked for', 0);
  }
  await receive(address, response, part, append ? from : 0, options, onBytes);
}

async function receive(
  address: string,
  response: Response,
  part: PartFile,
  from: number,
  { onProgress, size }: DownloadOptions,
  onBytes: () => void,
): Promise<void> {
  // The length of a compressed answer is not that of the file.
  const encoded = response.headers.get('content-encoding') ?? 'identity';
  const announced = encoded === 'identity' ? Number(response.headers.get('content-length') ?? NaN) : NaN;
  const total = size ?? (Number.isFinite(announced) ? from + announced : undefined);
  const handle = await part.open(address, response.headers.get('etag'), from > 0);
  let done = from;
  try {
    onProgress?.(done, total);
    for await (const bytes of (response.body ?? []) as unknown as AsyncIterable<Uint8Array>) {
      onBytes();
      await handle.writeFile(bytes);
      done += bytes.length;
      if (size !== undefined && done > size) break; // another file: the check says so
      onProgress?.(done, total);
    }
  } catch (error) {
    if (diskFaultOf(error) === 'full') {
      throw new HubError(part.path, `the disk is full after ${done} bytes; what has come is kept`, 'disk', {
        cause: error,
      });
    }
    if ((error as NodeJS.ErrnoException).syscall === 'write') throw error;
    throw new TryAgain(`the connection was cut after ${done} bytes (${causeOf(error).text})`, undefined, {
      cause: error,
    });
  } finally {
    await handle.close();
  }
  if (total !== undefined && done < total) throw new TryAgain(`the connection was cut after ${done} of ${total} bytes`);
}

/** An ETag that names bytes, not only their meaning (RFC 9110, 8.8.1): `If-Range` takes no other. */
function strong(etag: string | null): boolean {
  return etag !== null && !etag.startsWith('W/');
}

function rangeStart(response: Response): number | undefined {
  const [, start] = /^bytes (\d+)-/.exec(response.headers.get('content-range') ?? '') ?? [];
  return start === undefined ? undefined : Number(start);
}

/** @throws HubError where the disk has no room for so many bytes. */
async function requireSpace(file: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await fs.statfs(path.dirname(file));
  if (bavail * bsize >= bytes) return;
  const [needed, free] = [bytes, bavail * bsize].map((n) => `${(n / 1e6).toFixed(0)} MB`);
  throw new HubError(file, `the disk has no room for it: ${needed} are needed, ${free} are free`, 'disk');
}
