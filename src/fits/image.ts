import { swapInPlace } from './byte-order';
import { type Box, indicesOf, readCompressedImage, readCompressedLongs } from './compression';
import { decode, type Scaling } from './decode';
import { groupPixelBytes } from './groups';
import type { Hdu } from './hdu';
import type { Header } from './header';

/** An image with its physical values. */
export interface FitsImage {
  /** Axis lengths in C order, slowest first: `[height, width]`, `[planes, height, width]`. */
  readonly shape: readonly number[];
  /** NAXIS1. */
  readonly width: number;
  /** NAXIS2; 1 for an image of one axis. */
  readonly height: number;
  /** Product of the axes beyond the second. */
  readonly planes: number;
  readonly bitpix: number;
  /** Physical values, all planes, rows in the order of the file (the first row is the bottom of the picture). */
  readonly data: Float32Array | Float64Array;
}

/** The size of the pictures in an image HDU: `planes` of `height` rows of `width` pixels. */
export function imageSize(hdu: Hdu): { width: number; height: number; planes: number } {
  const [width = 0, height = 1, ...rest] = hdu.image.axes;
  return { width, height, planes: rest.reduce((product, length) => product * length, 1) };
}

/** Whether the HDU holds an image that `readImage` and `readPlane` read, by its header. */
export function holdsImage(hdu: Hdu): boolean {
  return hdu.image.axes.length > 0 && hdu.image.dataSize > 0 && refusal(hdu) === undefined;
}

/**
 * The whole image with exact physical values (FITS 4.0, sections 5.2, 5.3 and 4.4.2.5).
 * @throws FitsError where the HDU is no image, its data are truncated, or its kind of image is not read yet
 */
export function readImage(hdu: Hdu): FitsImage {
  const data = readPhysical(hdu);
  return { shape: hdu.shape, ...imageSize(hdu), bitpix: hdu.bitpix, data };
}

/**
 * Physical values of the whole image, C order, BLANK and NaN as NaN: a Float32Array for unscaled BITPIX = -32, else a
 * Float64Array, in which every integer of up to 53 bits is exact (`readIntegers` has them to 64).
 * @throws FitsError as `readImage`
 */
export function readPhysical(hdu: Hdu): Float32Array | Float64Array {
  if (hdu.kind === 'CompImageHDU') {
    const scaling = compressedScaling(hdu);
    return hdu.bitpix === -32
      ? readCompressedImage(hdu, scaling, undefined, (pixels) => new Float32Array(pixels))
      : readCompressedImage(hdu, scaling, undefined, (pixels) => new Float64Array(pixels));
  }
  return physicalValues(hdu, imageBytes(hdu));
}

/** Physical values of an uncompressed image's stored bytes, in the precision that `readPhysical` gives. */
export function physicalValues({ header, bitpix }: Hdu, bytes: Uint8Array): Float32Array | Float64Array {
  const scaling = readScaling(header, bitpix);
  const length = bytes.length / (Math.abs(bitpix) / 8);
  const plain = bitpix === -32 && scaling.scale === 1 && scaling.zero === 0;
  const out = plain ? new Float32Array(length) : new Float64Array(length);
  decode(bytes, bitpix, scaling, out);
  return out;
}

/**
 * Physical values of one plane as float32, for indexing and thumbnails: `width * height` values, rows in the order of
 * the file, undefined pixels NaN. Reads no other plane.
 * @param plane 0-based
 * @param out where to put them, at least that long; a new array without it
 * @throws FitsError as `readImage`, or where there is no such plane
 */
export function readPlane(hdu: Hdu, plane = 0, out?: Float32Array): Float32Array {
  const { width, height } = imageSize(hdu);
  return readRegion(hdu, { x: 0, y: 0, width, height }, plane, out);
}

/**
 * One pixel in its full precision: a bigint where the image is of 64-bit integers, unscaled or by the unsigned
 * convention; else its physical value; NaN where it is undefined.
 * @param x 0-based, as `y` and `plane`
 * @throws FitsError as `readRegion`
 */
export function readValue(hdu: Hdu, plane: number, x: number, y: number): number | bigint {
  const [value] = readRegion(hdu, { x, y, width: 1, height: 1 }, plane, new Float64Array(1));
  const { scale, zero } = readScaling(hdu.header, hdu.bitpix);
  if (Number.isNaN(value) || hdu.kind === 'CompImageHDU' || hdu.bitpix !== 64 || scale !== 1) return value;
  if (zero !== 0 && zero !== 2 ** 63) return value;
  const { width, height } = imageSize(hdu);
  const bytes = pixelBytes(hdu, (plane * height + y) * width + x, 1);
  const stored = new DataView(bytes.buffer, bytes.byteOffset, 8).getBigInt64(0);
  return zero === 0 ? stored : stored + (1n << 63n);
}

/** A rectangle of pixels: `x`, `y` of the first, 0-based in the order of the file. */
export interface Region {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/**
 * `readPlane` for a rectangle of the plane: of the file no more is read than the rows, or the compressed tiles, that it
 * touches.
 * @param out where to put them, at least that long; double precision keeps what single would round
 * @returns `region.width * region.height` values
 * @throws FitsError as `readPlane`, or where the rectangle lies outside the image
 */
export function readRegion(hdu: Hdu, region: Region, plane?: number): Float32Array;
export function readRegion<T extends Float32Array | Float64Array>(hdu: Hdu, region: Region, plane: number, out?: T): T;
export function readRegion(
  hdu: Hdu,
  region: Region,
  plane = 0,
  out?: Float32Array | Float64Array,
): Float32Array | Float64Array {
  requireImage(hdu);
  const { width, height, planes } = imageSize(hdu);
  if (!Number.isInteger(plane) || plane < 0 || plane >= planes) {
    throw hdu.error(`plane ${plane} is asked of an image of ${planes}`);
  }
  if (!isInside(region, width, height)) {
    throw hdu.error(`pixels ${JSON.stringify(region)} are asked of an image of ${width} x ${height}`);
  }
  const pixels = region.width * region.height;
  if (out && out.length < pixels) throw hdu.error(`${pixels} pixels do not fit in an array of ${out.length}`);
  const allocate = () => out?.subarray(0, pixels) ?? new Float32Array(pixels);
  if (pixels === 0) return allocate();
  if (hdu.kind === 'CompImageHDU') {
    return readCompressedImage<Float32Array | Float64Array>(
      hdu,
      compressedScaling(hdu),
      boxOf(hdu, region, plane),
      allocate,
    );
  }
  const scaling = readScaling(hdu.header, hdu.bitpix);
  const values = allocate();
  const first = plane * width * height + region.y * width + region.x;
  if (region.width === width) {
    decode(pixelBytes(hdu, first, pixels), hdu.bitpix, scaling, values);
  } else {
    for (let row = 0; row < region.height; row++) {
      const target = values.subarray(row * region.width, (row + 1) * region.width);
      decode(pixelBytes(hdu, first + row * width, region.width), hdu.bitpix, scaling, target);
    }
  }
  return values;
}

function isInside({ x, y, width, height }: Region, across: number, up: number): boolean {
  return [x, y, width, height].every((n) => Number.isInteger(n) && n >= 0) && x + width <= across && y + height <= up;
}

function boxOf(hdu: Hdu, { x, y, width, height }: Region, plane: number): Box {
  const beyond = hdu.image.axes.slice(2);
  const one = hdu.image.axes.length === 1;
  return {
    start: [x, ...(one ? [] : [y]), ...indicesOf(plane, beyond)],
    size: [width, ...(one ? [] : [height]), ...beyond.map(() => 1)],
  };
}

/**
 * The stored integers of an image of BITPIX = 64 to their last digit, as signed, or as unsigned where BSCALE = 1 and
 * BZERO = 2^63 say so (FITS 4.0, table 11). BLANK is left as it stands.
 * @throws FitsError as `readImage`, or where the image is not of 64-bit integers in one of these two forms
 */
export function readIntegers(hdu: Hdu): BigInt64Array | BigUint64Array {
  requireImage(hdu);
  const { scale, zero } = readScaling(hdu.header, hdu.bitpix);
  const unsigned = zero === 2 ** 63;
  if (hdu.bitpix !== 64 || scale !== 1 || (zero !== 0 && !unsigned)) throw hdu.error('not an image of 64-bit integers');
  // A copy: a Buffer's slice would be a view of the file.
  const copy = hdu.kind === 'CompImageHDU' ? readCompressedLongs(hdu) : Uint8Array.from(imageBytes(hdu));
  if (unsigned) for (let i = 0; i < copy.length; i += 8) copy[i] ^= 0x80;
  swapInPlace(copy, 8);
  return unsigned ? new BigUint64Array(copy.buffer) : new BigInt64Array(copy.buffer);
}

/** @throws FitsError that says why the HDU has no pixels to read */
export function requireImage(hdu: Hdu): void {
  if (hdu.failure) throw hdu.failure;
  const reason = refusal(hdu);
  if (reason) throw hdu.error(reason);
  if (hdu.image.axes.length === 0) throw hdu.error('the HDU holds no data');
  if (hdu.kind === 'CompImageHDU') return;
  // PCOUNT and GCOUNT, which an image has no use for, can make the data longer than the array, or leave none of it.
  const length = hdu.image.axes.reduce((product, axis) => product * axis, Math.abs(hdu.bitpix) / 8);
  if (length > hdu.layout.dataSize) throw hdu.error('GCOUNT leaves no room for the array');
}

/** The bytes of all pixels. */
function imageBytes(hdu: Hdu): Uint8Array {
  requireImage(hdu);
  return pixelBytes(
    hdu,
    0,
    hdu.image.axes.reduce((product, axis) => product * axis, 1),
  );
}

/** The bytes of `count` pixels from the `first` on; no others are read. */
export function pixelBytes(hdu: Hdu, first: number, count: number): Uint8Array {
  if (hdu.kind === 'GroupsHDU') return groupPixelBytes(hdu, first, count);
  const size = Math.abs(hdu.bitpix) / 8;
  return hdu.part(first * size, (first + count) * size);
}

function refusal(hdu: Hdu): string | undefined {
  switch (hdu.kind) {
    case 'PrimaryHDU':
    case 'ImageHDU':
    case 'CompImageHDU':
    case 'GroupsHDU':
      return undefined;
    default:
      return `a ${hdu.kind} holds no image`;
  }
}

/** A compressed image of integers marks undefined pixels by ZBLANK, or by the BLANK that it had (FITS 4.0, section 10.1.2). */
export function compressedScaling({ header, bitpix }: Hdu): Scaling {
  const scaling = readScaling(header, bitpix);
  const blank = bitpix > 0 ? (header.number('ZBLANK') ?? scaling.blank) : undefined;
  return { ...scaling, blank };
}

export function readScaling(header: Header, bitpix: number): Scaling {
  const blank = bitpix > 0 ? header.get('BLANK') : undefined;
  return {
    scale: header.number('BSCALE', 1),
    zero: header.number('BZERO', 0),
    blank: typeof blank === 'bigint' || (typeof blank === 'number' && Number.isInteger(blank)) ? blank : undefined,
  };
}
