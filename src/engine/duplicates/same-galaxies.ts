import { createHash } from 'node:crypto';
import { cutoutName, type Place, type Row } from '../../collection';
import { type DuplicateDecisions, duplicateGroups, linksOfCopies, USUAL_CRITERIA } from '../../similarity';
import type { DuplicateCalls } from './duplicates-worker';
import { areFarApart } from './far-apart';
import { matrixOf } from '../collections/map-rows';
import { PixelComparison } from './pixel-comparison';
import { WorkerClient } from '../process/worker-calls';
import { bundle, type Workers } from '../process/workers';

/** A call of the worker is so much work: a tenth of a second or so, after which a cancelled search ends. */
const [ROWS_A_CALL, POSITIONS_A_CALL, PICTURES_A_CALL, PAIRS_A_CALL] = [4096, 16_384, 512, 1024];

/**
 * Tells which cutouts of a training set are one galaxy, so that it never lies on both sides of a split: images of one file, files
 * with the same bytes, one position on the sky, almost one picture, and what a person has merged. Pairs that a person has
 * said are not the same are left apart.
 */
export class SameGalaxies {
  private last?: { readonly of: string; readonly groups: Int32Array };

  constructor(
    private readonly folder: string,
    private readonly workers: Workers,
    private readonly decisions: () => Promise<DuplicateDecisions>,
  ) {}

  /**
   * Of each place the number of its galaxy. Asked again for the same places it answers at once.
   * @throws AbortError; StoreError where the decisions cannot be read
   */
  async groupsOf(places: readonly Place[], signal: AbortSignal): Promise<Int32Array> {
    const decisions = await this.decisions();
    const of = contentsOf(places, decisions);
    if (this.last?.of !== of) {
      const pixels = new PixelComparison(this.folder, this.workers);
      this.last = { of, groups: await search(places, decisions, pixels, signal) };
    }
    return this.last.groups;
  }
}

async function search(
  places: readonly Place[],
  decisions: DuplicateDecisions,
  pixels: PixelComparison,
  signal: AbortSignal,
): Promise<Int32Array> {
  if (places.length === 0) return new Int32Array();
  const rows = places.map(({ block, row }) => block.rows[row]);
  const names = rows.map(cutoutName);
  const numbers = new Map(names.map((name, i) => [name, i]));
  const merged = [...decisions.merged].flatMap(([away, keep]) => linkOf(numbers.get(away), numbers.get(keep)));
  const files = linksOfCopies(rows.map(({ path }) => path));
  const bytes = linksOfCopies(rows.map(({ sha256 }) => sha256 || undefined));
  const alike = await alikeOnes(places, pixels, signal);
  const apart = ([a, b]: readonly [number, number]) => decisions.isIgnored(names[a], names[b]);
  const links = [...files, ...merged, ...[...bytes, ...alike].filter((link) => !apart(link))];
  return duplicateGroups(
    places.length,
    links.map(([a, b]) => ({ a, b })),
  );
}

/** Links by position and by picture, found in a thread of their own; of those by picture the pixels decide. */
async function alikeOnes(
  places: readonly Place[],
  pixels: PixelComparison,
  signal: AbortSignal,
): Promise<[number, number][]> {
  const count = places.length;
  const rows = places.map(({ block, row }) => block.rows[row]);
  const { dimensions } = places[0].block;
  const worker = new WorkerClient<DuplicateCalls>(bundle('duplicates-worker'));
  const steps = async (step: () => Promise<number>) => {
    for (let done = 0; done < count;) {
      signal.throwIfAborted();
      done = await step();
    }
  };
  try {
    // Copies are linked already: no key stands for two.
    const keys = Float64Array.from({ length: count }, (_, i) => i);
    const numbers = new Map<string, number>();
    const files = Int32Array.from(rows, ({ path }) => {
      if (!numbers.has(path)) numbers.set(path, numbers.size);
      return numbers.get(path)!;
    });
    const [ra, dec] = [Float64Array.from(rows, (row) => row.ra), Float64Array.from(rows, (row) => row.dec)];
    await worker.call('open', { columns: { keys, files, ra, dec }, radius: USUAL_CRITERIA.radius });
    await steps(() => worker.call('positions', { count: POSITIONS_A_CALL }));
    for (let from = 0; from < count; from += ROWS_A_CALL) {
      signal.throwIfAborted();
      const some = Array.from({ length: Math.min(ROWS_A_CALL, count - from) }, (_, i) => from + i);
      const matrix = matrixOf(places, some, dimensions);
      await worker.call('representations', { matrix, dimensions }, [matrix.buffer]);
    }
    await worker.call('prepare', { cosine: USUAL_CRITERIA.cosine });
    await steps(() => worker.call('pictures', { count: PICTURES_A_CALL }));
    const { positions, pictures } = await worker.call('links', undefined);
    const same: [number, number][] = [];
    const alike = twoByTwo(pictures);
    for (let from = 0; from < alike.length; from += PAIRS_A_CALL) {
      const some = alike.slice(from, from + PAIRS_A_CALL);
      const found = await pixels.compare(
        some.map(([a, b]): [Row, Row] => [rows[a], rows[b]]),
        signal,
      );
      same.push(...some.filter(([a, b], i) => found[i].values || (found[i].grain && !areFarApart(rows[a], rows[b]))));
    }
    return [...twoByTwo(positions), ...same];
  } finally {
    await worker.stop();
  }
}

function twoByTwo(links: Int32Array): [number, number][] {
  return Array.from({ length: links.length / 2 }, (_, i) => [links[2 * i], links[2 * i + 1]]);
}

function linkOf(a: number | undefined, b: number | undefined): [number, number][] {
  return a === undefined || b === undefined ? [] : [[a, b]];
}

function contentsOf(places: readonly Place[], decisions: DuplicateDecisions): string {
  const hash = createHash('sha256').update(decisions.text);
  for (const { block, row } of places) hash.update(`\n${cutoutName(block.rows[row])} ${block.rows[row].sha256}`);
  return hash.digest('hex');
}
