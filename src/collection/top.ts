/** Keeps the `size` items of highest score out of any number offered; a binary min-heap on the scores. */
export class Top<T> {
  private readonly scores: number[] = [];
  private readonly items: T[] = [];

  constructor(private readonly size: number) {}

  /** The score an item must exceed to be kept. */
  get threshold(): number {
    return this.items.length < this.size ? -Infinity : this.size === 0 ? Infinity : this.scores[0];
  }

  offer(score: number, item: T): void {
    if (!(score > this.threshold)) return;
    if (this.items.length < this.size) {
      this.scores.push(score);
      this.items.push(item);
      this.rise(this.items.length - 1);
    } else {
      this.scores[0] = score;
      this.items[0] = item;
      this.sink(0);
    }
  }

  /** The kept items, highest score first. */
  sorted(): { score: number; item: T }[] {
    return this.items.map((item, i) => ({ score: this.scores[i], item })).sort((a, b) => b.score - a.score);
  }

  private rise(i: number): void {
    for (let parent = (i - 1) >> 1; i > 0 && this.scores[i] < this.scores[parent]; parent = (i - 1) >> 1) {
      this.swap(i, parent);
      i = parent;
    }
  }

  private sink(i: number): void {
    for (;;) {
      const left = 2 * i + 1;
      if (left >= this.items.length) return;
      const right = left + 1;
      const child = right < this.items.length && this.scores[right] < this.scores[left] ? right : left;
      if (this.scores[i] <= this.scores[child]) return;
      this.swap(i, child);
      i = child;
    }
  }

  private swap(i: number, j: number): void {
    [this.scores[i], this.scores[j]] = [this.scores[j], this.scores[i]];
    [this.items[i], this.items[j]] = [this.items[j], this.items[i]];
  }
}
