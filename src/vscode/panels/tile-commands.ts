import * as vscode from 'vscode';
import type { TileCommandName } from '../../contracts/similar';
import { Owner } from '../disposable';
import { Command } from '../ids';

/** A panel whose tiles have a context menu. */
export interface TilePanel {
  /** When it was looked at last, in milliseconds. */
  readonly usedAt: number;
  tileCommand(command: TileCommandName, tile: string): void;
}

/** The panel that was looked at last: a menu can be opened on one while the keyboard is elsewhere. */
export function lastUsed<T extends { readonly usedAt: number }>(panels: readonly T[]): T | undefined {
  return panels.toSorted((a, b) => a.usedAt - b.usedAt).at(-1);
}

/** The commands of tiles' context menus, given to the panel that is or was looked at. */
export class TileCommands extends Owner {
  constructor(panels: () => readonly TilePanel[]) {
    super();
    for (const [command, action] of [
      [Command.TileOpen, 'open'],
      [Command.TileFindSimilar, 'findSimilar'],
      [Command.TileMoreLikeThis, 'moreLikeThis'],
      [Command.TileLessLikeThis, 'lessLikeThis'],
      [Command.TileLabel, 'label'],
      [Command.TileSave, 'save'],
      [Command.TileReveal, 'reveal'],
      [Command.TileCopyPaths, 'copyPaths'],
    ] as const) {
      this.register(
        vscode.commands.registerCommand(command, (tile?: { tile?: unknown }) => {
          if (typeof tile?.tile !== 'string') return;
          lastUsed(panels())?.tileCommand(action, tile.tile);
        }),
      );
    }
  }
}
