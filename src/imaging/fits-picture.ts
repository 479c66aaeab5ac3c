import { type Hdu, imageSize, readPlane, readRegion } from '../fits';
import { colourAxis, redFirst } from './colour-order';
import type { Picture } from './picture';

/**
 * The picture that an image HDU holds: three planes, or an array of height x width x 3 as numpy writes one, as colour, red first as
 * `redFirst` says; any other cube as the mean of its planes, pixels undefined in some left out. Values that float32
 * cannot hold are all multiplied by one power of two: of a picture that shows as much.
 * @param check throws where a picture of this size is not wanted; called before its pixels take memory
 * @throws FitsError as `readPlane`; for an image without pixels too
 */
export function pictureFromFits(hdu: Hdu, check?: (width: number, height: number) => void): Picture {
  if (colourAxis(hdu) === 'first') return pictureOfPixels(hdu, check);
  const { width, height, planes } = imageSize(hdu);
  check?.(width, height);
  const read = planeReader(hdu, planes);
  const bands =
    planes === 3
      ? redFirst(hdu).map((plane) => read(plane))
      : [planes === 1 ? read(0) : meanOfPlanes(read, width * height, planes)];
  if (width * height === 0) throw hdu.error('the image has no pixels');
  return { width, height, bands };
}

/** Reads an image whose first axis holds the colours of one pixel. Every program that writes this layout puts red first. */
function pictureOfPixels(hdu: Hdu, check?: (width: number, height: number) => void): Picture {
  const [colours, width, height] = hdu.image.axes;
  check?.(width, height);
  const read = planeReader(hdu, height);
  const bands = Array.from({ length: colours }, () => new Float32Array(width * height));
  for (let y = 0; y < height; y++) {
    const row = read(y);
    for (let x = 0; x < width; x++) for (let c = 0; c < colours; c++) bands[c][y * width + x] = row[x * colours + c];
  }
  return { width, height, bands };
}

type ReadPlane = (plane: number, out?: Float32Array) => Float32Array;

/** Magnitudes that float32 holds with all its digits, with room for sums and squares of differences. */
const [SMALLEST, LARGEST] = [2 ** -100, 2 ** 100];

/** Reads planes as float32. Those of doubles, or scaled, are first looked at: they may be beyond it. */
function planeReader(hdu: Hdu, planes: number): ReadPlane {
  const plain: ReadPlane = (plane, out) => readPlane(hdu, plane, out);
  if (!mayExceedSingle(hdu)) return plain;
  let largest = 0;
  const { width, height } = imageSize(hdu);
  const whole = { x: 0, y: 0, width, height };
  const double = new Float64Array(width * height);
  for (let plane = 0; plane < planes; plane++) {
    for (const value of readRegion(hdu, whole, plane, double)) {
      const magnitude = Math.abs(value);
      if (magnitude > largest && magnitude < Infinity) largest = magnitude;
    }
  }
  if (largest === 0 || (largest > SMALLEST && largest < LARGEST)) return plain;
  // A power of two keeps every digit.
  const exponent = Math.floor(Math.log2(largest));
  return (plane, out = new Float32Array(width * height)) => {
    readRegion(hdu, whole, plane, double);
    // In two steps: 2^1074 is no number.
    const [half, rest] = [2 ** -Math.trunc(exponent / 2), 2 ** -(exponent - Math.trunc(exponent / 2))];
    for (let i = 0; i < double.length; i++) out[i] = double[i] * half * rest;
    return out;
  };
}

/** By its header: integers, scaled by what telescopes scale them by, cannot. */
function mayExceedSingle({ bitpix, header }: Hdu): boolean {
  if (bitpix === -64) return true;
  const scale = Math.abs(header.number('BSCALE', 1));
  const zero = Math.abs(header.number('BZERO', 0));
  return scale < 2 ** -90 || scale > 2 ** 60 || zero > LARGEST;
}

function meanOfPlanes(read: ReadPlane, pixels: number, planes: number): Float32Array {
  // The first plane is read before anything is allocated: it throws where the data are not there.
  const plane = read(0);
  const sum = new Float64Array(pixels);
  const defined = new Uint32Array(pixels);
  for (let p = 0; p < planes; p++) {
    if (p > 0) read(p, plane);
    for (let i = 0; i < pixels; i++) {
      if (!Number.isFinite(plane[i])) continue;
      sum[i] += plane[i];
      defined[i]++;
    }
  }
  for (let i = 0; i < pixels; i++) plane[i] = defined[i] ? sum[i] / defined[i] : NaN;
  return plane;
}
