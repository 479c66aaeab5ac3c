import { createReadStream, createWriteStream } from 'node:fs';
import fs from 'node:fs/promises';
import path from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createInflateRaw } from 'node:zlib';
import { diskFaultOf } from '../files';
import { WeightsError } from '../weights/weights-error';
import { FileParts } from '../weights/weights-file';
import { readZipEntries, STORED, type ZipEntry } from '../archives';
import { CudaError } from './errors';

const DEFLATED = 8;

/** A file of a wheel that is wanted. */
export interface Wanted {
  /** Its path within. */
  readonly member: string;
  /** Where it is to be. */
  readonly target: string;
  /** Its bytes; whatever it has where it is not said, up to a megabyte. */
  readonly bytes?: number;
}

const UNSAID_MAX = 1 << 20;

/**
 * Takes files out of a wheel, a piece at a time; nothing else of it is read. A target appears whole, or not at all, and replaces what
 * was there; a process that has the old one open keeps it.
 * @throws CudaError where the wheel is damaged or does not hold them, or the disk is full; AbortError
 */
export async function extract(wheel: string, wanted: readonly Wanted[], signal?: AbortSignal): Promise<void> {
  const entries = await entriesOf(wheel);
  for (const { member, target, bytes } of wanted) {
    signal?.throwIfAborted();
    const entry = entries.get(member);
    if (!entry) throw new CudaError(wheel, `it holds no ${member}`);
    if (entry.encrypted || (entry.method !== STORED && entry.method !== DEFLATED))
      throw new CudaError(wheel, `${member} in it is packed in a way that wheels never are`);
    if (entry.stored === 0) throw new CudaError(wheel, `${member} in it is empty`);
    if (entry.length !== (bytes ?? entry.length) || (bytes === undefined && entry.length > UNSAID_MAX))
      throw new CudaError(wheel, `${member} in it has ${entry.length} bytes${bytes === undefined ? '' : `, and should have ${bytes}`}`); // prettier-ignore
    await extractOne(wheel, member, entry, target, signal);
  }
}

async function entriesOf(wheel: string): Promise<Map<string, ZipEntry>> {
  try {
    const parts = await FileParts.open(wheel);
    try {
      return await readZipEntries(parts, (reason) => new CudaError(wheel, reason));
    } finally {
      await parts.close();
    }
  } catch (cause) {
    if (cause instanceof WeightsError) throw new CudaError(wheel, cause.reason, { cause });
    throw cause;
  }
}

async function extractOne(
  wheel: string,
  member: string,
  entry: ZipEntry,
  target: string,
  signal?: AbortSignal,
): Promise<void> {
  const temporary = path.join(path.dirname(target), `.${path.basename(target)}.tmp`);
  await fs.rm(temporary, { force: true });
  try {
    let done = 0;
    const counted = new Transform({
      transform(chunk: Buffer, _encoding, next) {
        done += chunk.length;
        // Stop a file that claims to be small before it unpacks to a full disk.
        if (done > entry.length) next(new CudaError(wheel, `${member} in it is longer than its directory says`));
        else next(null, chunk);
      },
    });
    const { start, stored } = entry;
    const source = createReadStream(wheel, { start, end: start + stored - 1, highWaterMark: 1 << 18 });
    const sink = createWriteStream(temporary, { flags: 'wx', mode: 0o644, flush: true });
    if (entry.method === DEFLATED) await pipeline(source, createInflateRaw(), counted, sink, { signal });
    else await pipeline(source, counted, sink, { signal });
    if (done !== entry.length) throw new CudaError(wheel, `${member} in it is cut short`);
    await fs.rename(temporary, target);
  } catch (error) {
    await fs.rm(temporary, { force: true });
    throw asCudaError(error, wheel, target);
  }
}

function asCudaError(error: unknown, wheel: string, target: string): unknown {
  const { code = '', message } = error as NodeJS.ErrnoException;
  if (diskFaultOf(error) === 'full') return new CudaError(target, 'the disk is full', { cause: error });
  if (code.startsWith('Z_')) return new CudaError(wheel, `it is damaged (${message})`, { cause: error });
  return error;
}
