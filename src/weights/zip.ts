import { WeightsError } from './weights-error';
import type { FileParts } from './weights-file';

/** A file within an archive: where its bytes lie, and how. */
export interface ZipEntry {
  readonly start: number;
  /** Bytes in the archive, from `start` on. */
  readonly stored: number;
  /** Bytes of the file itself. */
  readonly length: number;
  /** How it is compressed (APPNOTE, 4.4.5): `STORED`, or 8 for Deflate. */
  readonly method: number;
  readonly encrypted: boolean;
}

/** A file within an archive that is stored as it is: where its bytes lie. */
export interface StoredEntry {
  readonly start: number;
  readonly length: number;
}

/** Not compressed. */
export const STORED = 0;

const END = 0x06054b50;
const END_64_LOCATOR = 0x07064b50;
const END_64 = 0x06064b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;
const ZIP64_EXTRA = 1;
/** What a field of 32 bits holds where ZIP64 has the value. */
const IN_ZIP64 = 0xffffffff;
/** The directory of a network of a hundred thousand tensors would be a tenth of it. */
const MAX_DIRECTORY = 100_000_000;

const text = new TextDecoder();
const viewOf = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
const uint64 = (view: DataView, at: number) => Number(view.getBigUint64(at, true));

/**
 * The files of a zip archive whose entries are neither compressed nor encrypted: PyTorch stores them as they are, so that tensors
 * are read in place.
 * @throws WeightsError when it is no such archive.
 */
export async function readZipDirectory(parts: FileParts): Promise<Map<string, StoredEntry>> {
  const entries = await readZipEntries(parts);
  for (const [name, { method, encrypted, length, stored }] of entries) {
    const refuse = (reason: string) => new WeightsError(parts.file, `"${name}" in it ${reason}`);
    if (method !== STORED || encrypted) throw refuse('is compressed or encrypted, which PyTorch never does');
    if (length !== stored) throw refuse('has two lengths');
  }
  return entries;
}

/**
 * The files of a zip archive, with ZIP64 (APPNOTE 6.3.10, sections 4.3 and 4.5.3).
 * @throws WeightsError when it is none.
 */
export async function readZipEntries(parts: FileParts): Promise<Map<string, ZipEntry>> {
  const refuse = (reason: string) => new WeightsError(parts.file, reason);
  const { offset, size, count } = await directoryOf(parts, refuse);
  if (size > MAX_DIRECTORY) throw refuse(`its zip directory of ${size} bytes is too large`);
  const bytes = await parts.read(offset, size);
  const view = viewOf(bytes);
  const entries = new Map<string, ZipEntry>();
  let at = 0;
  for (let i = 0; i < count; i++) {
    if (at + 46 > size || view.getUint32(at, true) !== CENTRAL) throw refuse('its zip directory is damaged');
    const [flags, method] = [view.getUint16(at + 8, true), view.getUint16(at + 10, true)];
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((field) => view.getUint16(at + field, true));
    const next = at + 46 + nameLength + extraLength + commentLength;
    if (next > size) throw refuse('its zip directory is damaged');
    const name = text.decode(bytes.subarray(at + 46, at + 46 + nameLength));
    if (entries.has(name)) throw refuse(`there are two files "${name}" in it`);
    const extra = bytes.subarray(at + 46 + nameLength, at + 46 + nameLength + extraLength);
    const fields = [24, 20, 42].map((field) => view.getUint32(at + field, true));
    const [length, stored, header] = fromZip64(fields, extra, refuse);
    const start = await dataStart(parts, header, refuse);
    entries.set(name, { start, stored, length, method, encrypted: (flags & 1) !== 0 });
    at = next;
  }
  return entries;
}

type Refuse = (reason: string) => WeightsError;

/** Where the directory lies: found from the end of the file, which may have a comment behind it. */
async function directoryOf(parts: FileParts, refuse: Refuse): Promise<{ offset: number; size: number; count: number }> {
  const tailLength = Math.min(parts.length, 22 + 0xffff);
  const tail = await parts.read(parts.length - tailLength, tailLength);
  const view = viewOf(tail);
  let at = tailLength - 22;
  while (at >= 0 && view.getUint32(at, true) !== END) at--;
  if (at < 0) throw refuse('it is no zip archive, or cut short');
  const plain = {
    count: view.getUint16(at + 10, true),
    size: view.getUint32(at + 12, true),
    offset: view.getUint32(at + 16, true),
  };
  if (plain.count !== 0xffff && plain.size !== IN_ZIP64 && plain.offset !== IN_ZIP64) return plain;
  if (at < 20 || view.getUint32(at - 20, true) !== END_64_LOCATOR) return plain;
  const end = viewOf(await parts.read(uint64(view, at - 12), 56));
  if (end.getUint32(0, true) !== END_64) throw refuse('its zip directory is damaged');
  return { count: uint64(end, 32), size: uint64(end, 40), offset: uint64(end, 48) };
}

/** Length, stored length and offset of the header, of which those that do not fit are in the ZIP64 extra field. */
function fromZip64(fields: readonly number[], extra: Uint8Array, refuse: Refuse): number[] {
  if (!fields.includes(IN_ZIP64)) return [...fields];
  const view = viewOf(extra);
  for (let at = 0; at + 4 <= extra.length;) {
    const [id, length] = [view.getUint16(at, true), view.getUint16(at + 2, true)];
    if (id === ZIP64_EXTRA) {
      let field = at + 4;
      return fields.map((value) => {
        if (value !== IN_ZIP64) return value;
        if (field + 8 > Math.min(at + 4 + length, extra.length)) throw refuse('its zip directory is damaged');
        field += 8;
        return uint64(view, field - 8);
      });
    }
    at += 4 + length;
  }
  throw refuse('its zip directory is damaged');
}

/** The first byte of a file's data, behind a header whose extra field has another length than the directory's. */
async function dataStart(parts: FileParts, header: number, refuse: Refuse): Promise<number> {
  const view = viewOf(await parts.read(header, 30));
  if (view.getUint32(0, true) !== LOCAL) throw refuse('its zip directory is damaged');
  return header + 30 + view.getUint16(26, true) + view.getUint16(28, true);
}
