import * as v from 'valibot';
import * as vscode from 'vscode';
import { AnomaliesStateSchema } from '../../contracts/anomalies';
import { chosenFolder } from '../collections/chosen-folder';
import { Owner } from '../disposable';
import { ANOMALIES_PANEL, Command } from '../ids';
import type { PanelContext } from '../panels/panel-context';
import { AnomaliesPanel } from './panel';

/** Inspect Anomalies: the command, its panels, one a folder, and their return after a reload. */
export class AnomaliesFeature extends Owner implements vscode.WebviewPanelSerializer {
  private readonly panels = new Set<AnomaliesPanel>();

  constructor(private readonly context: PanelContext) {
    super();
    this.register(vscode.commands.registerCommand(Command.InspectAnomalies, (uri?: unknown) => this.inspect(uri)));
    this.register(vscode.window.registerWebviewPanelSerializer(ANOMALIES_PANEL, this));
  }

  get open(): readonly AnomaliesPanel[] {
    return [...this.panels];
  }

  deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const { success, output } = v.safeParse(AnomaliesStateSchema, state);
    const folder = success ? output.folder : vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
    if (folder === undefined) panel.dispose();
    else this.keep(new AnomaliesPanel(panel, this.context, folder));
    return Promise.resolve();
  }

  private async inspect(uri: unknown): Promise<void> {
    const folder = await chosenFolder(uri, {
      none: 'Open a folder of galaxy cutouts first; it is they that are ranked.',
      pick: 'The folder whose galaxies to rank',
    });
    if (folder === undefined) return;
    const open = [...this.panels].find((panel) => panel.folder === folder);
    if (open) open.reveal();
    else this.keep(AnomaliesPanel.create(this.context, folder));
  }

  private keep(panel: AnomaliesPanel): void {
    this.panels.add(panel);
    panel.onDidEnd(() => this.panels.delete(panel));
  }
}
