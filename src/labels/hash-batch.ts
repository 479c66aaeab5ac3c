/** Pairs of hashes that are held until they are compared. */
const MOST_HELD = 2048;

/**
 * Finds out whether any text comes twice, by two hashes of 32 bits. They are compared some thousands at a time: where columns
 * take turns each of their tables would be far away in memory for every cell.
 */
export class HashBatch {
  /** First and second hash, alternating. */
  private held = new Int32Array(256);
  private count = 0;
  /** Hash table with open addressing; zero marks a free place. */
  private table = new Int32Array(512);
  private size = 0;
  private repeated = false;

  add(low: number, high: number): void {
    if (this.repeated) return;
    if (2 * this.count === this.held.length) {
      this.compare();
      if (this.held.length < 2 * MOST_HELD) this.held = new Int32Array(2 * this.held.length);
    }
    this.held[2 * this.count] = low;
    this.held[2 * this.count + 1] = high;
    this.count++;
  }

  /** Whether two had the same hashes, and so almost surely were the same. */
  get hasTwice(): boolean {
    this.compare();
    return this.repeated;
  }

  private compare(): void {
    while (this.table.length < 4 * (this.size + this.count)) this.grow();
    const { held, table } = this;
    for (let i = 0; i < this.count; i++) {
      const low = held[2 * i];
      const high = held[2 * i + 1] | 1;
      const place = placeOf(table, low, high);
      if (table[place + 1] !== 0) this.repeated = true;
      table[place] = low;
      table[place + 1] = high;
    }
    this.size += this.count;
    this.count = 0;
  }

  private grow(): void {
    const old = this.table;
    this.table = new Int32Array(8 * old.length);
    for (let i = 0; i < old.length; i += 2) {
      if (old[i + 1] === 0) continue;
      const place = placeOf(this.table, old[i], old[i + 1]);
      this.table[place] = old[i];
      this.table[place + 1] = old[i + 1];
    }
  }
}

/** Where a pair is, or may be put. */
function placeOf(table: Int32Array, low: number, high: number): number {
  const mask = table.length - 2;
  let place = ((low ^ (high >>> 9)) << 1) & mask;
  while (table[place + 1] !== 0 && (table[place] !== low || table[place + 1] !== high)) place = (place + 2) & mask;
  return place;
}
