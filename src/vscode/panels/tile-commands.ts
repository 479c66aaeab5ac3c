import * as vscode from 'vscode';
import { Owner } from '../disposable';
import { Command } from '../ids';
import type { Panel } from './panel';

/** The panel that was looked at last: a menu can be opened on one while the keyboard is elsewhere. */
export function lastUsed<T extends { readonly usedAt: number }>(panels: readonly T[]): T | undefined {
  return panels.toSorted((a, b) => a.usedAt - b.usedAt).at(-1);
}

/** The commands of tiles' context menus, given to the panel that is or was looked at. */
export class TileCommands extends Owner {
  constructor(panels: () => readonly Panel[]) {
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
