import * as v from 'valibot';
import * as vscode from 'vscode';
import { MapStateSchema } from '../../contracts/map';
import { chosenFolder } from '../collections/chosen-folder';
import { Owner } from '../disposable';
import { Command, MAP_PANEL } from '../ids';
import type { PanelContext } from '../panels/panel-context';
import { MapPanel } from './panel';

/** Show Map: the command, its panels, one a folder, and their return after a reload. */
export class MapFeature extends Owner implements vscode.WebviewPanelSerializer {
  private readonly panels = new Set<MapPanel>();

  constructor(private readonly context: PanelContext) {
    super();
    this.register(vscode.commands.registerCommand(Command.ShowMap, (uri?: unknown) => this.showMap(uri)));
    this.register(vscode.window.registerWebviewPanelSerializer(MAP_PANEL, this));
  }

  deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const { success, output } = v.safeParse(MapStateSchema, state);
    const folder = success ? output.folder : vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
    if (folder === undefined) panel.dispose();
    else this.keep(new MapPanel(panel, this.context, folder));
    return Promise.resolve();
  }

  get open(): readonly MapPanel[] {
    return [...this.panels];
  }

  private async showMap(uri: unknown): Promise<void> {
    const folder = await chosenFolder(uri, {
      none: 'Open a folder of galaxy cutouts first; the map shows the galaxies of a workspace folder.',
      pick: 'The folder to show as a map',
    });
    if (folder === undefined) return;
    const open = [...this.panels].find((panel) => panel.folder === folder);
    if (open) open.reveal();
    else this.keep(MapPanel.create(this.context, folder));
  }

  private keep(panel: MapPanel): void {
    this.panels.add(panel);
    panel.onDidEnd(() => this.panels.delete(panel));
  }
}
