import type { PictureRef, Thumbnail } from '../../../src/engine/protocol';

/** Cutouts asked for at once: a screenful comes in a few answers, and the first ones soon. */
const BATCH = 24;
const REMEMBERED = 4000;

/**
 * Pixels of cutouts by request. What was last drawn comes first, so that what scrolls into view does not wait for what
 * left it; and within one drawing, the top before the bottom.
 */
export class ThumbnailLoader {
  private readonly loaded = new Map<string, Thumbnail>();
  private readonly wanted = new Map<string, { cutout: PictureRef; drawing: number }>();
  private drawing = 0;
  private underWay = new Set<string>();
  private scheduled = false;

  constructor(
    private readonly load: (cutouts: readonly PictureRef[]) => Promise<readonly Thumbnail[]>,
    private readonly onLoaded: () => void,
  ) {}

  /** The pixels, or undefined while they are on their way. */
  get(cutout: PictureRef): Thumbnail | undefined {
    const key = keyOf(cutout);
    const known = this.loaded.get(key);
    if (known) {
      // Most recently used last: the first are forgotten.
      this.loaded.delete(key);
      this.loaded.set(key, known);
    } else if (!this.underWay.has(key)) {
      this.wanted.delete(key);
      this.wanted.set(key, { cutout, drawing: this.drawing });
      this.schedule();
    }
    return known;
  }

  /** Forgets everything, for another size or folder, or files that have changed. */
  clear(): void {
    this.loaded.clear();
    this.wanted.clear();
    this.underWay = new Set();
  }

  private schedule(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    queueMicrotask(() => {
      this.scheduled = false;
      this.drawing++;
      void this.next();
    });
  }

  private async next(): Promise<void> {
    if (this.underWay.size > 0 || this.wanted.size === 0) return;
    const batch = [...this.wanted]
      .sort(([, a], [, b]) => b.drawing - a.drawing)
      .slice(0, BATCH)
      .map(([key, { cutout }]) => [key, cutout] as const);
    for (const [key] of batch) this.wanted.delete(key);
    const underWay = new Set(batch.map(([key]) => key));
    this.underWay = underWay;
    let thumbnails: readonly Thumbnail[];
    try {
      thumbnails = await this.load(batch.map(([, cutout]) => cutout));
    } catch (error) {
      thumbnails = batch.map(() => ({ error: (error as Error).message }));
    }
    // Cleared meanwhile: these are of another size.
    if (this.underWay !== underWay) return;
    this.underWay = new Set();
    batch.forEach(([key], i) => this.loaded.set(key, thumbnails[i]));
    for (const key of this.loaded.keys()) {
      if (this.loaded.size <= REMEMBERED) break;
      this.loaded.delete(key);
    }
    this.onLoaded();
    // What has scrolled away meanwhile asks again when it comes back.
    this.schedule();
  }
}

/** Names a cutout, or a part of an image. */
export function keyOf({ path, hdu, region }: PictureRef): string {
  return `${path}[${hdu}]${region ? JSON.stringify(region) : ''}`;
}
