import { identifiersIn, stem } from './file-names';
import { FirstLetters } from './first-letters';
import { numbersAmong } from './name-sieve';

/** Bits that a double holds exactly. */
const EXACT_BITS = 53;
const [FNV_BASIS, FNV_PRIME] = [0x811c9dc5, 0x01000193];
/** For each identifier so many bits are kept, of which it sets one. */
const BITS = 16;

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
  /** Bits of hashes that there are: most texts have none of them. */
  private readonly bits: Uint32Array;
  private readonly bitMask: number;
  private numbers?: ReadonlySet<number>;
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
    const size = 2 ** Math.min(30, Math.ceil(Math.log2(Math.max(64, BITS * entries.length))));
    this.bitMask = size - 1;
    this.bits = new Uint32Array(size / 32);
    for (const entry of this.entries) {
      const bit = mixed(Math.floor(entry / this.cutouts)) & this.bitMask;
      this.bits[bit >>> 5] |= 1 << (bit & 31);
    }
  }

  /** Indices of the cutouts that have it, ascending. */
  *find(text: string): Generator<number> {
    const id = text.toLowerCase();
    const hash = this.hashOf(id);
    if (!this.hasBit(hash)) return;
    const from = hash * this.cutouts;
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

  /** Like `has`, for a number as it is written. */
  hasNumber(value: number): boolean {
    this.numbers ??= numbersAmong(this.identifiers());
    return this.numbers.has(value);
  }

  /** Like `has`, for the character codes of a text; `source` holds the same text at the same place. */
  hasCodes(codes: Uint16Array, from: number, to: number, source: string): boolean {
    if (!this.starts.hasCodes(codes, from, to)) return false;
    let hash = FNV_BASIS;
    for (let at = from; at < to; at++) {
      let code = codes[at];
      if (code > 127) return this.has(source.slice(from, to));
      if (code >= 65 && code <= 90) code += 32;
      hash = Math.imul(hash ^ code, FNV_PRIME);
    }
    return this.hasBit((hash >>> 0) % this.hashes) && this.has(source.slice(from, to));
  }

  private hasBit(hash: number): boolean {
    const bit = mixed(hash) & this.bitMask;
    return ((this.bits[bit >>> 5] >>> (bit & 31)) & 1) === 1;
  }

  private *identifiers(): Generator<string> {
    for (const path of this.paths) yield* identifiersOf(path);
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
    let hash = FNV_BASIS;
    for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), FNV_PRIME);
    return (hash >>> 0) % this.hashes;
  }
}

/** Hashes of short texts differ in their upper bits most. */
function mixed(hash: number): number {
  return (hash ^ (hash >>> 15)) >>> 0;
}

const identifiersOf = (path: string) => identifiersIn(stem(path).toLowerCase(), true);
