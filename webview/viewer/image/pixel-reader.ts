import type { Point } from './geometry';
import type { ImageLayer } from './image-layer';

/** The value under the pointer: one question at a time, and of those that wait only the last. */
export class PixelReader {
  /** Values of the pixel asked for last, one a band; undefined until they are known. */
  values?: readonly string[];
  private asking = false;
  private wanted?: { layer: ImageLayer; x: number; y: number };

  constructor(private readonly onValues: () => void) {}

  ask(layer: ImageLayer, place: Point): void {
    this.wanted = { layer, x: Math.floor(place.x), y: Math.floor(place.y) };
    void this.next();
  }

  private async next(): Promise<void> {
    if (this.asking || !this.wanted) return;
    this.asking = true;
    const { layer, x, y } = this.wanted;
    this.wanted = undefined;
    try {
      this.values = await layer.file.call('values', { bands: layer.bands, x, y });
    } catch (error) {
      // The tiles of the same pixels say it to the person; here it goes to the log.
      console.warn((error as Error).message);
      this.values = undefined;
    }
    this.asking = false;
    this.onValues();
    void this.next();
  }
}
