import * as v from 'valibot';
import * as vscode from 'vscode';
import { TagsStateSchema } from '../../contracts/tags';
import { chosenFolder } from '../collections/chosen-folder';
import { Owner } from '../disposable';
import { Command, TAGS_PANEL } from '../ids';
import type { PanelContext } from '../panels/panel-context';
import { TagsPanel } from './panel';

/** Show Tags: the command, its panels, one a folder, and their return after a reload. */
export class TagsFeature extends Owner implements vscode.WebviewPanelSerializer {
  private readonly panels = new Set<TagsPanel>();

  constructor(private readonly context: PanelContext) {
    super();
    this.register(vscode.commands.registerCommand(Command.ShowTags, (uri?: unknown) => this.showTags(uri)));
    this.register(vscode.window.registerWebviewPanelSerializer(TAGS_PANEL, this));
  }

  deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const { success, output } = v.safeParse(TagsStateSchema, state);
    const folder = success ? output.folder : vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
    if (folder === undefined) panel.dispose();
    else this.keep(new TagsPanel(panel, this.context, folder));
    return Promise.resolve();
  }

  private async showTags(uri: unknown): Promise<void> {
    const folder = await chosenFolder(uri, {
      none: 'Open a folder of galaxy cutouts first; the tags shown are those of its label file.',
      pick: 'The folder whose tags to show',
    });
    if (folder === undefined) return;
    const open = [...this.panels].find((panel) => panel.folder === folder);
    if (open) open.reveal();
    else this.keep(TagsPanel.create(this.context, folder));
  }

  private keep(panel: TagsPanel): void {
    this.panels.add(panel);
    panel.onDidEnd(() => this.panels.delete(panel));
  }
}
