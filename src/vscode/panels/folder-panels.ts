import * as v from 'valibot';
import * as vscode from 'vscode';
import { chosenFolder } from '../collections/chosen-folder';
import { Owner } from '../disposable';
import type { FolderPanel } from './folder-panel';
import { openPanel, type PanelPage } from './panel';
import { PanelSet } from './panel-set';

/** A kind of panel of which each folder has one. */
export interface FolderPanelKind<P extends FolderPanel> {
  readonly page: PanelPage;
  /** Opens the panel of a folder. */
  readonly command: string;
  /** What the page keeps through a reload of the window. */
  readonly state: v.GenericSchema<unknown, { readonly folder: string }>;
  /** Where no folder is open, and above the choice of one. */
  readonly words: { readonly none: string; readonly pick: string };
  readonly create: (panel: vscode.WebviewPanel, folder: string) => P;
}

/** The panels of one kind, one a folder: their command, and their return after a reload. */
export abstract class FolderPanels<P extends FolderPanel> extends Owner implements vscode.WebviewPanelSerializer {
  private readonly panels = new PanelSet<P>();

  constructor(private readonly kind: FolderPanelKind<P>) {
    super();
    this.register(vscode.commands.registerCommand(kind.command, (uri?: unknown) => this.show(uri)));
    this.register(vscode.window.registerWebviewPanelSerializer(kind.page.viewType, this));
  }

  get open(): readonly P[] {
    return this.panels.open;
  }

  deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const { success, output } = v.safeParse(this.kind.state, state);
    const folder = success ? output.folder : vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
    if (folder === undefined) panel.dispose();
    else this.panels.add(this.kind.create(panel, folder));
    return Promise.resolve();
  }

  private async show(uri: unknown): Promise<void> {
    const { create, page, words } = this.kind;
    const folder = await chosenFolder(uri, words);
    if (folder === undefined) return;
    const open = this.open.find((panel) => panel.folder === folder);
    if (open) open.reveal();
    else this.panels.add(create(openPanel(page), folder));
  }
}
