import type { Failure, IndexParams, IndexSummary } from '../protocol';

/** The files that could not be read, by the runs so far. */
export class IndexFailures {
  private readonly byFile = new Map<string, Failure[]>();

  get count(): number {
    return [...this.byFile.values()].reduce((sum, of) => sum + of.length, 0);
  }

  /** In the order of their paths. */
  get all(): Failure[] {
    return [...this.byFile.values()].flat().sort((a, b) => (a.path < b.path ? -1 : 1));
  }

  /** Takes what a run says of the files that it has looked at. */
  follow({ paths }: IndexParams, { cancelled, failures }: IndexSummary): void {
    if (paths) for (const file of paths) this.byFile.delete(file);
    else if (!cancelled) this.byFile.clear();
    for (const failure of failures) {
      const others = this.byFile.get(failure.path) ?? [];
      if (!others.some(({ hdu }) => hdu === failure.hdu)) this.byFile.set(failure.path, [...others, failure]);
    }
  }
}
