import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import path from 'node:path';
import type { Transferable } from 'node:worker_threads';
import {
  CutoutError,
  discover,
  flagsOfPixels,
  lookAt,
  measuresOf,
  NOT_MEASURED,
  pixelDigest,
  readCutoutFile,
  type ImageRegion,
  readCutouts,
  readRegionCutout,
  type Cutout,
  type DiscoveredFile,
  type Discovery,
  type Row,
} from '../collection';
import { FileSource } from '../files';
import { FitsError, holdsImage, openFits } from '../fits';
import { preprocess, type ModelCard } from '../encoder';
import { thumbnail } from '../imaging';
import { type Grain, grainCorrelation, grainOf } from '../similarity/duplicates/grain';
import type { CutoutRef, Failure, PictureRef, Thumbnail } from './protocol';
import { serve } from './worker-calls';

export interface DecodedFiles {
  /** Rows of all cutouts, file by file; those of one file are contiguous. */
  readonly rows: Row[];
  /** rows.length x channels x size x size. */
  readonly inputs: Float32Array;
  readonly failures: Failure[];
}

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
    params: { folder: string; files: readonly DiscoveredFile[]; card: ModelCard; measures: boolean };
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

  async decode({ folder, files, card, measures }) {
    const rows: Row[] = [];
    const inputs: Float32Array[] = [];
    const failures: Failure[] = [];
    const inputLength = card.input.channels * card.input.size ** 2;
    for (const file of files) {
      try {
        const bytes = readCutoutFile(path.resolve(folder, file.path));
        const read = await readCutouts(bytes, file.path);
        const sha256 = read.cutouts.length ? sha256Of(bytes) : '';
        for (const cutout of read.cutouts) {
          const input = new Float32Array(inputLength);
          preprocess(cutout.picture, cutout.kind, card, input);
          inputs.push(input);
          rows.push(rowOf(file, cutout, sha256, measures));
        }
        failures.push(...read.failures.map((failure) => failureOf(file.path, failure)));
      } catch (error) {
        failures.push(failureOf(file.path, error));
      }
    }
    const packed = new Float32Array(inputs.length * inputLength);
    inputs.forEach((input, i) => packed.set(input, i * inputLength));
    return { result: { rows, inputs: packed, failures }, transfer: [packed.buffer] };
  },

  region({ folder, path: relative, hdu, region, card }) {
    const { picture, kind, ...where } = regionCutout(folder, relative, hdu, region);
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

  async pixels({ folder, cutouts }) {
    const result: (CutoutPixels | undefined)[] = [];
    for (const { path: relative, hdu } of cutouts) {
      try {
        const read = await readCutouts(readCutoutFile(path.resolve(folder, relative)), relative, hdu);
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

  async thumbnails({ folder, cutouts, size }) {
    const transfer: Transferable[] = [];
    const result: Thumbnail[] = [];
    for (const { path: relative, hdu, region } of cutouts) {
      try {
        const cutout = region ? regionCutout(folder, relative, hdu, region) : await wholeCutout(folder, relative, hdu);
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

async function wholeCutout(folder: string, relative: string, hdu: number): Promise<Cutout> {
  const read = await readCutouts(readCutoutFile(path.resolve(folder, relative)), relative, hdu);
  const cutout = read.cutouts.find((one) => one.hdu === hdu);
  if (!cutout) throw read.failures[0] ?? new CutoutError(relative, hdu, 'the file has no such image any more');
  return cutout;
}

/** A part of an image, of which no more is read. @throws CutoutError */
function regionCutout(folder: string, relative: string, hdu: number | undefined, region: ImageRegion): Cutout {
  if (/\.(png|jpe?g)$/i.test(relative)) throw new CutoutError(relative, null, 'regions are of FITS images');
  let source: FileSource | undefined;
  try {
    source = new FileSource(path.resolve(folder, relative), FitsError.ofFile);
    const gunzip = (bytes: Uint8Array, maxOutputLength: number) => gunzipSync(bytes, { maxOutputLength });
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
  };
}

function failureOf(relative: string, error: unknown): Failure {
  if (error instanceof CutoutError) {
    return { path: relative, hdu: error.hdu ?? undefined, reason: error.reason };
  }
  return { path: relative, reason: (error as Error).message };
}

function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
