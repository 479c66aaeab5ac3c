import zlib from 'node:zlib';

/**
 * What of a PNG its pixels need (PNG specification, third edition): header, palette, and the inflated data, no more of it
 * than the header promises. Its other chunks, among them compressed texts and colour profiles, are not looked at: each can
 * stand for gigabytes.
 */
export interface PngParts {
  readonly width: number;
  readonly height: number;
  /** Bits a channel or, where there is a palette, a pixel. */
  readonly depth: number;
  readonly channels: number;
  readonly colorType: number;
  /** Red, green and blue of each entry; of pictures that are looked up there alone. */
  readonly palette: Uint8Array | undefined;
  /** The chunk tRNS: alphas of the palette's first entries, or the one grey or colour that is transparent. */
  readonly transparent: Uint8Array | undefined;
  /** The pictures that make the picture, one after the other: one, or the up to seven passes of an interlaced one. */
  readonly passes: readonly PngPass[];
}

/** Every `stepX`th pixel of every `stepY`th row, from (x, y) on. */
export interface PngPass {
  readonly x: number;
  readonly y: number;
  readonly stepX: number;
  readonly stepY: number;
  readonly width: number;
  readonly height: number;
  /** Each row with the byte of its filter before it. */
  readonly data: Uint8Array;
}

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const HEADER = 13;
/** Length and type before a chunk's data, and its checksum behind. */
const [HEAD, TAIL] = [8, 4];
/** Channels and the depths that are allowed, by colour type (table 11.1). */
const COLOR_TYPES = new Map([
  [0, { channels: 1, depths: [1, 2, 4, 8, 16] }],
  [2, { channels: 3, depths: [8, 16] }],
  [3, { channels: 1, depths: [1, 2, 4, 8] }],
  [4, { channels: 2, depths: [8, 16] }],
  [6, { channels: 4, depths: [8, 16] }],
]);
export const [PALETTE, GREY_ALPHA, COLOUR_ALPHA] = [3, 4, 6];
/** Adam7 (section 8.2): first column and row, and the steps from one to the next. */
const ADAM7 = [[0, 0, 8, 8], [4, 0, 8, 8], [0, 4, 4, 8], [2, 0, 4, 4], [0, 2, 2, 4], [1, 0, 2, 2], [0, 1, 1, 2]]; // prettier-ignore
/** Some writers leave a few bytes more than the rows need; decoders pass over them. */
const MORE_THAN_NEEDED = 2 ** 16;

/** Whether the bytes begin as a PNG does, with its header. */
export function isPng(bytes: Uint8Array): boolean {
  return bytes.length >= SIGNATURE.length + HEAD + HEADER + TAIL && SIGNATURE.every((byte, i) => bytes[i] === byte);
}

/** Width and height, before anything else is read. */
export function pngSize(bytes: Uint8Array): [number, number] {
  const view = viewOf(bytes);
  return [view.getUint32(SIGNATURE.length + HEAD), view.getUint32(SIGNATURE.length + HEAD + 4)];
}

/**
 * @param bytes for which `isPng` holds
 * @throws Error with the reason where they are damaged, or hold more than the header promises
 */
export function readPng(bytes: Uint8Array): PngParts {
  const chunks = chunksOf(bytes);
  const first = chunks.next().value;
  if (first?.type !== 'IHDR' || first.body.length !== HEADER) throw new Error('it has no header');
  const { interlaced, ...header } = readHeader(checked(first));
  let palette: Uint8Array | undefined;
  let transparent: Uint8Array | undefined;
  const data: Uint8Array[] = [];
  for (const chunk of chunks) {
    if (chunk.type === 'PLTE' && header.colorType === PALETTE) palette = checked(chunk);
    else if (chunk.type === 'tRNS') transparent = checked(chunk);
    // IDAT needs no CRC here: the compressed data have a checksum of their own.
    else if (chunk.type === 'IDAT') data.push(chunk.body);
    else if (chunk.type === 'IEND') break;
  }
  const passes = passesOf(header, interlaced);
  return { ...header, palette, transparent, passes: split(inflate(data, passes), passes) };
}

interface Chunk {
  readonly type: string;
  readonly body: Uint8Array;
  /** The bytes that the CRC covers: the chunk's type and its body. */
  readonly summed: Uint8Array;
  readonly checksum: number;
}

function* chunksOf(bytes: Uint8Array): Generator<Chunk, undefined> {
  const view = viewOf(bytes);
  for (let at = SIGNATURE.length; at + HEAD <= bytes.length;) {
    const end = at + HEAD + view.getUint32(at);
    if (end + TAIL > bytes.length) throw new Error('it is cut short');
    const summed = bytes.subarray(at + 4, end);
    const type = String.fromCharCode(...summed.subarray(0, 4));
    yield { type, body: summed.subarray(4), summed, checksum: view.getUint32(end) };
    at = end + TAIL;
  }
}

/** @returns its body */
function checked({ type, body, summed, checksum }: Chunk): Uint8Array {
  if (crc32(summed) !== checksum) throw new Error(`the checksum of ${type} is wrong`);
  return body;
}

function readHeader(body: Uint8Array) {
  const view = viewOf(body);
  const [depth, colorType, compression, filter, interlace] = body.subarray(8);
  const allowed = COLOR_TYPES.get(colorType);
  if (!allowed?.depths.includes(depth))
    throw new Error(`${depth} bits of colour type ${colorType} are not of the format`);
  if (compression !== 0 || filter !== 0 || interlace > 1) throw new Error('its methods are not of the format');
  const size = { width: view.getUint32(0), height: view.getUint32(4) };
  return { ...size, depth, channels: allowed.channels, colorType, interlaced: interlace === 1 };
}

type Rows = Omit<PngPass, 'data'> & { readonly bytes: number };

function passesOf(
  { width, height, depth, channels }: Pick<PngParts, 'width' | 'height' | 'depth' | 'channels'>,
  interlaced: boolean,
): Rows[] {
  return (interlaced ? ADAM7 : [[0, 0, 1, 1]]).flatMap(([x, y, stepX, stepY]) => {
    const size = { width: Math.ceil((width - x) / stepX), height: Math.ceil((height - y) / stepY) };
    if (size.width <= 0 || size.height <= 0) return [];
    const bytes = size.height * (1 + Math.ceil((size.width * depth * channels) / 8));
    return [{ x, y, stepX, stepY, ...size, bytes }];
  });
}

function inflate(data: readonly Uint8Array[], passes: readonly Rows[]): Uint8Array {
  const needed = passes.reduce((sum, { bytes }) => sum + bytes, 0);
  const packed = data.length === 1 ? data[0] : Buffer.concat(data);
  let inflated: Uint8Array;
  try {
    inflated = zlib.inflateSync(packed, { maxOutputLength: needed + MORE_THAN_NEEDED });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_BUFFER_TOO_LARGE') throw error;
    throw new Error(`its data are larger than the ${needed} bytes of its pixels`, { cause: error });
  }
  if (inflated.length < needed) throw new Error(`its data end after ${inflated.length} of ${needed} bytes`);
  return inflated;
}

function split(inflated: Uint8Array, passes: readonly Rows[]): PngPass[] {
  let at = 0;
  return passes.map(({ bytes, ...pass }) => ({ ...pass, data: inflated.subarray(at, (at += bytes)) }));
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

let table: Int32Array | undefined;

/** The checksum of chunks (annex D). */
export function crc32(bytes: Uint8Array): number {
  table ??= Int32Array.from({ length: 256 }, (_, byte) => {
    for (let bit = 0; bit < 8; bit++) byte = byte & 1 ? 0xedb88320 ^ (byte >>> 1) : byte >>> 1;
    return byte;
  });
  let sum = -1;
  for (const byte of bytes) sum = table[(sum ^ byte) & 0xff] ^ (sum >>> 8);
  return ~sum >>> 0;
}
