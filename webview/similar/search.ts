import type { ReactiveControllerHost } from 'lit';
import { CancellationTokenSource, type MessageConnection } from 'vscode-jsonrpc/browser';
import type { CollectionState } from '../../src/engine/protocol';
import { type PanelResult, type Query, Search } from '../../src/contracts/similar';
import { contentsOf } from '../components/host/contents';

/** While an index is being built the neighbours are asked for again this often. */
const REFRESH_MS = 1000;

/** The answer to the query that is shown: asked for again where the collection has changed since. */
export class QueryAnswer {
  result?: PanelResult;
  error?: string;
  /** The answer is on its way; what is shown is that to the question before. */
  searching = false;
  private number = 0;
  private underWay?: CancellationTokenSource;
  private askedAt = 0;
  private askedContents = '';
  private timer?: number;

  /** @param onResult there is a new answer */
  constructor(
    private readonly element: ReactiveControllerHost,
    private readonly host: MessageConnection,
    private readonly current: () => Query | undefined,
    private readonly collection: () => CollectionState | undefined,
    private readonly onResult: (result: PanelResult) => void,
  ) {}

  /** For another query: nothing is shown until its answer comes. */
  clear(): void {
    this.result = undefined;
    this.error = undefined;
    this.element.requestUpdate();
  }

  async search(): Promise<void> {
    const current = this.current();
    if (!current) return;
    const number = ++this.number;
    // Nobody waits for the answer to the question before.
    this.underWay?.cancel();
    const underWay = (this.underWay = new CancellationTokenSource());
    this.searching = true;
    this.askedAt = performance.now();
    this.askedContents = contentsOf(this.collection());
    this.element.requestUpdate();
    try {
      const result = await this.host.sendRequest(Search, current, underWay.token);
      if (number !== this.number) return;
      this.result = result;
      this.error = undefined;
      this.onResult(result);
    } catch (error) {
      if (number !== this.number) return;
      this.error = (error as Error).message;
    } finally {
      if (number === this.number) this.searching = false;
      this.element.requestUpdate();
    }
    this.follow();
  }

  /** Asks again when the collection has changed since, but not more often than a person can follow. */
  follow(): void {
    const contents = contentsOf(this.collection());
    if (this.searching || contents === this.askedContents || this.timer !== undefined) return;
    const wait = Math.max(0, this.askedAt + REFRESH_MS - performance.now());
    this.timer = window.setTimeout(() => {
      this.timer = undefined;
      void this.search();
    }, wait);
  }
}
