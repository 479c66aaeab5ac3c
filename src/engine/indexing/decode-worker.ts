import { createHash } from 'node:crypto';
import path from 'node:path';
import type { Transferable } from 'node:worker_threads';
import {
  CutoutError,
  discover,
  eachCutout,
  flagsOfPixels,
  lookAt,
  mayPass,
  measuresOf,
  NOT_MEASURED,
  pixelDigest,
  readCutoutFile,
  type ImageRegion,
  readCutouts,
  readRegionCutout,
  READING,
  type Cutout,
  type DiscoveredFile,
  type Discovery,
  type Remark,
  type Row,
} from '../../collection';
import { FileSource, gunzip } from '../../files';
import { FitsError, holdsImage, openFits } from '../../fits';
import { preprocess, type ModelCard } from '../../encoder';
import { thumbnail } from '../../imaging';
import { type Grain, grainCorrelation, grainOf } from '../../similarity/duplicates/grain';
import type { CutoutRef, Failure, PictureRef, Thumbnail } from '../protocol';
import { SHORT_OF_MEMORY, shortOfMemory } from '../process/short-of-memory';
import type { SignsOfLife } from '../process/signs-of-life';
import { serve } from '../process/worker-calls';

export interface DecodedFiles {
  /** Rows of all cutouts, file by file; those of one file are contiguous. */
  readonly rows: Row[];
  /** rows.length x channels x size x size. */
  readonly inputs: Float32Array;
  readonly failures: Failure[];
  /** Images that were left out, and how others were read. */
  readonly remarks: readonly FileRemark[];
  /** Files that are to be asked for again: what was read before them fills a call's memory. */
  readonly left: readonly DiscoveredFile[];
  /** Paths of files that may be readable another time though they stay as they are: the system did not let us read them. */
  readonly passing: string[];
}

export interface FileRemark extends Remark {
  readonly path: string;
}

/** Bytes of inputs after which a call begins no further file, and after which a file gives no further cutouts. */
const [MOST_OF_A_CALL, MOST_OF_A_FILE] = [2 ** 28, 2 ** 30];

/** What the pixels of a cutout are known by. */
export interface CutoutPixels {
  /** All of its values and its shape. */
  readonly digest: string;
  readonly grain: Grain;
}

export type DecodeCalls = {
  /** Begins a walk; the one before it in this worker ends. */
  walk: { params: { folder: string; include: readonly string[]; paths?: readonly string[] }; result: void };
  /** Up to `limit` more files of the walk; an empty list at its end. */
  next: { params: { limit: number }; result: Discovery[] };
  /** Reads files and prepares their cutouts for the encoder. */
  decode: {
    params: {
      folder: string;
      files: readonly DiscoveredFile[];
      card: ModelCard;
      measures: boolean;
      /** Kinds of images that count as galaxies though they are usually left out. */
      also?: readonly string[];
      /** HDUs that are read by file, whatever they are; no others of that file. */
      hdus?: ReadonlyMap<string, readonly number[]>;
    };
    result: DecodedFiles;
  };
  /** Prepares a part of an image for the encoder; without an HDU of the first image. */
  region: {
    params: { folder: string; path: string; hdu?: number; region: ImageRegion; card: ModelCard };
    result: { hdu: number; ra: number; dec: number; input: Float32Array };
  };
  /** SHA-256 of a file's bytes, or undefined where it cannot be read. */
  hash: { params: { file: string }; result: string | undefined };
  /** What the pixels of cutouts are known by; undefined of one that cannot be read. */
  pixels: { params: { folder: string; cutouts: readonly CutoutRef[] }; result: (CutoutPixels | undefined)[] };
  /** How far the grains of each pair are the same. */
  grains: { params: { pairs: readonly (readonly [Grain, Grain])[] }; result: number[] };
  thumbnails: { params: { folder: string; cutouts: readonly PictureRef[]; size: number }; result: Thumbnail[] };
};

let walk: Iterator<Discovery, undefined> | undefined;

serve<DecodeCalls>({
  walk({ folder, include, paths }) {
    walk = paths ? lookAt(folder, include, paths) : discover(folder, include);
    return { result: undefined };
  },

  next({ limit }) {
    const found: Discovery[] = [];
    while (walk && found.length < limit) {
      const next = walk.next();
      if (next.done) walk = undefined;
      else found.push(next.value);
    }
    return { result: found };
  },

  async decode({ folder, files, card, measures, also, hdus }, signs) {
    const rows: Row[] = [];
    const inputs: Float32Array[] = [];
    const failures: Failure[] = [];
    const remarks: FileRemark[] = [];
    const passing: string[] = [];
    const inputLength = card.input.channels * card.input.size ** 2;
    let next = 0;
    for (; next < files.length && (next === 0 || 4 * inputs.length * inputLength < MOST_OF_A_CALL); next++) {
      signs.beginPiece(next);
      try {
        const read = await decodeFile(folder, files[next], { card, measures, also, hdus }, signs);
        for (const row of read.rows) rows.push(row);
        for (const input of read.inputs) inputs.push(input);
        for (const failure of read.failures) failures.push(failure);
        for (const remark of read.remarks) remarks.push(remark);
      } catch (error) {
        failures.push(failureOf(files[next].path, error));
        if (mayPass(error)) passing.push(files[next].path);
      }
    }
    const packed = new Float32Array(inputs.length * inputLength);
    inputs.forEach((input, i) => packed.set(input, i * inputLength));
    return {
      result: { rows, inputs: packed, failures, remarks, passing, left: files.slice(next) },
      transfer: [packed.buffer],
    };
  },

  region({ folder, path: relative, hdu, region, card }, signs) {
    const { picture, kind, ...where } = regionCutout(folder, relative, hdu, region, signs);
    const input = new Float32Array(card.input.channels * card.input.size ** 2);
    preprocess(picture, kind, card, input);
    return { result: { hdu: where.hdu, ra: where.ra, dec: where.dec, input }, transfer: [input.buffer] };
  },

  hash({ file }) {
    try {
      return { result: sha256Of(readCutoutFile(file)) };
    } catch (error) {
      if (error instanceof CutoutError) return { result: undefined };
      throw error;
    }
  },

  async pixels({ folder, cutouts }, signs) {
    const result: (CutoutPixels | undefined)[] = [];
    for (const [i, { path: relative, hdu }] of cutouts.entries()) {
      signs.beginPiece(i);
      try {
        const read = await readCutouts(readCutoutFile(path.resolve(folder, relative)), relative, { only: [hdu] });
        const cutout = read.cutouts.find((one) => one.hdu === hdu);
        result.push(cutout && { digest: pixelDigest(cutout), grain: grainOf(cutout.picture) });
      } catch (error) {
        // One that cannot be read any more has the same pixels as nothing; the index says so when it follows.
        if (!(error instanceof CutoutError)) throw error;
        result.push(undefined);
      }
    }
    return { result };
  },

  grains({ pairs }) {
    return { result: pairs.map(([one, other]) => grainCorrelation(one, other)) };
  },

  async thumbnails({ folder, cutouts, size }, signs) {
    const transfer: Transferable[] = [];
    const result: Thumbnail[] = [];
    for (const [i, { path: relative, hdu, region }] of cutouts.entries()) {
      signs.beginPiece(i);
      try {
        const cutout = region
          ? regionCutout(folder, relative, hdu, region, signs)
          : await wholeCutout(folder, relative, hdu);
        const small = thumbnail(cutout.picture, size);
        // Bands may be views of one buffer or the cutout's own arrays: each goes as a copy of its own.
        const bands = small.bands.map((band) => band.slice());
        transfer.push(...bands.map((band) => band.buffer));
        result.push({ width: small.width, height: small.height, bands, kind: cutout.kind });
      } catch (error) {
        result.push({ error: failureOf(relative, error).reason });
      }
    }
    return { result, transfer };
  },
});

/** The cutouts of a file and their inputs, one after the other: the pixels of one are in memory at a time. */
async function decodeFile(
  folder: string,
  file: DiscoveredFile,
  { card, measures, also, hdus }: Omit<DecodeCalls['decode']['params'], 'folder' | 'files'>,
  signs: SignsOfLife,
): Promise<Pick<DecodedFiles, 'rows' | 'failures' | 'remarks'> & { readonly inputs: Float32Array[] }> {
  const rows: Row[] = [];
  const inputs: Float32Array[] = [];
  const failures: Failure[] = [];
  const remarks: FileRemark[] = [];
  const inputLength = card.input.channels * card.input.size ** 2;
  const bytes = readCutoutFile(path.resolve(folder, file.path));
  let sha256: string | undefined;
  for await (const cutout of eachCutout(bytes, file.path, { also, only: hdus?.get(file.path) })) {
    signs.beat();
    if (cutout instanceof CutoutError) {
      failures.push(failureOf(file.path, cutout));
      continue;
    }
    if (!('picture' in cutout)) {
      remarks.push({ path: file.path, ...cutout });
      continue;
    }
    if (4 * inputs.length * inputLength >= MOST_OF_A_FILE) {
      const reason = `the first ${inputs.length} cutouts of the file are indexed: more take too much memory at once; split the file`;
      failures.push({ path: file.path, hdu: cutout.hdu, reason });
      break;
    }
    const input = new Float32Array(inputLength);
    preprocess(cutout.picture, cutout.kind, card, input);
    inputs.push(input);
    rows.push(rowOf(file, cutout, (sha256 ??= sha256Of(bytes)), measures));
  }
  return { rows, inputs, failures, remarks };
}

async function wholeCutout(folder: string, relative: string, hdu: number): Promise<Cutout> {
  const read = await readCutouts(readCutoutFile(path.resolve(folder, relative)), relative, { only: [hdu] });
  const cutout = read.cutouts.find((one) => one.hdu === hdu);
  if (!cutout) throw read.failures[0] ?? new CutoutError(relative, hdu, 'the file has no such image any more');
  return cutout;
}

/** A part of an image, of which no more is read. @throws CutoutError */
function regionCutout(
  folder: string,
  relative: string,
  hdu: number | undefined,
  region: ImageRegion,
  signs: SignsOfLife,
): Cutout {
  if (/\.(png|jpe?g)$/i.test(relative)) throw new CutoutError(relative, null, 'regions are of FITS images');
  let source: FileSource | undefined;
  try {
    source = new FileSource(path.resolve(folder, relative), FitsError.ofFile, () => signs.beat());
    const hdus = openFits(source, relative, { gunzip });
    const first = hdus.findIndex((one) => holdsImage(one) && one.layout.axes.length >= 2);
    return readRegionCutout(hdus, hdu ?? Math.max(0, first), region, relative);
  } catch (error) {
    if (error instanceof FitsError) throw new CutoutError(relative, error.hdu, error.reason, { cause: error });
    throw error;
  } finally {
    source?.close();
  }
}

function rowOf(file: DiscoveredFile, cutout: Cutout, sha256: string, measured: boolean): Row {
  return {
    ...file,
    hdu: cutout.hdu,
    sha256,
    width: cutout.picture.width,
    height: cutout.picture.height,
    bands: cutout.picture.bands.length >= 3 ? 3 : 1,
    ra: cutout.ra,
    dec: cutout.dec,
    pixelScale: cutout.pixelScale,
    measures: measured ? measuresOf(cutout.picture) : NOT_MEASURED,
    flags: flagsOfPixels(cutout.picture, cutout.kind),
    removed: false,
    reading: READING,
  };
}

function failureOf(relative: string, error: unknown): Failure {
  if (error instanceof CutoutError) {
    return { path: relative, hdu: error.hdu ?? undefined, reason: error.reason };
  }
  return { path: relative, reason: shortOfMemory(error) ? SHORT_OF_MEMORY : (error as Error).message };
}

function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
