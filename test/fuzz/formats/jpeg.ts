import { ABSURD, cut, flipBits, IN_BYTES, joined, putBytes, takeOut } from '../damage/bytes';
import { damagedBy, type Way } from '../damage/ways';
import type { Format } from '../format';
import { realFiles } from '../inputs';
import type { Random } from '../random';
import { photographReader } from './photograph';
import { encoded, noise } from './photographs-made';

interface Segment {
  marker: number;
  /** Without marker and length. */
  data: Uint8Array;
}

const [SOI, EOI, SOS] = [0xd8, 0xd9, 0xda];

/** Start of frame of every process, tables, restarts, application data (ITU-T T.81, table B.1). */
const MARKERS = [
  0xc0, 0xc1, 0xc2, 0xc3, 0xc4, 0xc5, 0xc8, 0xc9, 0xca, 0xcc, 0xcf, 0xd0, 0xd7, 0xd8, 0xd9, 0xda, 0xdb, 0xdc, 0xdd, 0xde, 0xe0, 0xe1,
  0xe2, 0xee, 0xfe, 0x01, 0x00,
]; // prettier-ignore

/** A way that works on the segments before the pixels; their lengths are put right afterwards. */
function onSegments(change: (segments: Segment[], random: Random) => void): Way {
  return (bytes, random) => {
    const { segments, rest } = segmentsOf(bytes);
    if (segments.length === 0) return flipBits(bytes, random, () => bytes);
    change(segments, random);
    return joined(Uint8Array.of(0xff, SOI), ...segments.map(segmentBytes), rest);
  };
}

const inSegment = onSegments((segments, random) => {
  const one = random.of(segments);
  one.data = random.of([flipBits, putBytes, takeOut])(one.data, random, () => one.data);
});

const ofSegments = onSegments((segments, random) => {
  const at = random.below(segments.length);
  switch (random.below(4)) {
    case 0:
      segments.splice(at, 1);
      break;
    case 1:
      segments.splice(random.below(segments.length), 0, { ...segments[at] });
      break;
    case 2:
      segments[at].marker = random.of(MARKERS);
      break;
    default: {
      const other = random.below(segments.length);
      [segments[at], segments[other]] = [segments[other], segments[at]];
    }
  }
});

/** Bits, height, width, components and their sampling. */
const frame = onSegments((segments, random) => {
  const data = segments.find(({ marker }) => marker >= 0xc0 && marker <= 0xc2)?.data;
  if (!data || data.length < 6) return;
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const at = random.below(2) ? 1 : 3;
  switch (random.below(4)) {
    case 0:
      view.setUint16(at, Number(BigInt.asUintN(16, random.of(ABSURD))));
      break;
    case 1:
      view.setUint16(at, view.getUint16(at) + random.of([-1, 1, 8, 100, 1000]));
      break;
    case 2:
      data[random.of([0, 5])] = random.of([0, 1, 2, 3, 4, 8, 12, 16, 255]);
      break;
    default:
      data[6 + random.below(data.length - 6)] = random.of([0, 1, 2, 3, 0x11, 0x12, 0x21, 0x22, 0x41, 0x44, 0xff]);
  }
});

/** The pixels, with a marker among them now and then. */
const inPixels: Way = (bytes, random, another) => {
  const { segments, rest } = segmentsOf(bytes);
  if (rest.length === 0) return flipBits(bytes, random, another);
  const head = joined(Uint8Array.of(0xff, SOI), ...segments.map(segmentBytes));
  const other = random.of([flipBits, flipBits, putBytes, takeOut, cut, marker])(Uint8Array.from(rest), random, another);
  return joined(head, other);
};

const marker: Way = (bytes, random) => {
  const at = random.below(bytes.length);
  return joined(bytes.subarray(0, at), Uint8Array.of(0xff, random.of(MARKERS)), bytes.subarray(at));
};

const WAYS: readonly Way[] = [
  inSegment, inSegment, inSegment, ofSegments, ofSegments, frame, frame, inPixels, inPixels, inPixels, ...IN_BYTES,
]; // prettier-ignore

export const jpeg: Format = {
  name: 'jpeg',
  count: 100_000,
  seeds: async () => [
    ...realFiles('data/gz2', /\.jpg$/, 12),
    ...realFiles('data/ngc', /\.jpg$/, 6),
    ...realFiles('data/rings', /\.jpg$/, 6),
    ...realFiles('data/reported', /\.jpg$/),
    ...(await encoded({
      baseline: noise(3).jpeg(),
      progressive: noise(3).jpeg({ progressive: true, chromaSubsampling: '4:4:4' }),
      grey: noise(1).toColourspace('b-w').jpeg(),
      'four inks': noise(4).toColourspace('cmyk').jpeg(),
    })),
  ],
  damage: (bytes, random, another) => damagedBy(WAYS, bytes, random, another),
  read: photographReader('fuzz.jpg', noise(3).jpeg()),
};

/** What comes before the pixels, segment by segment, and the rest from the start of the scan on. */
function segmentsOf(bytes: Uint8Array): { segments: Segment[]; rest: Uint8Array } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const segments: Segment[] = [];
  let at = 2;
  while (at + 4 <= bytes.length && bytes[at] === 0xff && bytes[at + 1] !== EOI) {
    const length = view.getUint16(at + 2);
    if (length < 2 || at + 2 + length > bytes.length) break;
    segments.push({ marker: bytes[at + 1], data: bytes.slice(at + 4, at + 2 + length) });
    at += 2 + length;
    if (segments.at(-1)?.marker === SOS) break;
  }
  return { segments, rest: bytes.subarray(at) };
}

function segmentBytes({ marker: code, data }: Segment): Uint8Array {
  const length = Math.min(0xffff, data.length + 2);
  return joined(Uint8Array.of(0xff, code, length >> 8, length & 0xff), data.subarray(0, length - 2));
}
