import type { MessageConnection } from 'vscode-jsonrpc/browser';
import type { CollectionState, MapProgress } from '../../src/engine/protocol';
import { contentsOf } from '../components/host/contents';
import { CancelMap, LoadMap, type MapPoints, MapProgressed } from '../../src/contracts/map';
import { normalised } from './plane/normalised';

/** While the folder is being indexed the points are asked for again no more often than this, */
const REFRESH_MS = 3000;
/** and for no more than this part of the time. */
const REFRESH_SHARE = 10;

/** The map's points: first what is there at once, then the layout, with its progress; and again when cutouts have come. */
export class MapLoader {
  /** Positions within -1 and 1. */
  points?: MapPoints;
  /** Whether `points` are the former points at other places. */
  samePoints = false;
  progress?: MapProgress;
  /** What is being waited for. */
  loading?: 'at once' | 'laid out';
  /** The person wants no layout. */
  stopped = false;
  error?: string;

  private updating = false;
  private wanted?: CollectionState;
  private done?: CollectionState;
  private timer?: ReturnType<typeof setTimeout>;
  private nextRefresh = 0;

  constructor(
    private readonly host: MessageConnection,
    private readonly changed: () => void,
  ) {
    host.onNotification(MapProgressed, (progress) => {
      if (!this.loading) return;
      this.progress = progress;
      this.changed();
    });
  }

  /** Follows the collection: nothing is asked for that cannot be another than before. */
  follow(state: CollectionState): void {
    if (this.updating) {
      this.wanted = state;
      return;
    }
    const { done } = this;
    if (state.cutouts === 0) return this.empty(state);
    if (done && contentsOf(done) === contentsOf(state) && done.indexing === state.indexing) return;
    const wait = state.indexing && this.points ? this.nextRefresh - performance.now() : 0;
    clearTimeout(this.timer);
    if (wait > 0) this.timer = setTimeout(() => this.follow(state), wait);
    else void this.update(state);
  }

  /** Stops the layout; what is shown stays. */
  stop(): void {
    this.stopped = true;
    void this.host.sendRequest(CancelMap);
  }

  /** Lays out after all, or tries again. */
  resume(): void {
    this.stopped = false;
    this.error = undefined;
    if (this.done && !this.updating) void this.update(this.done);
  }

  /** Nothing is indexed, or no longer. */
  private empty(state: CollectionState): void {
    clearTimeout(this.timer);
    this.done = state;
    if (!this.points) return;
    this.points = undefined;
    this.changed();
  }

  private async update(state: CollectionState): Promise<void> {
    this.updating = true;
    this.done = state;
    const began = performance.now();
    try {
      if (!this.points || state.indexing || this.stopped) await this.load('at once');
      this.nextRefresh = performance.now() + Math.max(REFRESH_MS, REFRESH_SHARE * (performance.now() - began));
      if (!state.indexing && !this.stopped) await this.load('laid out');
      this.error = undefined;
    } catch (error) {
      this.error = (error as Error).message;
    }
    this.updating = false;
    const { wanted } = this;
    this.wanted = undefined;
    this.changed();
    if (wanted) this.follow(wanted);
  }

  private async load(want: 'at once' | 'laid out'): Promise<void> {
    this.loading = want;
    this.changed();
    try {
      const points = await this.host.sendRequest(LoadMap, { want, revision: this.points?.revision });
      if (!points) return;
      this.samePoints = points.revision === this.points?.revision;
      this.points = { ...points, positions: normalised(points.positions) };
    } finally {
      this.loading = undefined;
      this.progress = undefined;
      this.changed();
    }
  }
}
