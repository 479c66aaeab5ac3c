import { CARD, wholeBlocks } from './blocks';
import { type ByteSource, inMemory } from './byte-source';
import { readImageLayout } from './compression/parameters';
import { FitsError } from './error';
import { groupsImage } from './groups';
import { Hdu, type HduKind, type Layout } from './hdu';
import { findEnd, Header } from './header';
import { readLayout } from './layout';

/**
 * The HDUs of a file, in order (FITS 4.0, section 3.1): headers located, no data read.
 *
 * An HDU whose data the file does not hold whole, or whose header is malformed, is listed with its `failure`, and the
 * HDUs before it stay readable. What follows the last HDU and is no extension (special records, section 3.5, or junk)
 * is passed over.
 * @param file the whole file, uncompressed: its bytes, or where to read them
 * @param name its path or name, for error messages
 * @throws FitsError where the bytes do not start with a FITS header
 */
export function readHdus(file: Uint8Array | ByteSource, name: string): Hdu[] {
  const source = file instanceof Uint8Array ? inMemory(file) : file;
  if (source.length === 0) throw new FitsError(name, null, 'the file is empty');
  if (!startsWith(source, 0, 'SIMPLE')) throw new FitsError(name, null, 'no SIMPLE card: this is not a FITS file');
  const hdus: Hdu[] = [];
  let next: number | undefined = 0;
  while (next !== undefined && (next === 0 || startsWith(source, next, 'XTENSION'))) {
    next = readHdu(source, name, next, hdus);
  }
  return hdus;
}

/**
 * Whether the first bytes of a file, uncompressed, hold all of its HDUs whole, so that `readHdus` finds nothing more in the
 * rest of it. A file that does not start as FITS has none.
 */
export function holdsAllHdus(start: Uint8Array): boolean {
  const source = inMemory(start);
  if (!startsWith(source, 0, 'SIMPLE')) return true;
  let last: Hdu | undefined;
  try {
    last = readHdus(start, '').at(-1);
  } catch (error) {
    if (error instanceof FitsError) return false; // the first header is not whole
    throw error;
  }
  if (!last || last.failure || last.kind === '_NonstandardHDU') return false;
  return last.dataOffset + wholeBlocks(last.layout.dataSize) + CARD <= start.length;
}

/** The first read of a header: most end within it. Each further one is of twice the length. */
const HEADER_READ = 10 * 2880;
/** A header longer than this has lost its END card. */
const HEADER_MAX = 2 ** 28;

/** The header that starts at `start`, as far as its END card, if there is one. */
function readHeader(source: ByteSource, start: number): { header: Header; length: number | undefined } {
  for (let length = HEADER_READ; ; length *= 2) {
    const bytes = source.read(start, Math.min(start + length, source.length));
    const end = findEnd(bytes, 0);
    if (end >= 0) return { header: new Header(bytes, 0, end), length: end + CARD };
    if (start + length < source.length && length < HEADER_MAX) continue;
    return { header: new Header(bytes, 0, Math.floor(bytes.length / CARD) * CARD), length: undefined };
  }
}

/** Appends the HDU at `start` and gives the offset of the next, or undefined where none can follow. */
function readHdu(source: ByteSource, file: string, start: number, hdus: Hdu[]): number | undefined {
  const index = hdus.length;
  const { header, length } = readHeader(source, start);
  if (length === undefined) {
    if (index === 0) throw new FitsError(file, 0, 'the header has no END card');
    return append('_CorruptedHDU', header, source.length, 'the header has no END card');
  }
  const dataOffset = Math.min(start + wholeBlocks(length), source.length);
  const kind = index === 0 ? primaryKind(header) : extensionKind(header);
  if (kind === '_NonstandardHDU') {
    // SIMPLE = F: the data need not be FITS at all (section 4.4.1.1); they are the rest of the file.
    const layout = { bitpix: 8, axes: [], dataSize: source.length - dataOffset };
    hdus.push(new Hdu(source, file, index, kind, header, dataOffset, layout, undefined));
    return undefined;
  }
  const layout = readLayout(header, kind === 'GroupsHDU');
  if (typeof layout === 'string') return append(kind, header, dataOffset, layout);
  const missing = dataOffset + layout.dataSize - source.length;
  const failure =
    missing > 0
      ? new FitsError(
          file,
          index,
          `truncated: the header declares ${layout.dataSize} bytes of data, the file holds ${layout.dataSize - missing}`,
        )
      : undefined;
  const image = imageLayout(kind, header, layout);
  if (typeof image === 'string') return append(kind, header, dataOffset, image);
  hdus.push(new Hdu(source, file, index, kind, header, dataOffset, layout, failure, image));
  return failure ? undefined : dataOffset + wholeBlocks(layout.dataSize);

  function append(kind: HduKind, header: Header, dataOffset: number, reason: string): undefined {
    const layout = { bitpix: 8, axes: [], dataSize: 0 };
    hdus.push(new Hdu(source, file, index, kind, header, dataOffset, layout, new FitsError(file, index, reason)));
  }
}

/** The layout of the picture, or the reason why there is none. */
function imageLayout(kind: HduKind, header: Header, layout: Layout): Layout | string {
  if (kind === 'CompImageHDU') return readImageLayout(header);
  return kind === 'GroupsHDU' ? groupsImage(header, layout) : layout;
}

function primaryKind(header: Header): HduKind {
  if (header.get('SIMPLE') === false) return '_NonstandardHDU';
  return header.get('GROUPS') === true ? 'GroupsHDU' : 'PrimaryHDU';
}

function extensionKind(header: Header): HduKind {
  switch (header.string('XTENSION')) {
    case 'IMAGE':
      return 'ImageHDU';
    case 'TABLE':
      return 'TableHDU';
    case 'BINTABLE':
    case 'A3DTABLE':
      return header.get('ZIMAGE') === true ? 'CompImageHDU' : 'BinTableHDU';
    default:
      return 'NonstandardExtHDU';
  }
}

function startsWith(source: ByteSource, at: number, word: string): boolean {
  if (at + CARD > source.length) return false;
  const bytes = source.read(at, at + word.length);
  for (let i = 0; i < word.length; i++) if (bytes[i] !== word.charCodeAt(i)) return false;
  return true;
}
