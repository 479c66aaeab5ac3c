import { HashBatch } from './hash-batch';

/** A text and how often it came. */
interface Counted {
  readonly text: string;
  readonly low: number;
  readonly high: number;
  count: number;
}

/** Places for texts that came last. */
const RECENT = 64;

/**
 * Counts the texts of a column while they are few, and finds out afterwards whether any comes twice. Texts are told apart by
 * two hashes of 32 bits and, while they are counted, by their characters.
 */
export class DistinctTexts {
  private counted: Counted[] | undefined = [];
  /** Where texts that came last are among the counted: mostly they come next. */
  private readonly recent = new Int8Array(RECENT).fill(-1);
  private hashes: HashBatch | undefined;
  private repeated = false;
  private left = false;

  /** @param most so many texts are counted; fewer than 128 */
  constructor(private readonly most: number) {}

  add(codes: Uint16Array, from: number, to: number, source: string): void {
    if (this.repeated || this.left) return;
    let low = 0x811c9dc5;
    let high = 0x2f0b4c47;
    for (let at = from; at < to; at++) {
      const code = codes[at];
      low = Math.imul(low ^ code, 0x01000193);
      high = (Math.imul(high, 31) + code) | 0;
    }
    high = Math.imul(high ^ (high >>> 15), 0x2c1b3c6d);
    if (this.counted) this.count(this.counted, low, high, source, from, to);
    else this.hashes!.add(low, high);
  }

  /** Asks no more whether any text comes twice, now that they are too many to be counted. */
  leave(): void {
    if (!this.counted) this.left = true;
  }

  /** Every text and how often it came, in the order in which they came first; undefined where they are too many. */
  get counts(): Map<string, number> | undefined {
    return this.counted && new Map(this.counted.map(({ text, count }) => [text, count]));
  }

  /** Whether any text occurs twice where there are too many to count, as far as hashes can tell; undefined after `leave`. */
  get comesTwice(): 'yes' | 'no' | 'likely' | undefined {
    if (this.repeated) return 'yes';
    if (this.left) return undefined;
    return this.hashes?.hasTwice ? 'likely' : 'no';
  }

  private count(counted: Counted[], low: number, high: number, source: string, from: number, to: number): void {
    const slot = low & (RECENT - 1);
    const guess = this.recent[slot];
    const place =
      guess >= 0 && isText(counted[guess], low, high, source, from, to)
        ? guess
        : counted.findIndex((one) => isText(one, low, high, source, from, to));
    if (place >= 0) {
      this.recent[slot] = place;
      counted[place].count++;
      return;
    }
    if (counted.length < this.most) {
      this.recent[slot] = counted.length;
      counted.push({ text: source.slice(from, to), low, high, count: 1 });
      return;
    }
    this.counted = undefined;
    this.repeated = counted.some((one) => one.count > 1);
    this.hashes = new HashBatch();
    for (const one of counted) this.hashes.add(one.low, one.high);
    this.hashes.add(low, high);
  }
}

function isText(one: Counted, low: number, high: number, source: string, from: number, to: number): boolean {
  if (one.low !== low || one.high !== high || one.text.length !== to - from) return false;
  for (let i = 0; i < one.text.length; i++) if (one.text.charCodeAt(i) !== source.charCodeAt(from + i)) return false;
  return true;
}
