import path from 'node:path';
import type { FileFollower, RepresentationStore } from '../../collection';
import { fileName, normalPath, percentDecoded, stem } from '../../labels/file-names';

/**
 * The files of a collection by what a person may call them, up to date with the store. One map, by the names without
 * extension, serves names and paths too: of most collections each has one file.
 */
export class NameIndex implements FileFollower {
  private readonly byStem = new Map<string, string | Set<string>>();
  /** The folder as paths are compared, ending in /. */
  private readonly folder: string;

  /** @param folder of the collection, absolute. */
  constructor(
    folder: string,
    private readonly store: Pick<RepresentationStore, 'follow' | 'rowsOf'>,
  ) {
    this.folder = `${normalPath(folder.split(path.sep).join('/')).replace(/\/$/, '')}/`;
    store.follow(this);
  }

  added(file: string): void {
    const key = stem(normalPath(file));
    const known = this.byStem.get(key);
    if (known === undefined) this.byStem.set(key, file);
    else if (typeof known !== 'string') known.add(file);
    else this.byStem.set(key, new Set([known, file]));
  }

  removed(file: string): void {
    const key = stem(normalPath(file));
    const known = this.byStem.get(key);
    if (known instanceof Set) known.delete(file);
    else if (known === file) this.byStem.delete(key);
  }

  cleared(): void {
    this.byStem.clear();
  }

  /**
   * The one file that a text names: by its path relative to the collection's folder, or the end of that; by a path that is
   * absolute or leads out of some other folder, and ends in it; by its name; or by its name without extension. Percent-encoded texts are decoded where they name none as they are.
   * @returns its path as the store has it; undefined where there is none, or several
   */
  find(text: string): string | undefined {
    const found = this.findPath(normalPath(text));
    if (found !== undefined) return found;
    const decoded = percentDecoded(text);
    return decoded === undefined ? undefined : this.findPath(normalPath(decoded));
  }

  private findPath(text: string): string | undefined {
    const inside = text.startsWith(this.folder) ? text.slice(this.folder.length) : text;
    if (this.store.rowsOf(inside).length > 0) return inside;
    const name = inside.replace(/^(?:\.\.?\/)+/, '');
    const mayBeLonger = name !== inside || /^(?:\/|[a-z]:\/)/i.test(name);
    const meant = this.candidates(stem(name)).filter((file) => isMeant(name, normalPath(file), mayBeLonger));
    return meant.length === 1 ? meant[0] : undefined;
  }

  private candidates(key: string): readonly string[] {
    const known = this.byStem.get(key) ?? [];
    return typeof known === 'string' ? [known] : [...known];
  }
}

/** Whether a name, or a path, is the end of a file's, its extension said or not; or, where it may be, the other way round. */
function isMeant(name: string, file: string, mayBeLonger: boolean): boolean {
  const without = file.slice(0, file.length - fileName(file).length) + stem(file);
  return [file, without].some(
    (one) => one === name || one.endsWith(`/${name}`) || (mayBeLonger && name.endsWith(`/${one}`)),
  );
}
