import path from 'node:path';
import * as v from 'valibot';
import * as vscode from 'vscode';
import { PanelStateSchema, type Query } from '../../../webview/similar/contract';
import { Owner } from '../disposable';
import { Command, CUTOUT_NAME, SIMILAR_PANEL } from '../ids';
import { SimilarPanel, type PanelContext } from './panel';

/** Find Similar Galaxies: the command, its panels, and their return after a reload. */
export class SimilarFeature extends Owner implements vscode.WebviewPanelSerializer {
  private readonly panels = new Set<SimilarPanel>();

  constructor(private readonly context: PanelContext) {
    super();
    this.register(
      vscode.commands.registerCommand(Command.FindSimilar, (uri?: unknown, selected?: unknown, hdu?: unknown) =>
        this.findSimilar(uri, selected, hdu),
      ),
    );
    for (const [command, action] of [
      [Command.TileOpen, 'open'],
      [Command.TileFindSimilar, 'findSimilar'],
      [Command.TileMoreLikeThis, 'moreLikeThis'],
      [Command.TileLessLikeThis, 'lessLikeThis'],
      [Command.TileReveal, 'reveal'],
      [Command.TileCopyPaths, 'copyPaths'],
    ] as const) {
      this.register(
        vscode.commands.registerCommand(command, (tile?: { tile?: unknown }) => {
          if (typeof tile?.tile === 'string') this.active?.tileCommand(action, tile.tile);
        }),
      );
    }
    this.register(vscode.window.registerWebviewPanelSerializer(SIMILAR_PANEL, this));
  }

  deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const { success, output } = v.safeParse(PanelStateSchema, state);
    const query = success ? output.history[output.position] : undefined;
    this.keep(new SimilarPanel(panel, this.context, query));
    return Promise.resolve();
  }

  private get active(): SimilarPanel | undefined {
    const panels = [...this.panels];
    return panels.find((panel) => panel.active) ?? panels.at(-1);
  }

  private async findSimilar(uri: unknown, selected: unknown, hdu: unknown): Promise<void> {
    const files = await queryFiles(uri, selected);
    if (files.length === 0) return;
    const folder = this.context.collections.folderOf(files[0]);
    // The viewer names the HDU that it shows; otherwise it is a file's first image.
    const ofHdu = typeof hdu === 'number' ? { hdu } : {};
    const query: Query = { folder, cutouts: files.map((file) => ({ path: pathIn(folder, file.fsPath), ...ofHdu })) };
    const open = this.active;
    if (open) open.show(query);
    else this.keep(SimilarPanel.create(this.context, query));
  }

  private keep(panel: SimilarPanel): void {
    this.panels.add(panel);
    panel.onDidEnd(() => this.panels.delete(panel));
  }
}

/** What the command is about: the explorer's selection, the editor's file, or one that the person now chooses. */
async function queryFiles(uri: unknown, selected: unknown): Promise<vscode.Uri[]> {
  const many = Array.isArray(selected) ? selected.filter((one) => one instanceof vscode.Uri) : [];
  const given = many.length > 0 ? many : uri instanceof vscode.Uri ? [uri] : [];
  const files = given.filter((file) => file.scheme === 'file' && CUTOUT_NAME.test(file.path));
  if (files.length > 0) return files;
  if (given.length > 0) {
    void vscode.window.showWarningMessage(
      'Similar galaxies are found for FITS (.fits, .fit, .fts, .gz), PNG and JPEG files on this machine.',
    );
    return [];
  }
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  if (
    (input instanceof vscode.TabInputText || input instanceof vscode.TabInputCustom) &&
    input.uri.scheme === 'file' &&
    CUTOUT_NAME.test(input.uri.path)
  ) {
    return [input.uri];
  }
  const chosen = await vscode.window.showOpenDialog({
    title: 'Find Similar Galaxies to…',
    openLabel: 'Find Similar',
    canSelectMany: true,
    defaultUri: vscode.workspace.workspaceFolders?.[0]?.uri,
    filters: { 'Galaxy cutouts': ['fits', 'fit', 'fts', 'gz', 'png', 'jpg', 'jpeg'] },
  });
  return chosen ?? [];
}

/** Relative with forward slashes for a file of the folder; absolute for any other. */
function pathIn(folder: string, file: string): string {
  const relative = path.relative(folder, file);
  const inside = relative !== '' && !relative.startsWith('..') && !path.isAbsolute(relative);
  return inside ? relative.split(path.sep).join('/') : file;
}
