import * as v from 'valibot';
import { PanelStateSchema, type PanelState, type Query } from '../../src/contracts/similar';

const LONGEST = 100;

/** The queries of a panel, with back and forward as in a browser. */
export class QueryHistory {
  private queries: Query[] = [];
  private position = -1;

  /** @param state as `state` gave it, perhaps by an older version: what is not understood is left out. */
  constructor(state?: unknown) {
    const result = v.safeParse(PanelStateSchema, state);
    if (!result.success || result.output.history.length === 0) return;
    this.queries = result.output.history;
    this.position = Math.min(Math.max(0, Math.trunc(result.output.position)), this.queries.length - 1);
  }

  get current(): Query | undefined {
    return this.queries[this.position];
  }

  get canGoBack(): boolean {
    return this.position > 0;
  }

  get canGoForward(): boolean {
    return this.position < this.queries.length - 1;
  }

  get state(): PanelState {
    return { history: this.queries, position: this.position };
  }

  /** Goes on to another query; what lay ahead is forgotten. The same query again stays where it is. */
  push(query: Query): void {
    if (JSON.stringify(query) === JSON.stringify(this.current)) return;
    this.queries = [...this.queries.slice(0, this.position + 1), query].slice(-LONGEST);
    this.position = this.queries.length - 1;
  }

  back(): void {
    if (this.canGoBack) this.position--;
  }

  forward(): void {
    if (this.canGoForward) this.position++;
  }
}
