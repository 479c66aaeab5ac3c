import type { LitElement } from 'lit';
import type { MessageConnection } from 'vscode-jsonrpc/browser';
import { cutoutName } from '../../src/collection/cutout-name';
import type { CutoutRef } from '../../src/engine/protocol';
import { keyOf } from '../components/grid/thumbnail-loader';
import { type RankedCutout, Rate, Undo } from '../../src/contracts/anomalies';

/** What rating needs of the panel. */
export interface RatedPanel {
  /** The list, in its order. */
  readonly shown: () => readonly RankedCutout[];
  /** Goes on to a galaxy of the list. */
  readonly moveTo: (cutout: RankedCutout) => void;
  /** Shows a galaxy whether or not it is in the list. */
  readonly lookAt: (cutout: CutoutRef) => void;
  /** Galaxies are asked about in batches: after the last of one comes the next. */
  readonly inBatches: () => boolean;
  /** What was rated is in the file: there is to be a new ranking. */
  readonly onRated: () => Promise<void>;
  /** All that is shown is rated or skipped. */
  readonly onDone: () => Promise<void>;
  readonly say: (notice: { readonly text: string; readonly error?: boolean } | undefined) => void;
}

/** Rating, skipping and the way back, one written after the other in the order of the keys. */
export class Rater {
  /** Keys of galaxies that are not asked about again. */
  readonly skipped = new Set<string>();
  /** What was rated last, for a way back. */
  private readonly trail: RankedCutout[] = [];
  private writing: Promise<unknown> = Promise.resolve();
  private waiting = 0;
  /** The last of a batch is being written: until the next batch is there no key is to rate again what was rated. */
  isTurning = false;

  constructor(
    private readonly element: LitElement,
    private readonly host: MessageConnection,
    private readonly panel: RatedPanel,
  ) {}

  /** @param rating null takes it away @param stay does not go on to the next */
  rate(cutout: RankedCutout, rating: number | null, stay: boolean): void {
    this.panel.say(undefined);
    this.skipped.delete(keyOf(cutout));
    const next = rating === null || stay ? undefined : this.following(cutout);
    this.trail.push(cutout);
    if (next) this.panel.moveTo(next);
    const isLast = rating !== null && !stay && next === undefined;
    this.isTurning = isLast && cutout.rated === undefined && this.panel.inBatches();
    this.enqueue(async () => {
      let written = false;
      try {
        written = await this.host.sendRequest(Rate, { galaxy: cutoutName(cutout), rating });
      } finally {
        // No file was chosen to write to, or it could not be written: back to what is not rated.
        if (!written) {
          this.trail.pop();
          this.panel.moveTo(cutout);
        }
      }
      if (written) await this.panel.onRated();
      if (written && isLast) await this.panel.onDone();
    });
    this.enqueue(() => this.turned());
  }

  skip(cutout: RankedCutout): void {
    const next = this.following(cutout);
    this.skipped.add(keyOf(cutout));
    this.panel.moveTo(next ?? cutout);
    this.element.requestUpdate();
    if (next) return;
    this.isTurning = this.panel.inBatches();
    this.enqueue(() => this.panel.onDone());
    this.enqueue(() => this.turned());
  }

  undo(what: 'undo' | 'redo'): void {
    this.enqueue(async () => {
      const { changed } = await this.host.sendRequest(Undo, what);
      if (!changed) {
        this.panel.say({
          text: what === 'undo' ? 'There is nothing to undo.' : 'There is nothing to redo.',
        });
        return;
      }
      this.panel.say({ text: what === 'undo' ? 'The last change is undone.' : 'The change is redone.' });
      const last = what === 'undo' ? this.trail.pop() : undefined;
      if (last) this.panel.lookAt(last);
      await this.panel.onRated();
    });
  }

  private turned(): Promise<void> {
    this.isTurning = false;
    return Promise.resolve();
  }

  /** Does something once all ratings are written. */
  enqueue(work: () => Promise<void>): void {
    this.waiting++;
    this.writing = this.writing
      .then(work)
      .catch((error: unknown) => this.panel.say({ text: (error as Error).message, error: true }))
      .finally(() => this.waiting--);
  }

  /** Something is being written, after which there is a new ranking. */
  get isBusy(): boolean {
    return this.waiting > 0;
  }

  /** The next that is neither rated nor skipped, behind a galaxy in the list or, at its end, before it. */
  private following(cutout: RankedCutout): RankedCutout | undefined {
    const shown = this.panel.shown();
    const at = shown.findIndex((one) => keyOf(one) === keyOf(cutout));
    const rest = [...shown.slice(at + 1), ...shown.slice(0, Math.max(0, at))];
    return rest.find((one) => one.rated === undefined && !this.skipped.has(keyOf(one)));
  }
}
