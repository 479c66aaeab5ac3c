import { cutoutName, type Row } from '../../collection';
import { type Grain, SAME_GRAIN } from '../../similarity';
import type { CutoutPixels } from '../indexing/decode-worker';
import { onAllDecoders } from '../indexing/on-all-decoders';
import type { Workers } from '../process/workers';

/** What the pixels of two cutouts have in common. */
export interface PixelsCompared {
  /** Every value. */
  readonly values: boolean;
  /** The details, whatever was cut, turned, stretched or compressed since: two pictures of one exposure. */
  readonly grain: boolean;
}

/** A call of a thread is so much work: some tenths of a second at the most, after which a cancelled search ends. */
const FILES_A_CALL = 16;
const PAIRS_A_CALL = 64;
/** Cutouts whose pixels are remembered, at about a kilobyte each. */
const MOST_REMEMBERED = 1 << 17;

/** Compares cutouts by their pixels, on the threads that read files; remembers what it has read. */
export class PixelComparison {
  /** By name and contents; undefined where a cutout cannot be read any more. */
  private readonly known = new Map<string, CutoutPixels | undefined>();

  constructor(
    private readonly folder: string,
    private readonly workers: Workers,
  ) {}

  /**
   * Those of one pair, in the order of the pairs. One that cannot be read has nothing in common with any.
   * @throws what the signal was aborted with
   */
  async compare(pairs: readonly (readonly [Row, Row])[], signal: AbortSignal): Promise<PixelsCompared[]> {
    const rows = new Map(pairs.flat().map((row) => [keyOf(row), row]));
    await this.read(
      [...rows.values()].filter((row) => !this.known.has(keyOf(row))),
      signal,
    );
    const compared = pairs.map(() => ({ values: false, grain: false }));
    const open: { at: number; grains: readonly [Grain, Grain] }[] = [];
    pairs.forEach((pair, at) => {
      const [one, other] = pair.map((row) => this.known.get(keyOf(row)));
      if (!one || !other) return;
      if (one.digest === other.digest) compared[at] = { values: true, grain: true };
      else open.push({ at, grains: [one.grain, other.grain] });
    });
    await onAllDecoders(this.workers, open, PAIRS_A_CALL, signal, async (decoder, some) => {
      const found = await decoder.call('grains', { pairs: some.map(({ grains }) => grains) });
      some.forEach(({ at }, i) => (compared[at].grain = found[i] >= SAME_GRAIN));
    });
    this.forget();
    return compared;
  }

  private async read(rows: readonly Row[], signal: AbortSignal): Promise<void> {
    await onAllDecoders(this.workers, rows, FILES_A_CALL, signal, async (decoder, some) => {
      const cutouts = some.map(({ path, hdu }) => ({ path, hdu }));
      const found = await decoder.call('pixels', { folder: this.folder, cutouts });
      found.forEach((pixels, i) => this.known.set(keyOf(some[i]), pixels));
    });
  }

  /** The images that were read first. */
  private forget(): void {
    for (const key of this.known.keys()) {
      if (this.known.size <= MOST_REMEMBERED) return;
      this.known.delete(key);
    }
  }
}

function keyOf(row: Row): string {
  return `${row.sha256} ${cutoutName(row)}`;
}
