import type { ReactiveControllerHost } from 'lit';
import type { MessageConnection } from 'vscode-jsonrpc/browser';
import { keyOf } from '../components/grid/thumbnail-loader';
import {
  BATCH,
  type Choice,
  Rank,
  type RankedCutout,
  type RankProgress,
  RankProgressed,
  type RankResult,
  SHOWN_MOST,
} from '../../src/contracts/anomalies';

/** After a quick ranking the kernel is fitted anew once nobody has rated for so long. */
const FIT_MS = 600;

/**
 * The ranking that is shown. After a rating it is new at once with the kernel that was, and once more when there is time.
 * A batch that a person is being asked about stays as it is, whatever is learned meanwhile; the next one waits beside it.
 */
export class Ranking {
  result?: RankResult;
  error?: string;
  progress?: RankProgress;
  /** A ranking is under way. */
  busy = false;
  /** The galaxies that are shown, in their order. */
  shown: readonly RankedCutout[] = [];
  /** The batch after the one that is shown. */
  private coming: readonly RankedCutout[] = [];
  private asked = 0;
  private fitTimer?: number;

  constructor(
    private readonly element: ReactiveControllerHost,
    private readonly host: MessageConnection,
    private readonly choice: () => Choice,
    private readonly skipped: () => ReadonlySet<string>,
    /** What is shown is new. */
    private readonly onResult: () => void,
  ) {
    host.onNotification(RankProgressed, (progress) => {
      this.progress = progress;
      element.requestUpdate();
    });
  }

  /**
   * Ranks anew.
   * @param why `choice` for another sort or filter, `rating` after one, `data` for other cutouts or labels
   */
  async rank(why: 'choice' | 'rating' | 'data'): Promise<void> {
    window.clearTimeout(this.fitTimer);
    const number = ++this.asked;
    const choice = this.choice();
    const quick = why === 'rating';
    this.busy = true;
    this.element.requestUpdate();
    try {
      const count = choice.sort === 'next' ? Math.min(2 * SHOWN_MOST, 2 * BATCH + this.skipped().size) : SHOWN_MOST;
      const result = await this.host.sendRequest(Rank, { choice, count, quick });
      // Another question has taken the place of this one.
      if (number !== this.asked || !result) return;
      this.result = result;
      this.error = undefined;
      this.take(result, choice, why);
      if (quick) this.fitTimer = window.setTimeout(() => void this.rank('data'), FIT_MS);
    } catch (error) {
      if (number !== this.asked) return;
      this.error = (error as Error).message;
    } finally {
      if (number === this.asked) {
        this.busy = false;
        this.progress = undefined;
        this.element.requestUpdate();
      }
    }
    this.onResult();
  }

  /** Shows the batch that has been waiting; without one, asks for it. */
  async nextBatch(): Promise<void> {
    if (this.coming.length === 0 || this.busy) {
      this.shown = [];
      await this.rank('choice');
      return;
    }
    this.shown = this.coming;
    this.coming = [];
    this.onResult();
    await this.rank('data');
  }

  /** Tells whether another batch is waiting. */
  get hasNext(): boolean {
    return this.coming.length > 0;
  }

  /** The galaxies of the batch that are still to be rated or skipped. */
  get open(): readonly RankedCutout[] {
    const skipped = this.skipped();
    return this.shown.filter((one) => one.rated === undefined && !skipped.has(keyOf(one)));
  }

  private take(result: RankResult, { sort }: Choice, why: 'choice' | 'rating' | 'data'): void {
    if (sort !== 'next') {
      this.shown = result.cutouts;
      return;
    }
    const skipped = this.skipped();
    const fresh = result.cutouts.filter((one) => !skipped.has(keyOf(one)));
    if (why === 'choice' || this.shown.length === 0) {
      this.shown = fresh.slice(0, BATCH);
      this.coming = fresh.slice(BATCH, 2 * BATCH);
      return;
    }
    // Galaxies of the batch keep their places, with their present ratings and scores.
    const known = new Map([...result.rated, ...result.cutouts].map((one) => [keyOf(one), one]));
    const rated = new Set(result.rated.map(keyOf));
    this.shown = this.shown.map((one) => {
      return known.get(keyOf(one)) ?? (rated.has(keyOf(one)) ? one : { ...one, rated: undefined });
    });
    const here = new Set(this.shown.map(keyOf));
    this.coming = fresh.filter((one) => !here.has(keyOf(one))).slice(0, BATCH);
  }
}
