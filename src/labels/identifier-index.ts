import { identifiersIn, stem } from './file-names';
import { FirstLetters } from './first-letters';

/** Bits that a double holds exactly. */
const EXACT_BITS = 53;

/**
 * Which names of cutouts have a text in them as an identifier, joined or not, without looking at each of them. Identifiers are
 * known by their hashes, 8 bytes each, since a million cutouts have several millions of them. Upper and lower case are taken
 * as the same.
 */
export class IdentifierIndex {
  /** Hash and cutout in one number each, ascending. */
  private readonly entries: Float64Array;
  /** Numbers of cutouts. */
  private readonly starts = new FirstLetters();
  private readonly cutouts: number;
  private readonly hashes: number;

  /** @param paths of the cutouts, normal */
  constructor(private readonly paths: readonly string[]) {
    const bits = Math.ceil(Math.log2(Math.max(2, paths.length)));
    this.cutouts = 2 ** bits;
    this.hashes = 2 ** Math.min(32, EXACT_BITS - bits);
    const entries: number[] = [];
    paths.forEach((path, i) => {
      for (const id of identifiersOf(path)) {
        this.starts.add(id);
        entries.push(this.hashOf(id) * this.cutouts + i);
      }
    });
    this.entries = Float64Array.from(entries).sort();
  }

  /** Indices of the cutouts that have it, ascending. */
  *find(text: string): Generator<number> {
    const id = text.toLowerCase();
    const from = this.hashOf(id) * this.cutouts;
    for (let at = this.firstFrom(from); at < this.entries.length && this.entries[at] < from + this.cutouts; at++) {
      const cutout = this.entries[at] - from;
      // Others may have the hash by chance.
      if (identifiersOf(this.paths[cutout]).has(id)) yield cutout;
    }
  }

  /** Whether any cutout has it. */
  has(text: string): boolean {
    return this.starts.has(text) && !this.find(text).next().done;
  }

  private firstFrom(value: number): number {
    let [low, high] = [0, this.entries.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.entries[middle] < value) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** FNV-1a of the UTF-16 units. */
  private hashOf(text: string): number {
    let hash = 0x811c9dc5;
    for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
    return (hash >>> 0) % this.hashes;
  }
}

const identifiersOf = (path: string) => identifiersIn(stem(path).toLowerCase(), true);
