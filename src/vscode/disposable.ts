import type { Disposable } from 'vscode';

/** Owns other disposables and ends them with itself, last first. */
export abstract class Owner implements Disposable {
  private owned: Disposable[] = [];
  private disposed = false;

  protected register<T extends Disposable>(disposable: T): T {
    if (this.disposed) disposable.dispose();
    else this.owned.push(disposable);
    return disposable;
  }

  get isDisposed(): boolean {
    return this.disposed;
  }

  dispose(): void {
    if (this.disposed) return;
    this.disposed = true;
    for (const disposable of this.owned.reverse()) disposable.dispose();
    this.owned = [];
  }
}
