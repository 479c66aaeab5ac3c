import { CARD, wholeBlocks } from './blocks';
import { readImageLayout } from './compression/parameters';
import { FitsError } from './error';
import { Hdu, type HduKind } from './hdu';
import { findEnd, Header } from './header';
import { readLayout } from './layout';

/**
 * The HDUs of a file, in order (FITS 4.0, section 3.1): headers located, no data read.
 *
 * An HDU whose data the file does not hold whole, or whose header is malformed, is listed with its `failure`, and the
 * HDUs before it stay readable. What follows the last HDU and is no extension (special records, section 3.5, or junk)
 * is passed over.
 * @param bytes the whole file, uncompressed
 * @param file its path or name, for error messages
 * @throws FitsError where the bytes do not start with a FITS header
 */
export function readHdus(bytes: Uint8Array, file: string): Hdu[] {
  if (bytes.length === 0) throw new FitsError(file, null, 'the file is empty');
  if (!startsWith(bytes, 0, 'SIMPLE')) throw new FitsError(file, null, 'no SIMPLE card: this is not a FITS file');
  const hdus: Hdu[] = [];
  let next: number | undefined = 0;
  while (next !== undefined && (next === 0 || startsWith(bytes, next, 'XTENSION'))) {
    next = readHdu(bytes, file, next, hdus);
  }
  return hdus;
}

/** Appends the HDU at `start` and gives the offset of the next, or undefined where none can follow. */
function readHdu(bytes: Uint8Array, file: string, start: number, hdus: Hdu[]): number | undefined {
  const index = hdus.length;
  const end = findEnd(bytes, start);
  if (end < 0) {
    if (index === 0) throw new FitsError(file, 0, 'the header has no END card');
    const header = new Header(bytes, start, start + Math.floor((bytes.length - start) / CARD) * CARD);
    return append('_CorruptedHDU', header, bytes.length, 'the header has no END card');
  }
  const header = new Header(bytes, start, end);
  const dataOffset = Math.min(start + wholeBlocks(end + CARD - start), bytes.length);
  const kind = index === 0 ? primaryKind(header) : extensionKind(header);
  if (kind === '_NonstandardHDU') {
    // SIMPLE = F: the data need not be FITS at all (section 4.4.1.1); they are the rest of the file.
    const layout = { bitpix: 8, axes: [], dataSize: bytes.length - dataOffset };
    hdus.push(new Hdu(bytes, file, index, kind, header, dataOffset, layout, undefined));
    return undefined;
  }
  const layout = readLayout(header, kind === 'GroupsHDU');
  if (typeof layout === 'string') return append(kind, header, dataOffset, layout);
  const missing = dataOffset + layout.dataSize - bytes.length;
  const failure =
    missing > 0
      ? new FitsError(
          file,
          index,
          `truncated: the header declares ${layout.dataSize} bytes of data, the file holds ${layout.dataSize - missing}`,
        )
      : undefined;
  const image = kind === 'CompImageHDU' ? readImageLayout(header) : layout;
  if (typeof image === 'string') return append(kind, header, dataOffset, image);
  hdus.push(new Hdu(bytes, file, index, kind, header, dataOffset, layout, failure, image));
  return failure ? undefined : dataOffset + wholeBlocks(layout.dataSize);

  function append(kind: HduKind, header: Header, dataOffset: number, reason: string): undefined {
    const layout = { bitpix: 8, axes: [], dataSize: 0 };
    hdus.push(new Hdu(bytes, file, index, kind, header, dataOffset, layout, new FitsError(file, index, reason)));
  }
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

function startsWith(bytes: Uint8Array, at: number, word: string): boolean {
  if (at + CARD > bytes.length) return false;
  for (let i = 0; i < word.length; i++) if (bytes[at + i] !== word.charCodeAt(i)) return false;
  return true;
}
