import { FitsError, type Hdu, hduWcs, imageSize, readRegion, type Region } from '../fits';
import { redFirst } from '../imaging';
import { checkFrame, checkPixels, type Cutout, SMALLEST_SIDE } from './cutout';
import { CutoutError } from './errors';
import { type ImageRegion, regionName } from './image-region';

/**
 * The pixels of a region as a cutout. Encoders look at squares: a region that is none grows along its shorter side, evenly
 * as far as the image goes, so that all of it is seen; where the image ends pixels are undefined. Of a file that is read
 * by parts only these pixels are read.
 * @param hdus of the file
 * @param index the HDU of the image
 * @throws CutoutError where the region lies outside of the image or is too small or too large, or cannot be read
 */
export function readRegionCutout(hdus: readonly Hdu[], index: number, region: ImageRegion, file: string): Cutout {
  try {
    return read(hdus, index, region, file);
  } catch (error) {
    if (error instanceof FitsError) throw new CutoutError(file, error.hdu ?? index, error.reason, { cause: error });
    throw error;
  }
}

function read(hdus: readonly Hdu[], index: number, region: ImageRegion, file: string): Cutout {
  const hdu = imageOf(hdus, index, file);
  const { width, height } = imageSize(hdu);
  const inside = insideOf(region, width, height);
  const name = regionName(region);
  if (!inside)
    throw new CutoutError(file, index, `the region ${name} lies outside of the image of ${width} x ${height}`);
  if (inside.width < SMALLEST_SIDE || inside.height < SMALLEST_SIDE) {
    const size = `${inside.width} x ${inside.height}`;
    throw new CutoutError(
      file,
      index,
      `the region ${name} has ${size} pixels: at least ${SMALLEST_SIDE} a side are needed`,
    );
  }
  const side = Math.max(inside.width, inside.height);
  checkFrame(side, side, file, index);
  const [across, up] = [grown(inside.x, inside.width, side, width), grown(inside.y, inside.height, side, height)];
  const square = { x: across.start, width: across.length, y: up.start, height: up.length };
  const bands = (region.bands ?? cutoutBands(hdu)).map(({ hdu: of, plane }) => {
    const source = imageOf(hdus, of, file);
    const size = imageSize(source);
    if (size.width !== width || size.height !== height) {
      throw new CutoutError(
        file,
        of,
        `an image of ${size.width} x ${size.height} is no band of one of ${width} x ${height}`,
      );
    }
    return padded(readRegion(source, square, plane), square, side);
  });
  const picture = { width: side, height: side, bands };
  checkPixels(picture, file, index);
  const wcs = hduWcs(hdu, hdus);
  const sky = wcs?.pixelToSky(inside.x + (inside.width + 1) / 2, inside.y + (inside.height + 1) / 2);
  return {
    hdu: index,
    picture,
    kind: 'fits',
    ra: sky?.ra ?? NaN,
    dec: sky?.dec ?? NaN,
    pixelScale: wcs?.pixelScale ?? NaN,
  };
}

/** Three planes as an indexed cutout has them, from red to blue; of any other cube the first. */
function cutoutBands(hdu: Hdu): NonNullable<ImageRegion['bands']> {
  const planes = imageSize(hdu).planes === 3 ? redFirst(hdu) : [0];
  return planes.map((plane) => ({ hdu: hdu.index, plane }));
}

function imageOf(hdus: readonly Hdu[], index: number, file: string): Hdu {
  const hdu = hdus.at(index);
  if (!hdu) throw new CutoutError(file, index, `the file has ${hdus.length} HDUs`);
  return hdu;
}

/** The part of a region that lies in the image, 0-based; undefined where none does. */
function insideOf(region: ImageRegion, width: number, height: number): Region | undefined {
  const [x, y] = [Math.max(0, region.x - 1), Math.max(0, region.y - 1)];
  const [right, top] = [Math.min(width, region.x - 1 + region.width), Math.min(height, region.y - 1 + region.height)];
  return right > x && top > y ? { x, y, width: right - x, height: top - y } : undefined;
}

/** A side made as long as `side`, or the image. */
function grown(from: number, length: number, side: number, most: number): { start: number; length: number } {
  const now = Math.min(side, most);
  return { start: Math.max(0, Math.min(most - now, from - Math.floor((now - length) / 2))), length: now };
}

/** Rows in the middle of a square of undefined pixels. */
function padded(values: Float32Array, { width, height }: Region, side: number): Float32Array {
  if (width === side && height === side) return values;
  const [left, below] = [Math.floor((side - width) / 2), Math.floor((side - height) / 2)];
  const out = new Float32Array(side * side).fill(NaN);
  for (let y = 0; y < height; y++) out.set(values.subarray(y * width, (y + 1) * width), (below + y) * side + left);
  return out;
}
