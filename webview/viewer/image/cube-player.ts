/** Plays the planes of a cube: the next one is shown when its time has come and the last one has been drawn. */
export class CubePlayer {
  private timer?: ReturnType<typeof setTimeout>;
  private isPlaying = false;
  private due = false;
  private waiting = false;
  private planesPerSecond = 5;

  constructor(
    private readonly next: () => void,
    private readonly changed: () => void,
  ) {}

  get playing(): boolean {
    return this.isPlaying;
  }

  /** Planes a second. */
  get rate(): number {
    return this.planesPerSecond;
  }

  set rate(rate: number) {
    this.planesPerSecond = rate;
    this.changed();
  }

  toggle(): void {
    if (this.isPlaying) this.stop();
    else {
      this.isPlaying = true;
      this.waiting = false;
      this.schedule();
    }
    this.changed();
  }

  stop(): void {
    this.isPlaying = false;
    clearTimeout(this.timer);
  }

  /** The plane that was asked for is on the screen. */
  drawn(): void {
    if (!this.isPlaying || !this.waiting) return;
    this.waiting = false;
    if (this.due) this.advance();
  }

  private schedule(): void {
    this.due = false;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.due = true;
      if (!this.waiting) this.advance();
    }, 1000 / this.planesPerSecond);
  }

  private advance(): void {
    if (!this.isPlaying) return;
    this.waiting = true;
    this.schedule();
    this.next();
  }
}
