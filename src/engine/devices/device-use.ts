/** Work that comes one after the other is one use. */
const PAUSE_MS = 2000;

/** Knows when a device is being used, and tells the beginning and the end of it: the beginning before anything is done there. */
export class DeviceUse {
  private underWay = 0;
  private marked = false;
  private pause?: NodeJS.Timeout;

  constructor(
    private readonly begins: () => void,
    private readonly ends: () => void,
    private readonly pauseMs = PAUSE_MS,
  ) {}

  async during<T>(work: () => Promise<T>): Promise<T> {
    clearTimeout(this.pause);
    this.underWay++;
    if (!this.marked) {
      this.marked = true;
      this.begins();
    }
    try {
      return await work();
    } finally {
      // A process that has nothing else to do need not wait for it: whoever ends it stops the use first.
      if (--this.underWay === 0) this.pause = setTimeout(() => this.stop(), this.pauseMs).unref();
    }
  }

  /** It is not used any more. */
  stop(): void {
    clearTimeout(this.pause);
    if (this.marked) this.ends();
    this.marked = false;
  }
}
