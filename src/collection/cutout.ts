import fs from 'node:fs';
import { cutoutCentre, FitsError, hduWcs, holdsImage, imageSize, openFits, readPlane, type Hdu } from '../fits';
import { gunzip, openRegularSync, readAllSync, reasonOf } from '../files';
import {
  colourAxis,
  colourOrderIsSaid,
  pictureFromFits,
  type Picture,
  type PictureKind,
  roleByName,
  roleByValues,
} from '../imaging';
import { frameContents } from '../morphology';
import { CutoutError } from './errors';
import { decodePhotograph } from './photograph';
import type { Remark } from './remark-kinds';
import { planeRemark, remarkOf } from './remarks';

/** A small picture of (usually) one galaxy. */
export interface Cutout {
  readonly hdu: number;
  /** Red, green, blue, or one band; FITS rows run upwards (row 1 at the bottom), those of photographs downwards. */
  readonly picture: Picture;
  readonly kind: PictureKind;
  /** ICRS degrees of the centre, and arcseconds a pixel; NaN where unknown. */
  readonly ra: number;
  readonly dec: number;
  readonly pixelScale: number;
}

/** How the images of a file are read. */
export interface ReadingOptions {
  /** Read these HDUs alone, whatever they are. */
  readonly only?: readonly number[];
  /** Kinds of images that count as galaxies though they are usually left out: `LEFT_OUT_KINDS`. */
  readonly also?: readonly string[];
}

export interface ReadCutouts {
  readonly cutouts: Cutout[];
  /** Images that were left out, and how others were read. */
  readonly remarks: Remark[];
  /** HDUs that hold an image but no usable cutout. */
  readonly failures: CutoutError[];
}

/** Larger files and frames are survey images: they hold cutouts rather than being one. */
const LARGEST_FILE = 512 * 2 ** 20;
const LARGEST_SIDE = 4096;
/** Below this there is no morphology to speak of. */
export const SMALLEST_SIDE = 8;

const PHOTOGRAPH = /\.(png|jpe?g)$/i;

/**
 * Reads a file's bytes.
 * @throws CutoutError when it is no file, cannot be read, is empty or too large.
 */
export function readCutoutFile(file: string): Uint8Array {
  try {
    const { descriptor, stat } = openRegularSync(file);
    try {
      const { size } = stat;
      if (size === 0) throw new CutoutError(file, null, 'the file is empty');
      if (size > LARGEST_FILE) {
        throw new CutoutError(file, null, `${Math.round(size / 2 ** 20)} MiB: a survey image rather than a cutout`);
      }
      return readAllSync(descriptor, size);
    } finally {
      fs.closeSync(descriptor);
    }
  } catch (error) {
    if (error instanceof CutoutError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    const reason = code === 'EACCES' || code === 'EPERM' ? 'no permission to read it' : reasonOf(error);
    throw new CutoutError(file, null, reason, { cause: error });
  }
}

/**
 * The cutouts of a FITS (gzipped or not), PNG or JPEG file: one an image HDU that is a picture of a galaxy, a cube of three
 * planes being one colour cutout, any other cube the mean of its planes. A FITS file without images has none.
 * @param file its name, for messages and to tell the format.
 * @throws CutoutError when the file as a whole cannot be read.
 */
export async function readCutouts(bytes: Uint8Array, file: string, options: ReadingOptions = {}): Promise<ReadCutouts> {
  const cutouts: Cutout[] = [];
  const failures: CutoutError[] = [];
  const remarks: Remark[] = [];
  for await (const one of eachCutout(bytes, file, options)) {
    if (one instanceof CutoutError) failures.push(one);
    else if ('picture' in one) cutouts.push(one);
    else remarks.push(one);
  }
  return { cutouts, failures, remarks };
}

/**
 * `readCutouts` one HDU after the other, for files that hold more than is wanted in memory at once: an HDU without a usable
 * cutout is its error.
 * @throws CutoutError as `readCutouts`, before the first.
 */
export async function* eachCutout(
  bytes: Uint8Array,
  file: string,
  options: ReadingOptions = {},
): AsyncGenerator<Cutout | CutoutError | Remark> {
  if (PHOTOGRAPH.test(file)) yield* eachPhotograph(bytes, file, options);
  else yield* eachFitsCutout(bytes, file, options);
}

async function* eachPhotograph(
  bytes: Uint8Array,
  file: string,
  { only, also = [] }: ReadingOptions,
): AsyncGenerator<Cutout | Remark> {
  const named = only === undefined ? roleByName(file) : undefined;
  const remark = named && planeRemark(0, named, also);
  if (remark) yield remark;
  if (remark?.leftOut) return;
  const cutout = await readPhotograph(bytes, file);
  yield* asGalaxy(cutout, only === undefined ? also : undefined);
}

function* eachFitsCutout(
  bytes: Uint8Array,
  file: string,
  { only, also = [] }: ReadingOptions,
): Generator<Cutout | CutoutError | Remark> {
  let hdus: Hdu[];
  try {
    hdus = openFits(bytes, file, {
      gunzip,
      maxBytes: LARGEST_FILE,
    });
  } catch (error) {
    throw cutoutError(file, null, error);
  }
  const pictures = hdus.filter(isPicture);
  for (const hdu of pictures) {
    if (only !== undefined && !only.includes(hdu.index)) continue;
    const remark = only === undefined ? remarkOf(hdu, file, pictures.length === 1, also) : undefined;
    if (remark) yield remark;
    if (remark?.leftOut) continue;
    let cutout: Cutout;
    try {
      cutout = readFitsCutout(hdu, hdus, file);
    } catch (error) {
      yield cutoutError(file, hdu.index, error);
      continue;
    }
    const taken = takenAs(hdu);
    if (taken) yield taken;
    yield* asGalaxy(cutout, only === undefined ? also : undefined);
  }
}

/**
 * A cutout, unless its pixels say that it is a mask or a survey image, which is remarked.
 * @param also undefined of an HDU that was asked for by its number: it is taken as it stands
 */
function* asGalaxy(cutout: Cutout, also: readonly string[] | undefined): Generator<Cutout | Remark> {
  const found = also && roleByValues(cutout.picture);
  if (found) {
    const remark = planeRemark(cutout.hdu, found, also);
    yield remark;
    if (remark.leftOut) return;
  }
  const contents = also && frameContents(cutout.picture);
  if (contents?.isSurveyImage) {
    const { width, height } = cutout.picture;
    const by = `${contents.sources} sources in ${width} x ${height} pixels, the largest covering ${(100 * contents.largest).toFixed(1)} %`;
    const leftOut = !also!.includes('survey image');
    yield { hdu: cutout.hdu, kind: 'survey image', by, leftOut };
    if (leftOut) return;
  }
  yield cutout;
}

/** How a cube became one picture, where its header does not say so. */
function takenAs(hdu: Hdu): Remark | undefined {
  const { planes } = imageSize(hdu);
  const remark = { hdu: hdu.index, leftOut: false };
  if (colourAxis(hdu) === 'first' || planes === 1) return undefined;
  if (planes !== 3) return { ...remark, kind: 'averaged cube', by: `${planes} planes` };
  if (colourOrderIsSaid(hdu)) return undefined;
  return { ...remark, kind: 'guessed colours', by: 'nothing in the header' };
}

/** Whether an HDU is, or should be, pixels of two axes: a damaged or compressed image is a failure, a table is not. */
function isPicture(hdu: Hdu): boolean {
  if (hdu.kind === 'CompImageHDU' || hdu.kind === 'GroupsHDU' || hdu.kind === '_CorruptedHDU') return true;
  if (hdu.kind === 'PrimaryHDU' && hdu.failure) return true;
  if (hdu.kind !== 'PrimaryHDU' && hdu.kind !== 'ImageHDU') return false;
  return hdu.layout.axes.length >= 2 && hdu.layout.axes.every((length) => length > 0);
}

function readFitsCutout(hdu: Hdu, hdus: readonly Hdu[], file: string): Cutout {
  if (hdu.failure) throw hdu.failure;
  // Where this kind of image cannot be read, this says why.
  if (!holdsImage(hdu)) readPlane(hdu);
  const picture = pictureFromFits(hdu, (width, height) => checkFrame(width, height, file, hdu.index));
  checkPixels(picture, file, hdu.index);
  const centre = cutoutCentre(hduWcs(hdu, hdus), picture.width, picture.height);
  return {
    hdu: hdu.index,
    picture,
    kind: 'fits',
    ra: centre?.ra ?? NaN,
    dec: centre?.dec ?? NaN,
    pixelScale: centre?.pixelScaleArcsec ?? NaN,
  };
}

async function readPhotograph(bytes: Uint8Array, file: string): Promise<Cutout> {
  const picture = await decodePhotograph(bytes, file, (width, height) => checkFrame(width, height, file, null));
  checkPixels(picture, file, null);
  return { hdu: 0, picture, kind: 'photo', ra: NaN, dec: NaN, pixelScale: NaN };
}

/** @throws CutoutError where a frame of this size is no cutout */
export function checkFrame(width: number, height: number, file: string, hdu: number | null): void {
  if (width < SMALLEST_SIDE || height < SMALLEST_SIDE) {
    throw new CutoutError(file, hdu, `${width} x ${height} pixels: a cutout has at least ${SMALLEST_SIDE} a side`);
  }
  if (width > LARGEST_SIDE || height > LARGEST_SIDE) {
    throw new CutoutError(file, hdu, `${width} x ${height} pixels: a survey image rather than a cutout`);
  }
}

/**
 * A frame without a defined pixel, or with one value throughout, would be encoded as if it were a galaxy.
 * @throws CutoutError
 */
export function checkPixels({ bands }: Picture, file: string, hdu: number | null): void {
  let first = NaN;
  for (const band of bands) {
    for (let i = 0; i < band.length; i++) {
      const value = band[i];
      if (!Number.isFinite(value)) continue;
      if (Number.isNaN(first)) first = value;
      else if (value !== first) return;
    }
  }
  const reason = Number.isNaN(first) ? 'no pixel has a defined value' : `every pixel has the value ${first}`;
  throw new CutoutError(file, hdu, reason);
}

function cutoutError(file: string, hdu: number | null, error: unknown): CutoutError {
  if (error instanceof CutoutError) return error;
  if (error instanceof FitsError) return new CutoutError(file, error.hdu ?? hdu, error.reason, { cause: error });
  return new CutoutError(file, hdu, (error as Error).message, { cause: error });
}
