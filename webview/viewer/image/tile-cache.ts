import { type BandOf, type FileClient, TILE, type TilePlace, tileRegion, topLevel } from '../../../src/viewing';
import type { PixelTile } from '../../components/grid/painter';

/** Bytes of tiles that are kept. */
const KEPT_BYTES = 2 ** 27;
/** Tiles asked for at once: few, so that a view that has moved on does not wait for what it no longer shows. */
const AT_ONCE = 3;

/** A tile with the rectangle of image pixels that it stands for. */
export interface ImageTile extends PixelTile {
  /** Image pixels a pixel of the tile. */
  readonly scale: number;
  /** The tile's first pixel in the image. */
  readonly x: number;
  readonly y: number;
}

/** The tiles of an image, of one plane or of three that make a colour picture: asked for as they come into view. */
export class TileCache {
  private readonly loaded = new Map<string, ImageTile>();
  private readonly underWay = new Set<string>();
  private wanted: TilePlace[] = [];
  private bytes = 0;
  private failed = false;

  /**
   * @param onLoaded a tile has come
   * @param onError one could not be read; no more are asked for
   */
  constructor(
    private readonly file: FileClient,
    private readonly bands: readonly BandOf[],
    private readonly width: number,
    private readonly height: number,
    private readonly onLoaded: () => void,
    private readonly onError: (error: Error) => void,
  ) {}

  /**
   * What there is to draw a rectangle of the image with, coarse tiles first: they show where finer ones have not come.
   * @param level the finest level that is wanted
   */
  visible(low: { x: number; y: number }, high: { x: number; y: number }, level: number): ImageTile[] {
    const found = new Map<string, ImageTile>();
    const missing: TilePlace[] = [];
    for (const place of this.placesIn(low, high, level)) {
      let at: TilePlace | undefined = place;
      if (!this.loaded.has(keyOf(place))) missing.push(place);
      while (at && !this.loaded.has(keyOf(at))) at = this.parent(at);
      if (at) found.set(keyOf(at), this.use(keyOf(at)));
    }
    const top = { level: this.top, column: 0, row: 0 };
    // The whole comes first: it shows something everywhere.
    this.wanted = this.loaded.has(keyOf(top)) ? missing : [top, ...missing];
    this.next();
    return [...found.values()].sort((a, b) => b.scale - a.scale);
  }

  /** Asks for the whole at its coarsest: the first that is seen. */
  askForWhole(): void {
    this.wanted = [{ level: this.top, column: 0, row: 0 }];
    this.next();
  }

  /** Tells whether all tiles that `visible` was last asked for have come. */
  get complete(): boolean {
    return this.failed || this.wanted.every((place) => this.loaded.has(keyOf(place)));
  }

  private get top(): number {
    return topLevel(this.width, this.height);
  }

  private placesIn(low: { x: number; y: number }, high: { x: number; y: number }, wantedLevel: number): TilePlace[] {
    const level = Math.max(0, Math.min(this.top, wantedLevel));
    const side = TILE * 2 ** level;
    const first = (n: number) => Math.max(0, Math.floor(n / side));
    const last = (n: number, length: number) => Math.min(Math.ceil(length / side), Math.ceil(n / side));
    const places: TilePlace[] = [];
    for (let row = first(low.y); row < last(high.y, this.height); row++) {
      for (let column = first(low.x); column < last(high.x, this.width); column++) places.push({ level, column, row });
    }
    // From the middle outwards.
    const middle = { x: (low.x + high.x) / 2 / side - 0.5, y: (low.y + high.y) / 2 / side - 0.5 };
    const away = ({ column, row }: TilePlace) => Math.hypot(column - middle.x, row - middle.y);
    return places.sort((a, b) => away(a) - away(b));
  }

  private parent({ level, column, row }: TilePlace): TilePlace | undefined {
    return level < this.top ? { level: level + 1, column: column >> 1, row: row >> 1 } : undefined;
  }

  private use(key: string): ImageTile {
    const tile = this.loaded.get(key)!;
    this.loaded.delete(key);
    this.loaded.set(key, tile);
    return tile;
  }

  private next(): void {
    for (const place of this.wanted) {
      if (this.failed || this.underWay.size >= AT_ONCE) return;
      const key = keyOf(place);
      if (!this.loaded.has(key) && !this.underWay.has(key)) void this.load(place, key);
    }
  }

  private async load(place: TilePlace, key: string): Promise<void> {
    this.underWay.add(key);
    try {
      const { width, height, bands } = await this.file.call('tile', { bands: this.bands, tile: place });
      const { x, y } = tileRegion(place, this.width, this.height);
      this.keep(key, { width, height, bands, x, y, scale: 2 ** place.level });
      this.onLoaded();
    } catch (error) {
      if (!this.failed) this.onError(error as Error);
      this.failed = true;
    } finally {
      this.underWay.delete(key);
      this.next();
    }
  }

  private keep(key: string, tile: ImageTile): void {
    this.loaded.set(key, tile);
    this.bytes += bytesOf(tile);
    for (const [oldest, old] of this.loaded) {
      if (this.bytes <= KEPT_BYTES) break;
      this.loaded.delete(oldest);
      this.bytes -= bytesOf(old);
    }
  }
}

function keyOf({ level, column, row }: TilePlace): string {
  return `${level}/${column}/${row}`;
}

function bytesOf({ bands }: PixelTile): number {
  return bands.reduce((sum, { byteLength }) => sum + byteLength, 0);
}
