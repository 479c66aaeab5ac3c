import { createHash } from 'node:crypto';
import path from 'node:path';
import * as v from 'valibot';
import { npyHeader, readFloat32Npy, readOwn, requireOwn } from '../collection';
import { writeAtomically } from '../files';

/** Changed when maps are made otherwise: older ones are then made anew. */
const VERSION = 1;
const FILES = ['map.json', 'map.npy'] as const;

const MetaSchema = v.object({
  version: v.literal(VERSION),
  /** SHA-256 of map.npy. */
  sha256: v.string(),
  dimensions: v.number(),
  /** Rows that were laid out; they come first, the others were placed among them. */
  anchors: v.pipe(v.number(), v.integer(), v.minValue(1)),
  /** Rows that there were when the map was laid out. */
  laidOutOf: v.pipe(v.number(), v.integer(), v.minValue(1)),
  /** Keys of the rows, in order: base64 of little-endian float64. */
  keys: v.string(),
  /** SHA-256 of what `keys` stands for. */
  keysSha256: v.string(),
});

/** A map that was laid out: of each row what it is known by, and where it lies. */
export interface LaidOutMap {
  /** `rowKey` of each row. */
  readonly keys: Float64Array;
  /** x and y of each row. */
  readonly positions: Float32Array;
  /** The first rows were laid out, the others placed among them. */
  readonly anchors: number;
  /** Rows that there were when it was laid out. */
  readonly laidOutOf: number;
}

/**
 * What a row is known by: by its file's bytes and its HDU. Its embedding depends on nothing else, so a file that has
 * moved keeps its place. 52 bits, so that of a million rows no two are likely to have the same.
 * @param sha256 hexadecimal.
 */
export function rowKey(sha256: string, hdu: number): number {
  const high = parseInt(sha256.slice(0, 6), 16) ^ (Math.imul(hdu, 0x9e3779b1) >>> 8);
  return high * 2 ** 28 + parseInt(sha256.slice(6, 13), 16);
}

/**
 * Reads `map.npy` and `map.json` of an encoder's folder.
 * @returns undefined where there is none, or anything about it is in doubt, which is reported: it is then made anew.
 * @throws StoreError where one of them is a link
 */
export async function readMap(
  folder: string,
  dimensions: number,
  report: (message: string) => void,
): Promise<LaidOutMap | undefined> {
  const file = path.join(folder, 'map.npy');
  for (const name of FILES) await requireOwn(folder, name);
  try {
    const meta = v.parse(MetaSchema, JSON.parse((await readOwn(path.join(folder, 'map.json'))).toString()));
    const bytes = await readOwn(file);
    if (digest(bytes) !== meta.sha256) throw new Error('its SHA-256 is not the one written beside it');
    if (meta.dimensions !== dimensions) throw new Error(`it is of ${meta.dimensions} dimensions, not ${dimensions}`);
    const { rows, columns, values } = readFloat32Npy(bytes);
    const keyBytes = Buffer.from(meta.keys, 'base64');
    if (digest(keyBytes) !== meta.keysSha256) throw new Error('its keys are not those that were written');
    if (columns !== 2 || keyBytes.length !== 8 * rows || meta.anchors > rows) throw new Error('its rows do not add up');
    const keys = new Float64Array(keyBytes.buffer.slice(keyBytes.byteOffset, keyBytes.byteOffset + keyBytes.length));
    return { keys, positions: values, anchors: meta.anchors, laidOutOf: meta.laidOutOf };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
      report(`${file}: the map is made anew: ${(error as Error).message}`);
    }
    return undefined;
  }
}

/**
 * Writes the map and, after it, the word on it; a crash in between leaves a pair that `readMap` refuses.
 * @throws StoreError where one of them is a link; Error of the file system (disk full, folder read-only).
 */
export async function writeMap(folder: string, dimensions: number, map: LaidOutMap): Promise<void> {
  for (const name of FILES) await requireOwn(folder, name);
  const { keys, positions, anchors, laidOutOf } = map;
  const values = new Uint8Array(positions.buffer, positions.byteOffset, positions.byteLength);
  const bytes = Buffer.concat([npyHeader('<f4', positions.length / 2, 2), values]);
  const keyBytes = Buffer.from(keys.buffer, keys.byteOffset, keys.byteLength);
  const meta: v.InferOutput<typeof MetaSchema> = {
    version: VERSION,
    sha256: digest(bytes),
    dimensions,
    anchors,
    laidOutOf,
    keys: keyBytes.toString('base64'),
    keysSha256: digest(keyBytes),
  };
  await writeAtomically(path.join(folder, 'map.npy'), [bytes]);
  await writeAtomically(path.join(folder, 'map.json'), [`${JSON.stringify(meta)}\n`]);
}

function digest(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
