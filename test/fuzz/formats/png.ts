import zlib from 'node:zlib';
import { crc32 } from '../../../src/collection/png-parts';
import { ABSURD, flipBits, IN_BYTES, joined, putBytes, takeOut } from '../damage/bytes';
import { damagedBy, type Way } from '../damage/ways';
import type { Format } from '../format';
import { realFiles } from '../inputs';
import type { Random } from '../random';
import { photographReader } from './photograph';
import { encoded, noise } from './photographs-made';

const SIGNATURE = 8;

interface Chunk {
  type: string;
  data: Uint8Array;
}

/** Chunks that a decoder may look into; the texts are compressed. */
const KINDS = [
  'IHDR', 'PLTE', 'IDAT', 'IEND', 'tRNS', 'gAMA', 'cHRM', 'sRGB', 'iCCP', 'sBIT', 'bKGD', 'hIST', 'pHYs', 'tIME', 'tEXt', 'zTXt', 'iTXt',
  'acTL', 'fcTL', 'fdAT', 'eXIf', 'aaaa', 'AAAA',
]; // prettier-ignore

/** A way that works on the chunks, whose lengths and checksums are put right afterwards: else nothing would look at them. */
function onChunks(change: (chunks: Chunk[], random: Random) => void): Way {
  return (bytes, random) => {
    const chunks = chunksOf(bytes);
    if (chunks.length === 0) return flipBits(bytes, random, () => bytes);
    change(chunks, random);
    return joined(bytes.subarray(0, SIGNATURE), ...chunks.map(chunkBytes));
  };
}

/** Width, height, depth, colour type, compression, filter, interlace. */
const header = onChunks((chunks, random) => {
  const data = chunks[0].data;
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  if (data.length < 13) return;
  if (random.below(2)) view.setUint32(random.below(2) ? 0 : 4, Number(BigInt.asUintN(32, random.of(ABSURD))));
  else data[8 + random.below(5)] = random.of([0, 1, 2, 3, 4, 5, 6, 7, 8, 16, 32, 255]);
});

/** A frame that is only a little larger or smaller than its data. */
const frame = onChunks((chunks, random) => {
  const data = chunks[0].data;
  if (data.length < 13) return;
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const at = random.below(2) ? 0 : 4;
  view.setUint32(at, random.of([view.getUint32(at) + 1, view.getUint32(at) - 1, 8, 100, 1000, 4096, 4097]));
});

const inChunk = onChunks((chunks, random) => {
  const chunk = random.of(chunks);
  chunk.data = random.of([flipBits, putBytes, takeOut])(chunk.data, random, () => chunk.data);
});

const ofChunks = onChunks((chunks, random) => {
  const at = random.below(chunks.length);
  switch (random.below(5)) {
    case 0:
      chunks.splice(at, 1);
      break;
    case 1:
      chunks.splice(at, 0, ...Array.from({ length: 1 + random.below(3) }, () => ({ ...chunks[at] })));
      break;
    case 2: {
      const other = random.below(chunks.length);
      [chunks[at], chunks[other]] = [chunks[other], chunks[at]];
      break;
    }
    case 3:
      chunks[at].type = random.of(KINDS);
      break;
    default: {
      const data = Uint8Array.from({ length: random.below(40) }, () => random.below(256));
      chunks.splice(at, 0, { type: random.of(KINDS), data });
    }
  }
});

/** Rows of pixels, damaged as they are before they are compressed. */
const inPixels = onChunks((chunks, random) => {
  const data = joined(...chunks.filter(({ type }) => type === 'IDAT').map((one) => one.data));
  const at = chunks.findIndex(({ type }) => type === 'IDAT');
  let rows: Uint8Array;
  try {
    rows = zlib.inflateSync(data, { maxOutputLength: 2 ** 24 });
  } catch {
    return; // damaged before
  }
  const other = random.of([flipBits, putBytes, takeOut])(Uint8Array.from(rows), random, () => rows);
  const rest = chunks.filter(({ type }) => type !== 'IDAT');
  rest.splice(at, 0, { type: 'IDAT', data: zlib.deflateSync(other) });
  chunks.splice(0, chunks.length, ...rest);
});

/** Megabytes of nothing, compressed to some kilobytes. */
const bomb = onChunks((chunks, random) => {
  bombs ??= zlib.deflateSync(new Uint8Array(128 * 2 ** 20));
  const named = (text: string) => joined(new TextEncoder().encode(text), bombs!);
  const data = random.of([
    { type: 'IDAT', data: bombs },
    { type: 'iCCP', data: named('a\0\0') },
    { type: 'zTXt', data: named('a\0\0') },
    { type: 'iTXt', data: named('a\0\x01\0\0\0') },
  ]);
  chunks.splice(1 + random.below(2), 0, data);
});
let bombs: Uint8Array | undefined;

const WAYS: readonly Way[] = [
  header, header, frame, frame, inChunk, inChunk, inChunk, ofChunks, ofChunks, inPixels, inPixels, inPixels, ...IN_BYTES,
]; // prettier-ignore

/** Seldom, since it takes time. */
const ONE_IN = 300;

export const png: Format = {
  name: 'png',
  count: 100_000,
  seeds: async () => [
    ...realFiles('data/euclid', /\.png$/, 24),
    ...realFiles('data/reported', /\.png$/),
    ...realFiles('data/detection', /\.png$/),
    ...(await encoded({
      'red, green, blue': noise(3).png(),
      'with transparency': noise(4).png(),
      grey: noise(1).toColourspace('b-w').png(),
      'grey of 16 bits': noise(1, 16).toColourspace('grey16').png(),
      'colours of 16 bits': noise(3, 16).toColourspace('rgb16').png(),
      interlaced: noise(3).png({ progressive: true }),
      'palette of 16': noise(3).png({ palette: true, colours: 16, dither: 0 }),
      'palette of 2': noise(3).png({ palette: true, colours: 2, dither: 0 }),
    })),
  ],
  damage: (bytes, random, another) => damagedBy(random.below(ONE_IN) ? WAYS : [bomb], bytes, random, another),
  read: photographReader('fuzz.png', noise(3).png()),
};

function chunksOf(bytes: Uint8Array): Chunk[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const chunks: Chunk[] = [];
  for (let at = SIGNATURE; at + 12 <= bytes.length;) {
    const length = view.getUint32(at);
    if (at + 12 + length > bytes.length) break;
    const type = Buffer.from(bytes.subarray(at + 4, at + 8)).toString('latin1');
    chunks.push({ type, data: bytes.slice(at + 8, at + 8 + length) });
    at += 12 + length;
  }
  return chunks;
}

function chunkBytes({ type, data }: Chunk): Uint8Array {
  const out = new Uint8Array(12 + data.length);
  const view = new DataView(out.buffer);
  view.setUint32(0, data.length);
  out.set(Buffer.from(type, 'latin1').subarray(0, 4), 4);
  out.set(data, 8);
  view.setUint32(8 + data.length, crc32(out.subarray(4, 8 + data.length)));
  return out;
}
