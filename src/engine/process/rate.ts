/** How fast something goes, over the last few seconds: steady enough to read, quick to notice a change. */
export class Rate {
  private readonly marks: { time: number; count: number }[] = [];

  constructor(
    private readonly windowMs = 8000,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** @param count how many are done in all. */
  mark(count: number): void {
    const time = this.now();
    this.marks.push({ time, count });
    while (this.marks.length > 2 && time - this.marks[0].time > this.windowMs) this.marks.shift();
  }

  /** A second; undefined until it can be told. */
  get perSecond(): number | undefined {
    const first = this.marks.at(0);
    const last = this.marks.at(-1);
    if (!first || !last || last.time - first.time < 250) return undefined;
    return ((last.count - first.count) / (last.time - first.time)) * 1000;
  }
}
