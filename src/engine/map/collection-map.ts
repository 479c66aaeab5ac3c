import type { RepresentationStore } from '../../collection';
import { FEWEST_POINTS, type LaidOutMap, readMap, SAMPLE_ROWS, sampleRows, writeMap } from '../../projection';
import type { MapCalls } from './map-worker';
import { findRows, listRows, matrixOf, type MapRows } from '../collections/map-rows';
import type { MapParams, MapProgress, MapResult } from '../protocol';
import { Rate } from '../process/rate';
import { WorkerClient } from '../process/worker-calls';
import { bundle } from '../process/workers';

const SEED = 1;
/** A call of the worker is so much work: some tenths of a second at the most, after which a cancelled map ends. */
const ROWS_A_CALL = 1024;
const NEIGHBOURS_A_CALL = 500;
const EPOCHS_A_CALL = 10;
/** A map is made anew when the collection has grown beyond so many times what it was laid out of, */
const GROWTH = 2;
/** or when fewer than this share of the rows that were laid out are still there. */
const ANCHORS_LEFT = 0.8;

type Report = (progress: MapProgress) => void;
type Worker = WorkerClient<MapCalls>;

/** What has been cancelled says so by this alone, up to `make`. */
class Cancelled extends Error {}

/**
 * The map of a store's cutouts: a sample laid out by UMAP, all others placed among it, kept beside the segments. Made in a
 * thread that lives as long as it is being made; one at a time.
 */
export class CollectionMap {
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly store: RepresentationStore,
    private readonly warn: (message: string) => void,
  ) {}

  /** @returns undefined where it has been cancelled. */
  make(params: MapParams, signal: AbortSignal, report: Report): Promise<MapResult | undefined> {
    const next = this.last.then(() => this.inTurn(params, signal, report));
    this.last = next.catch(() => undefined);
    return next;
  }

  private async inTurn({ want, revision }: MapParams, signal: AbortSignal, report: Report) {
    const worker: { current?: Worker } = {};
    const start = () => (worker.current ??= new WorkerClient<MapCalls>(bundle('map-worker')));
    try {
      const rows = await listRows(this.store);
      const run = new Run(rows, this.store.dimensions, start, signal, report);
      const map = want === 'laid out' ? await this.laidOut(run) : await this.atOnce(run);
      const { places } = rows;
      const cutouts = {
        paths: places.map(({ block, row }) => block.rows[row].path),
        hdus: Int32Array.from(places, ({ block, row }) => block.rows[row].hdu),
      };
      const known = rows.revision === revision;
      return { ...map, revision: rows.revision, ...(known ? {} : { cutouts }) } satisfies MapResult;
    } catch (error) {
      if (error instanceof Cancelled) return undefined;
      throw error;
    } finally {
      await worker.current?.stop();
    }
  }

  /** The cached map where it has all rows; otherwise the principal plane. */
  private async atOnce(run: Run): Promise<Pick<MapResult, 'method' | 'positions'>> {
    const cached = await this.cached();
    if (cached) {
      const found = await findRows(run.rows.keys, cached.keys);
      if (!found.includes(-1)) return { method: 'umap', positions: positionsOf(found, cached.positions) };
    }
    return { method: 'principal', positions: await run.plane() };
  }

  private async laidOut(run: Run): Promise<Pick<MapResult, 'method' | 'positions'>> {
    const { keys } = run.rows;
    if (keys.length < FEWEST_POINTS) return { method: 'principal', positions: await run.plane() };
    const cached = await this.cached();
    const continued = cached && keys.length <= GROWTH * cached.laidOutOf ? await this.extend(cached, run) : undefined;
    if (continued) return { method: 'umap', positions: continued };
    const sample = sampleRows(keys, SAMPLE_ROWS);
    const positions = new Float32Array(2 * keys.length);
    const laidOut = await run.layOut(sample);
    sample.forEach((row, i) => positions.set(laidOut.subarray(2 * i, 2 * i + 2), 2 * row));
    const isSample = new Uint8Array(keys.length);
    for (const row of sample) isSample[row] = 1;
    await run.placeAll(Uint32Array.from(keys.keys()).filter((row) => !isSample[row]), positions); // prettier-ignore
    await this.keep(sample, run.rows, positions, keys.length);
    return { method: 'umap', positions };
  }

  /** The cached map with the rows that have come since; undefined where too few are left of what was laid out. */
  private async extend(cached: LaidOutMap, run: Run): Promise<Float32Array | undefined> {
    const { keys } = run.rows;
    const found = await findRows(keys, cached.keys);
    const anchors: number[] = [];
    const added: number[] = [];
    found.forEach((at, row) => {
      if (at < 0) added.push(row);
      else if (at < cached.anchors) anchors.push(row);
    });
    if (anchors.length < ANCHORS_LEFT * cached.anchors) return undefined;
    const positions = positionsOf(found, cached.positions);
    if (added.length === 0) return positions;
    await run.anchor(anchors, positions);
    await run.placeAll(added, positions);
    await this.keep(anchors, run.rows, positions, cached.laidOutOf);
    return positions;
  }

  private cached(): Promise<LaidOutMap | undefined> {
    return readMap(this.store.folder, this.store.dimensions, this.warn);
  }

  /** Writes the map down, what was laid out first. One that cannot be written is as good, and made again next time. */
  private async keep(anchors: ArrayLike<number>, { keys }: MapRows, positions: Float32Array, laidOutOf: number) {
    const isAnchor = new Uint8Array(keys.length);
    for (let i = 0; i < anchors.length; i++) isAnchor[anchors[i]] = 1;
    const order = [...Array.from(anchors), ...Array.from(keys.keys()).filter((row) => !isAnchor[row])];
    const map: LaidOutMap = {
      keys: Float64Array.from(order, (row) => keys[row]),
      positions: positionsOf(order, positions),
      anchors: anchors.length,
      laidOutOf,
    };
    await writeMap(this.store.folder, this.store.dimensions, map).catch((error: unknown) =>
      this.warn(`the map of ${this.store.folder} is not kept: ${(error as Error).message}`),
    );
  }
}

/** One map being made: what its worker is asked, step by step, with a look between the steps whether it is still wanted. */
class Run {
  constructor(
    readonly rows: MapRows,
    private readonly dimensions: number,
    private readonly worker: () => Worker,
    private readonly signal: AbortSignal,
    private readonly report: Report,
  ) {}

  /** x and y of all rows on the principal axes of a sample. */
  async plane(): Promise<Float32Array> {
    const { length } = this.rows.keys;
    const positions = new Float32Array(2 * length);
    if (length === 0) return positions;
    await this.sample(sampleRows(this.rows.keys, SAMPLE_ROWS));
    const all = Uint32Array.from(this.rows.keys.keys());
    await this.inChunks('plane', all, positions, (matrix) => this.worker().call('plane', { matrix }, [matrix.buffer]));
    return positions;
  }

  /** x and y of the sample's rows. */
  async layOut(sample: Uint32Array): Promise<Float32Array> {
    await this.sample(sample);
    await this.steps('neighbours', sample.length, () =>
      this.worker().call('findNeighbours', { count: NEIGHBOURS_A_CALL, seed: SEED }),
    );
    const epochs = await this.worker().call('prepare', undefined);
    await this.steps('layout', epochs, () => this.worker().call('step', { count: EPOCHS_A_CALL }));
    return this.worker().call('finish', undefined);
  }

  /** Takes rows for laid out, where `positions` has them. */
  async anchor(rows: ArrayLike<number>, positions: Float32Array): Promise<void> {
    await this.sample(rows);
    await this.worker().call('anchor', { positions: positionsOf(rows, positions) });
  }

  /** Places rows among what is laid out, into `positions`. */
  placeAll(rows: ArrayLike<number>, positions: Float32Array): Promise<void> {
    return this.inChunks('placing', rows, positions, (matrix) =>
      this.worker().call('place', { matrix }, [matrix.buffer]),
    );
  }

  private async sample(rows: ArrayLike<number>): Promise<void> {
    this.throwIfStopped();
    const { dimensions } = this;
    const matrix = matrixOf(this.rows.places, rows, dimensions);
    await this.worker().call('sample', { matrix, dimensions }, [matrix.buffer]);
  }

  private async inChunks(
    stage: MapProgress['stage'],
    rows: ArrayLike<number>,
    positions: Float32Array,
    work: (matrix: Uint16Array<ArrayBuffer>) => Promise<Float32Array>,
  ): Promise<void> {
    let done = 0;
    await this.steps(stage, rows.length, async () => {
      const some = Array.prototype.slice.call(rows, done, done + ROWS_A_CALL) as number[];
      const found = await work(matrixOf(this.rows.places, some, this.dimensions));
      some.forEach((row, i) => positions.set(found.subarray(2 * i, 2 * i + 2), 2 * row));
      return (done += some.length);
    });
  }

  /** Works until `total` are done, and says how far it is after each step. */
  private async steps(stage: MapProgress['stage'], total: number, step: () => Promise<number>): Promise<void> {
    const pace = new Rate();
    for (let done = 0; done < total;) {
      this.throwIfStopped();
      const rate = pace.perSecond;
      const secondsLeft = rate ? (total - done) / rate : undefined;
      this.report({ stage, done, total, ...(rate === undefined ? {} : { rate, secondsLeft }) });
      done = await step();
      pace.mark(done);
    }
    this.throwIfStopped();
  }

  private throwIfStopped(): void {
    if (this.signal.aborted) throw new Cancelled();
  }
}

/** x and y at some places; (0, 0) at -1, for those that are placed afterwards. */
function positionsOf(at: ArrayLike<number>, positions: Float32Array): Float32Array {
  const out = new Float32Array(2 * at.length);
  for (let i = 0; i < at.length; i++) {
    if (at[i] >= 0) out.set(positions.subarray(2 * at[i], 2 * at[i] + 2), 2 * i);
  }
  return out;
}
