import { createHash } from 'node:crypto';
import fs from 'node:fs/promises';
import { regularParts } from '../files';

/** The size and hash that a file must have. */
export interface Expected {
  /** Bytes. */
  readonly size?: number;
  /** Hexadecimal: of files that the Hub keeps in LFS. */
  readonly sha256?: string;
  /** Hexadecimal name of the file as a Git blob: SHA-1 of "blob <size>\0" and its bytes. */
  readonly blob?: string;
}

/** Why a file is not what it has to be; undefined where it is. Its bytes are read a part at a time. @throws AbortError */
export async function wrongWith(file: string, expected: Expected, signal?: AbortSignal): Promise<string | undefined> {
  const { size } = await fs.stat(file);
  if (expected.size !== undefined && size !== expected.size) return `it has ${size} bytes, and should have ${expected.size}`; // prettier-ignore
  if (expected.sha256 !== undefined) {
    const sha256 = await hashOf(file, 'sha256', '', signal);
    if (sha256 !== expected.sha256) return `its SHA-256 is ${short(sha256)}, and should be ${short(expected.sha256)}`;
  } else if (expected.blob !== undefined) {
    const sha1 = await hashOf(file, 'sha1', `blob ${size}\0`, signal);
    if (sha1 !== expected.blob) return `its SHA-1 is ${short(sha1)}, and should be ${short(expected.blob)}`;
  }
  return undefined;
}

async function hashOf(file: string, algorithm: string, before: string, signal?: AbortSignal): Promise<string> {
  const hash = createHash(algorithm).update(before);
  for await (const bytes of regularParts(file, signal)) hash.update(bytes);
  return hash.digest('hex');
}

const short = (digest: string) => `${digest.slice(0, 12)}…`;
