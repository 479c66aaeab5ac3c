import type { MessageConnection } from 'vscode-jsonrpc/browser';
import {
  CopyPaths,
  FindSimilar,
  Open,
  Reveal,
  SaveCollection,
  type TileAction,
  TileCommand,
} from '../../../src/contracts/common';
import type { CutoutRef } from '../../../src/engine/protocol';
import { keyOf } from './thumbnail-loader';
import type { Tile } from './tile';
import type { TileActionEvent, TileGrid } from './tile-grid';

/** What a panel does in its own way. */
export interface TilePanel {
  readonly folder: () => string;
  readonly grid: () => TileGrid | undefined;
  readonly label: (tiles: readonly Tile[]) => void;
  /** Instead of the similarity panel. */
  readonly findSimilar?: (tiles: readonly Tile[]) => void;
  /** Instead of those that the tile stands for. */
  readonly copyPaths?: () => void;
  readonly moreLikeThis?: (tiles: readonly Tile[]) => void;
  readonly lessLikeThis?: (tiles: readonly Tile[]) => void;
}

/** Does what the buttons, keys and context menus of tiles say: the same in every panel, but for what a panel does in its own way. */
export class TileActions {
  constructor(
    private readonly host: MessageConnection,
    private readonly panel: TilePanel,
  ) {
    host.onNotification(TileCommand, ({ command, tile: key }) => {
      const grid = this.panel.grid();
      const tile = grid?.tiles.find((one) => keyOf(one) === key);
      if (grid && tile) this.act(command, grid.about(tile));
    });
  }

  /** For `tile-action` of the grid: opening and finding similar ones is about the one tile, all else about what is selected with it. */
  readonly onAction = ({ detail: { action, tile } }: TileActionEvent): void => {
    if (action === 'open' || action === 'findSimilar') this.act(action, [tile]);
    else if (action === 'copyPaths' && this.panel.copyPaths) this.panel.copyPaths();
    else this.act(action, this.panel.grid()?.about(tile) ?? [tile]);
  };

  private act(action: TileAction, tiles: readonly Tile[]): void {
    switch (action) {
      case 'label':
        return this.panel.label(tiles);
      case 'moreLikeThis':
        return this.panel.moreLikeThis?.(tiles);
      case 'lessLikeThis':
        return this.panel.lessLikeThis?.(tiles);
      case 'findSimilar':
        return this.panel.findSimilar ? this.panel.findSimilar(tiles) : this.send(FindSimilar, tiles);
      case 'open':
        return this.send(Open, tiles);
      case 'save':
        return this.send(SaveCollection, tiles);
      case 'reveal':
        return this.send(Reveal, tiles);
      case 'copyPaths':
        return this.send(CopyPaths, tiles);
    }
  }

  /** Asks the host for something about galaxies of the folder. */
  send(request: typeof Open, galaxies: readonly CutoutRef[]): void {
    void this.host.sendRequest(request, this.named(galaxies));
  }

  /** Galaxies as requests name them. */
  named(galaxies: readonly CutoutRef[]): { folder: string; cutouts: { path: string; hdu: number }[] } {
    return { folder: this.panel.folder(), cutouts: galaxies.map(({ path, hdu }) => ({ path, hdu })) };
  }
}
