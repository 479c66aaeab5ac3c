import { CutoutError } from './errors';

/**
 * Every scan of a progressive JPEG goes over all blocks of the picture, and may have no more than a few bytes: a small file
 * of many takes hours. Writers make about ten; the search for the shortest file tries some sixty.
 */
const MOST_SCANS = 100;

const [START_OF_SCAN, END_OF_IMAGE] = [0xda, 0xd9];
/** Frames of every coding; the codes between that are Huffman tables, an extension, and arithmetic coding. */
const [FIRST_FRAME, LAST_FRAME, NO_FRAMES] = [0xc0, 0xcf, [0xc4, 0xc8, 0xcc]];
/** Behind the marker, the length, the bits, and height and width. */
const COLOURS = 9;
/** Restart markers, which stand within a scan. */
const [FIRST_RESTART, LAST_RESTART] = [0xd0, 0xd7];

/** @throws CutoutError where a JPEG has more scans than any writer makes */
export function checkScans(bytes: Uint8Array, file: string): void {
  let scans = 0;
  // Behind the two bytes at the start of an image.
  for (let at = 2; ;) {
    const marker = nextMarker(bytes, at);
    if (marker < 0 || bytes[marker + 1] === END_OF_IMAGE) return;
    if (bytes[marker + 1] === START_OF_SCAN && ++scans > MOST_SCANS) {
      throw new CutoutError(
        file,
        null,
        `the JPEG has more than ${MOST_SCANS} scans, which takes too long to decode; save it anew`,
      );
    }
    // The length of a segment counts its own two bytes.
    at = marker + 2 + ((bytes[marker + 2] << 8) | bytes[marker + 3]);
  }
}

/** How many colours a JPEG has, as its frame says (ITU T.81, section B.2.2); undefined where none does. */
export function coloursOf(bytes: Uint8Array): number | undefined {
  for (let marker = nextMarker(bytes, 2); marker >= 0;) {
    const code = bytes[marker + 1];
    if (code >= FIRST_FRAME && code <= LAST_FRAME && !NO_FRAMES.includes(code)) return bytes[marker + COLOURS];
    if (code === END_OF_IMAGE) return undefined;
    marker = nextMarker(bytes, marker + 2 + ((bytes[marker + 2] << 8) | bytes[marker + 3]));
  }
  return undefined;
}

/** Where the next segment begins: bytes of coded data that look like a marker are followed by a zero. -1 at the end. */
function nextMarker(bytes: Uint8Array, from: number): number {
  for (let at = bytes.indexOf(0xff, from); at >= 0; at = bytes.indexOf(0xff, at + 1)) {
    const code = bytes[at + 1];
    if (code === undefined) return -1;
    if (code !== 0 && code !== 0xff && code !== 1 && !(code >= FIRST_RESTART && code <= LAST_RESTART)) return at;
  }
  return -1;
}
