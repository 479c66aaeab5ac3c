import { createHash } from 'node:crypto';
import path from 'node:path';
import type { Transferable } from 'node:worker_threads';
import {
  CutoutError,
  discover,
  lookAt,
  measuresOf,
  NOT_MEASURED,
  readCutoutFile,
  readCutouts,
  type Cutout,
  type DiscoveredFile,
  type Discovery,
  type Row,
} from '../collection';
import { preprocess, type ModelCard } from '../encoder';
import { thumbnail } from '../imaging';
import type { CutoutRef, Failure, Thumbnail } from './protocol';
import { serve } from './worker-calls';

export interface DecodedFiles {
  /** Rows of all cutouts, file by file; those of one file are contiguous. */
  readonly rows: Row[];
  /** rows.length x channels x size x size. */
  readonly inputs: Float32Array;
  readonly failures: Failure[];
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
  /** SHA-256 of a file's bytes, or undefined where it cannot be read. */
  hash: { params: { file: string }; result: string | undefined };
  thumbnails: { params: { folder: string; cutouts: readonly CutoutRef[]; size: number }; result: Thumbnail[] };
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

  hash({ file }) {
    try {
      return { result: sha256Of(readCutoutFile(file)) };
    } catch (error) {
      if (error instanceof CutoutError) return { result: undefined };
      throw error;
    }
  },

  async thumbnails({ folder, cutouts, size }) {
    const transfer: Transferable[] = [];
    const result: Thumbnail[] = [];
    for (const { path: relative, hdu } of cutouts) {
      try {
        const bytes = readCutoutFile(path.resolve(folder, relative));
        const read = await readCutouts(bytes, relative, hdu);
        const cutout = read.cutouts.find((one) => one.hdu === hdu);
        if (!cutout) throw read.failures[0] ?? new CutoutError(relative, hdu, 'the file has no such image any more');
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
