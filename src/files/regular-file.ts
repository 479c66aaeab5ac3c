import fs from 'node:fs';

/**
 * A path that is to be read leads to a folder, FIFO, socket or device, or to a file whose length is not what its name
 * promises: reading it could wait forever or never end.
 */
export class NotAFileError extends Error {
  override readonly name = 'NotAFileError';

  constructor(
    readonly file: string,
    readonly reason: string,
  ) {
    super(`${file}: ${reason}`);
  }
}

/** Whether symbolic links are followed at the last name of a path. */
export type Links = 'follow' | 'refuse';

// Without O_NONBLOCK opening a FIFO waits for its writer. Windows has neither flag.
const {
  O_RDONLY,
  O_NONBLOCK = 0,
  O_NOFOLLOW = 0,
} = fs.constants as Partial<typeof fs.constants> & { O_RDONLY: number };
const flagsOf = (links: Links) => O_RDONLY | O_NONBLOCK | (links === 'refuse' ? O_NOFOLLOW : 0);

/**
 * Opens a regular file for reading; anything else is not opened at all, since opening a device can have effects.
 * @throws NotAFileError; the system's own errors (ENOENT, EACCES)
 */
export async function openRegular(
  file: string,
  links: Links = 'follow',
): Promise<{ handle: fs.promises.FileHandle; stat: fs.Stats }> {
  requireRegular(file, await (links === 'follow' ? fs.promises.stat(file) : fs.promises.lstat(file)));
  const handle = await fs.promises.open(file, flagsOf(links));
  try {
    const stat = await handle.stat();
    requireRegular(file, stat);
    return { handle, stat };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** `openRegular` for threads that may block. @returns the descriptor, which the caller closes */
export function openRegularSync(file: string, links: Links = 'follow'): { descriptor: number; stat: fs.Stats } {
  requireRegular(file, links === 'follow' ? fs.statSync(file) : fs.lstatSync(file));
  const descriptor = fs.openSync(file, flagsOf(links));
  try {
    const stat = fs.fstatSync(descriptor);
    requireRegular(file, stat);
    return { descriptor, stat };
  } catch (error) {
    fs.closeSync(descriptor);
    throw error;
  }
}

/** The most bytes that one Buffer of Node can hold. */
const MOST_BYTES = 2 ** 31 - 1;

/**
 * The bytes of a regular file, as many as its length says: files of /proc, which say 0 and may never end, are empty.
 * @param maxBytes refused above; by default what one buffer of Node's can hold
 * @throws NotAFileError, also of a file that is larger; the system's own errors
 */
export async function readRegular(
  file: string,
  { maxBytes = MOST_BYTES, links = 'follow' }: { readonly maxBytes?: number; readonly links?: Links } = {},
): Promise<Buffer> {
  const { handle, stat } = await openRegular(file, links);
  try {
    requireAtMost(file, stat, maxBytes);
    const bytes = Buffer.allocUnsafeSlow(stat.size);
    let done = 0;
    while (done < bytes.length) {
      const { bytesRead } = await handle.read(bytes, done, bytes.length - done, done);
      if (bytesRead === 0) break;
      done += bytesRead;
    }
    return bytes.subarray(0, done);
  } finally {
    await handle.close();
  }
}

/** `readRegular` for threads that may block. */
export function readRegularSync(
  file: string,
  { maxBytes = MOST_BYTES, links = 'follow' }: { readonly maxBytes?: number; readonly links?: Links } = {},
): Buffer {
  const { descriptor, stat } = openRegularSync(file, links);
  try {
    requireAtMost(file, stat, maxBytes);
    return readAllSync(descriptor, stat.size);
  } finally {
    fs.closeSync(descriptor);
  }
}

/** The first `size` bytes of an open file; fewer where it has become shorter. */
export function readAllSync(descriptor: number, size: number): Buffer {
  const bytes = Buffer.allocUnsafeSlow(size);
  let done = 0;
  while (done < size) {
    const count = fs.readSync(descriptor, bytes, done, size - done, done);
    if (count === 0) break;
    done += count;
  }
  return bytes.subarray(0, done);
}

/** Bytes that are read at once of a file that is read in parts. */
const PART = 2 ** 20;

/**
 * The bytes of a regular file of any size, part by part, as many as its length says. A part holds until the next is asked for.
 * @throws NotAFileError; AbortError; the system's own errors
 */
export async function* regularParts(file: string, signal?: AbortSignal): AsyncGenerator<Uint8Array> {
  const { handle, stat } = await openRegular(file);
  try {
    const part = Buffer.allocUnsafeSlow(Math.min(PART, stat.size));
    for (let at = 0; at < stat.size;) {
      signal?.throwIfAborted();
      const { bytesRead } = await handle.read(part, 0, Math.min(part.length, stat.size - at), at);
      if (bytesRead === 0) return;
      at += bytesRead;
      yield part.subarray(0, bytesRead);
    }
  } finally {
    await handle.close();
  }
}

/** Copies a regular file to a path where there is none yet. @throws as `regularParts`, and as writing does */
export async function copyRegular(from: string, to: string, signal?: AbortSignal): Promise<void> {
  const handle = await fs.promises.open(to, 'wx');
  try {
    for await (const part of regularParts(from, signal)) await handle.writeFile(part);
  } finally {
    await handle.close();
  }
}

/** Why a file could not be read, for a message that names it already. */
export function reasonOf(error: unknown): string {
  return error instanceof NotAFileError ? error.reason : (error as Error).message;
}

function requireAtMost(file: string, { size }: fs.Stats, maxBytes: number): void {
  if (size > maxBytes) throw new NotAFileError(file, `it has ${size} bytes, and at most ${maxBytes} are read`);
}

function requireRegular(file: string, stat: fs.Stats): void {
  if (stat.isFile()) return;
  const what = stat.isDirectory()
    ? 'a folder'
    : stat.isSymbolicLink()
      ? 'a symbolic link'
      : stat.isFIFO()
        ? 'a FIFO'
        : stat.isSocket()
          ? 'a socket'
          : 'a device';
  throw new NotAFileError(file, `it is ${what}, not a file`);
}
