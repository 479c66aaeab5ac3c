import type { DiscoveredFile } from '../../collection';
import type { ModelCard } from '../../encoder';
import { onAllDecoders } from './on-all-decoders';
import type { CutoutRef, Failure } from '../protocol';
import type { Workers } from '../process/workers';

/** Files that a decoder takes at once. */
const CHUNK = 16;

/** What came of one cutout: its place in the list that was asked for, and the encoder's input. */
export interface ReadInput {
  readonly index: number;
  /** channels x size x size. */
  readonly input: Float32Array;
}

/**
 * Reads cutouts again, as the encoder's inputs, on all decoders; each chunk is handed over as it comes, so that the caller
 * decides what stays in memory.
 * @returns those that could not be read
 */
export async function readInputs(
  workers: Workers,
  folder: string,
  card: ModelCard,
  cutouts: readonly CutoutRef[],
  take: (read: readonly ReadInput[]) => void | Promise<void>,
  signal: AbortSignal,
): Promise<Failure[]> {
  const failures: Failure[] = [];
  const wanted = new Map<string, { hdu: number; index: number }[]>();
  cutouts.forEach(({ path, hdu }, index) => wanted.set(path, [...(wanted.get(path) ?? []), { hdu, index }]));
  const length = card.input.channels * card.input.size ** 2;
  await onAllDecoders(workers, [...wanted.keys()], CHUNK, signal, async (decoder, paths) => {
    let left: readonly DiscoveredFile[] = paths.map((path) => ({ path, size: 0, mtime: 0 }));
    while (left.length > 0) {
      signal.throwIfAborted();
      const files = left;
      const hdus = new Map(files.map(({ path }) => [path, wanted.get(path)!.map(({ hdu }) => hdu)]));
      const found = await decoder.call('decode', { folder, files, card, measures: false, hdus });
      ({ left } = found);
      const places = new Map(found.rows.map((row, r) => [`${row.path}[${row.hdu}]`, r]));
      const read: ReadInput[] = [];
      for (const { path } of files.slice(0, files.length - left.length)) {
        for (const { hdu, index } of wanted.get(path)!) {
          const r = places.get(`${path}[${hdu}]`);
          if (r !== undefined) read.push({ index, input: found.inputs.subarray(r * length, (r + 1) * length) });
          else failures.push(failureOf(path, hdu, found.failures));
        }
      }
      await take(read);
    }
  });
  return failures;
}

function failureOf(path: string, hdu: number, failures: readonly Failure[]): Failure {
  const known = failures.find((one) => one.path === path && (one.hdu === undefined || one.hdu === hdu));
  return { path, hdu, reason: known?.reason ?? 'the file has no such image any more' };
}
