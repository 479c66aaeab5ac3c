import type { ImageLayer } from './image-layer';

/** How two images are compared: beside each other, or one in the place of the other. */
export type ComparisonMode = 'side' | 'blink';

const BLINK_MS = 700;

/** Another image that the main one is compared with. */
export class Comparison {
  /** The other image; undefined where there is none. */
  layer?: ImageLayer;
  mode: ComparisonMode = 'side';
  /** Which of two blinking images is seen. */
  otherShown = false;
  private timer?: ReturnType<typeof setInterval>;

  constructor(private readonly changed: () => void) {}

  get blinks(): boolean {
    return this.layer !== undefined && this.mode === 'blink';
  }

  begin(layer: ImageLayer): void {
    this.layer = layer;
    this.changed();
  }

  end(): void {
    this.stop();
    [this.layer, this.otherShown] = [undefined, false];
    this.changed();
  }

  show(mode: ComparisonMode): void {
    this.stop();
    this.mode = mode;
    if (mode === 'side') this.otherShown = false;
    else this.timer = setInterval(() => this.swap(), BLINK_MS);
    this.changed();
  }

  /** Blinks once, and from now on by hand. */
  step(): void {
    this.stop();
    this.mode = 'blink';
    this.swap();
  }

  /** Stops blinking by itself. */
  stop(): void {
    clearInterval(this.timer);
  }

  private swap(): void {
    this.otherShown = !this.otherShown;
    this.changed();
  }
}
