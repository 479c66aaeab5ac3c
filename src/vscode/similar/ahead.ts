import { isDeepStrictEqual } from 'node:util';
import { type CancellationToken, CancellationTokenSource } from 'vscode-jsonrpc/node';

/**
 * An answer that is worked on before its question comes: a page has to load before it asks, and the host knows already what it
 * will ask.
 */
export class Ahead<Q, R> {
  private begun?: { readonly query: Q; readonly cancel: CancellationTokenSource; readonly answer: Promise<R> };

  constructor(private readonly work: (query: Q, token: CancellationToken) => Promise<R>) {}

  /** Begins with a query, in place of the one before. */
  begin(query: Q): void {
    this.drop();
    const cancel = new CancellationTokenSource();
    const answer = this.work(query, cancel.token);
    // The question that takes the answer gets its error.
    answer.catch(() => undefined);
    this.begun = { query, cancel, answer };
  }

  /** The answer to a query: the one that was begun, where it is to the same, and once only. */
  take(query: Q, token: CancellationToken): Promise<R> {
    const { begun } = this;
    if (!begun || !isDeepStrictEqual(begun.query, query)) {
      this.drop();
      return this.work(query, token);
    }
    this.begun = undefined;
    token.onCancellationRequested(() => begun.cancel.cancel());
    return begun.answer;
  }

  private drop(): void {
    this.begun?.cancel.cancel();
    this.begun = undefined;
  }

  dispose(): void {
    this.drop();
  }
}
