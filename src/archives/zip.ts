/** Random access to an archive's bytes. */
export interface ArchiveParts {
  /** Length of the archive in bytes. */
  readonly length: number;
  /** Reads `length` bytes from `position` on; rejects where the archive ends before. */
  read(position: number, length: number): Promise<Uint8Array>;
}

/** Makes the error for an archive that is damaged or no zip archive, so that each caller throws an error of its own kind. */
export type Refuse = (reason: string) => Error;

/** A file within an archive: where its bytes are, and how they are stored. */
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

/** The method of files that are stored without compression. */
export const STORED = 0;

const END = 0x06054b50;
const END_64_LOCATOR = 0x07064b50;
const END_64 = 0x06064b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;
const ZIP64_EXTRA = 1;
/** A 32-bit field has this value where the ZIP64 extra field holds the real one. */
const IN_ZIP64 = 0xffffffff;
/** Bytes; the directory of a network of a hundred thousand tensors takes a tenth of this. */
const MAX_DIRECTORY = 100_000_000;

const text = new TextDecoder();
const viewOf = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
const uint64 = (view: DataView, at: number) => Number(view.getBigUint64(at, true));

/**
 * Reads the directory of a zip archive, with or without ZIP64 (APPNOTE 6.3.10, sections 4.3 and 4.5.3). Decompresses nothing.
 * @returns the files by their path in the archive
 * @throws what `refuse` makes, where the archive is damaged, cut short, no zip archive, or names a file twice
 */
export async function readZipEntries(parts: ArchiveParts, refuse: Refuse): Promise<Map<string, ZipEntry>> {
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

/** Finds the directory from the end of the archive, where a comment of up to 65,535 bytes may follow it. */
async function directoryOf(
  parts: ArchiveParts,
  refuse: Refuse,
): Promise<{ offset: number; size: number; count: number }> {
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

/** Takes those of a file's length, stored length and header offset that exceed 32 bits from the ZIP64 extra field. */
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

/** Position of a file's data: after its local header, whose extra field can differ in length from the directory's. */
async function dataStart(parts: ArchiveParts, header: number, refuse: Refuse): Promise<number> {
  const view = viewOf(await parts.read(header, 30));
  if (view.getUint32(0, true) !== LOCAL) throw refuse('its zip directory is damaged');
  return header + 30 + view.getUint16(26, true) + view.getUint16(28, true);
}
