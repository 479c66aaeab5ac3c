/** Heights of the lines below a picture: the name, one line of details or, on a narrow tile, two, and labels. */
export const LINE_HEIGHTS = { name: 22, details: 16, labels: 20 } as const;
/** Space between tiles, and around the grid. */
export const GAP = 10;
export const PADDING = 12;
/** On tiles at least this wide two details stand side by side. */
const WIDE = 136;

/** What the places of tiles depend on. Lengths are in CSS pixels. */
export interface GridSize {
  readonly width: number;
  readonly tileSize: number;
  readonly tiles: number;
  /** Some tile has details, or labels: all leave room for them. */
  readonly hasDetails: boolean;
  readonly hasLabels: boolean;
}

/** Where the tiles of a grid are. */
export class GridLayout {
  readonly columns: number;
  readonly rows: number;
  readonly rowHeight: number;
  /** Distance from tile to tile: what is left over of the width goes between them. */
  private readonly pitch: number;

  constructor({ width, tileSize, tiles, hasDetails, hasLabels }: GridSize) {
    this.columns = Math.max(1, Math.floor((width - 2 * PADDING + GAP) / (tileSize + GAP)));
    this.rows = Math.ceil(tiles / this.columns);
    const detailLines = hasDetails ? (tileSize < WIDE ? 2 : 1) : 0;
    this.rowHeight =
      tileSize + LINE_HEIGHTS.name + detailLines * LINE_HEIGHTS.details + (hasLabels ? LINE_HEIGHTS.labels : 0) + GAP;
    const spare = width - 2 * PADDING - this.columns * (tileSize + GAP) + GAP;
    const isFull = tiles >= this.columns && this.columns > 1;
    this.pitch = tileSize + GAP + (isFull ? Math.min(spare / (this.columns - 1), GAP) : 0);
  }

  rowOf(index: number): number {
    return Math.floor(index / this.columns);
  }

  /** The upper left corner of a tile. */
  place(index: number): { readonly left: number; readonly top: number } {
    return {
      left: PADDING + (index % this.columns) * this.pitch,
      top: PADDING + this.rowOf(index) * this.rowHeight,
    };
  }

  /**
   * The tile that a key moves to, as in VS Code's lists: up and down stay in their column, and only whole pages stop at the ends.
   * @param at the current tile; -1 where there is none
   * @param height of what is in sight
   * @returns undefined for a key that does not move
   */
  moved(key: string, at: number, tiles: number, height: number): number | undefined {
    const last = tiles - 1;
    if (last < 0) return undefined;
    const page = Math.max(1, Math.floor(height / this.rowHeight)) * this.columns;
    const inside = (to: number) => Math.min(last, Math.max(0, to));
    const vertically = (to: number) => (to < 0 || to > last ? Math.max(at, 0) : to);
    switch (key) {
      case 'ArrowRight':
        return inside(at + 1);
      case 'ArrowLeft':
        return inside(at - 1);
      case 'ArrowDown':
        return at < 0 ? 0 : vertically(at + this.columns);
      case 'ArrowUp':
        return vertically(at - this.columns);
      case 'PageDown':
        return inside(Math.max(0, at) + page);
      case 'PageUp':
        return inside(at - page);
      case 'Home':
        return 0;
      case 'End':
        return last;
      default:
        return undefined;
    }
  }
}
