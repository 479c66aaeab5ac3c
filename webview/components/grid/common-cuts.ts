import { commonDisplay, type Display, type DisplayChoice } from '../../../src/imaging';
import type { Tile } from './tile';
import { keyOf, type ThumbnailLoader } from './thumbnail-loader';

/** Pictures of which the cuts of all are found. */
const MOST = 24;

/** How all pictures are drawn where their cuts are the same: found from the first of the list, so that scrolling changes none. */
export class CommonCuts {
  display?: Display;
  private from = '';

  /** Finds them anew where other pictures of the first have come. */
  follow(tiles: readonly Tile[], loader: ThumbnailLoader, cuts: DisplayChoice['cuts']): void {
    const first = cuts === 'same for all' ? tiles.slice(0, MOST) : [];
    const loaded = first.flatMap((tile) => {
      const thumbnail = loader.get(tile);
      return thumbnail && !('error' in thumbnail) ? [{ key: keyOf(tile), thumbnail }] : [];
    });
    const from = loaded.map(({ key }) => key).join('\n');
    if (from === this.from) return;
    this.from = from;
    this.display = commonDisplay(loaded.map(({ thumbnail }) => ({ ...thumbnail, bands: [...thumbnail.bands] })));
  }
}
