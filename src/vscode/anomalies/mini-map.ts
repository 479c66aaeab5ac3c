import type { MiniMapPoints } from '../../contracts/anomalies';
import type { CutoutRef, MapResult } from '../../engine';

/** More points are not told apart on a picture so small. */
const MOST = 3000;

const keyOf = ({ path, hdu }: CutoutRef) => `${path}[${hdu}]`;

/** The map of a collection, small: some of its points, and where each cutout lies among them. */
export class MiniMap {
  private readonly index: ReadonlyMap<string, number>;
  private readonly from: readonly [number, number];
  private readonly side: number;

  constructor(private readonly map: MapResult & { readonly cutouts: NonNullable<MapResult['cutouts']> }) {
    const { paths, hdus } = map.cutouts;
    this.index = new Map(paths.map((path, i) => [keyOf({ path, hdu: hdus[i] }), i]));
    let [left, right, bottom, top] = [Infinity, -Infinity, Infinity, -Infinity];
    for (let i = 0; i < paths.length; i++) {
      const [x, y] = [map.positions[2 * i], map.positions[2 * i + 1]];
      left = Math.min(left, x);
      right = Math.max(right, x);
      bottom = Math.min(bottom, y);
      top = Math.max(top, y);
    }
    this.side = Math.max(right - left, top - bottom) || 1;
    this.from = [(left + right - this.side) / 2, (bottom + top - this.side) / 2];
  }

  get cutouts(): number {
    return this.map.cutouts.paths.length;
  }

  /** Evenly chosen from the order of the store. */
  get points(): MiniMapPoints {
    const step = Math.max(1, this.cutouts / MOST);
    const points: number[] = [];
    for (let i = 0; i < this.cutouts; i += step) points.push(...this.at(Math.floor(i)));
    return { points };
  }

  /** 0 to 1 from the left and from the bottom. */
  place(cutout: CutoutRef): readonly [number, number] | null {
    const at = this.index.get(keyOf(cutout));
    return at === undefined ? null : this.at(at);
  }

  private at(i: number): [number, number] {
    const [x, y] = [0, 1].map((axis) => (this.map.positions[2 * i + axis] - this.from[axis]) / this.side);
    return [round(x), round(y)];
  }
}

function round(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}
