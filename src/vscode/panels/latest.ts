import * as vscode from 'vscode';

/** Work of which only the latest counts: what begins cancels what was going on. */
export class Latest implements vscode.Disposable {
  private running?: vscode.CancellationTokenSource;

  /** @returns what `work` gives; null where it was cancelled and gives nothing */
  async run<T>(work: (token: vscode.CancellationToken) => Promise<T | undefined>): Promise<T | null> {
    this.cancel();
    const cancel = (this.running = new vscode.CancellationTokenSource());
    try {
      return (await work(cancel.token)) ?? null;
    } finally {
      cancel.dispose();
      if (this.running === cancel) this.running = undefined;
    }
  }

  cancel(): void {
    this.running?.cancel();
  }

  dispose(): void {
    this.cancel();
  }
}
