import * as v from 'valibot';
import * as vscode from 'vscode';
import { DuplicatesStateSchema } from '../../contracts/duplicates';
import { chosenFolder } from '../collections/chosen-folder';
import { Owner } from '../disposable';
import { Command, DUPLICATES_PANEL } from '../ids';
import type { PanelContext } from '../panels/panel-context';
import { DuplicatesPanel } from './panel';

/** Find Near-Duplicates: the command, its panels, one a folder, and their return after a reload. */
export class DuplicatesFeature extends Owner implements vscode.WebviewPanelSerializer {
  private readonly panels = new Set<DuplicatesPanel>();

  constructor(private readonly context: PanelContext) {
    super();
    this.register(vscode.commands.registerCommand(Command.FindDuplicates, (uri?: unknown) => this.findDuplicates(uri)));
    this.register(vscode.window.registerWebviewPanelSerializer(DUPLICATES_PANEL, this));
  }

  deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const { success, output } = v.safeParse(DuplicatesStateSchema, state);
    const folder = success ? output.folder : vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
    if (folder === undefined) panel.dispose();
    else this.keep(new DuplicatesPanel(panel, this.context, folder));
    return Promise.resolve();
  }

  private async findDuplicates(uri: unknown): Promise<void> {
    const folder = await chosenFolder(uri, {
      none: 'Open a folder of galaxy cutouts first; duplicates are looked for among its galaxies.',
      pick: 'The folder whose near-duplicates to find',
    });
    if (folder === undefined) return;
    const open = [...this.panels].find((panel) => panel.folder === folder);
    if (open) open.reveal();
    else this.keep(DuplicatesPanel.create(this.context, folder));
  }

  private keep(panel: DuplicatesPanel): void {
    this.panels.add(panel);
    panel.onDidEnd(() => this.panels.delete(panel));
  }
}
