import { withoutExtension } from './file-names';

/**
 * Files that lie beside one another under one name with other extensions, such as `g1.fits` and `g1.jpg`: pictures of one galaxy.
 */
export class SameName {
  /** For the first of several files with one name, the indices of the others. */
  readonly others: ReadonlyMap<number, readonly number[]>;
  /** How many names there are. */
  readonly count: number;
  private readonly firstOf = new Map<number, number>();

  /** @param paths normal ones */
  constructor(paths: readonly string[]) {
    const first = new Map<string, number>();
    const others = new Map<number, number[]>();
    paths.forEach((path, i) => {
      const name = withoutExtension(path);
      const known = first.get(name);
      if (known === undefined) {
        first.set(name, i);
        return;
      }
      this.firstOf.set(i, known);
      const more = others.get(known);
      if (more) more.push(i);
      else others.set(known, [i]);
    });
    this.others = others;
    this.count = first.size;
  }

  /** The first of the files that have the name of this one: itself where there is no other. */
  first(index: number): number {
    return this.firstOf.get(index) ?? index;
  }
}
