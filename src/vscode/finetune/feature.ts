import * as v from 'valibot';
import * as vscode from 'vscode';
import { FinetuneStateSchema } from '../../contracts/finetune';
import type { ModelSummary } from '../../engine';
import { chosenFolder } from '../collections/chosen-folder';
import { Owner } from '../disposable';
import type { EngineHost } from '../engine/engine-host';
import { Command, FINETUNE_PANEL, PLAIN_TABLE_NAME } from '../ids';
import { openPanel } from '../panels/panel';
import type { PanelContext } from '../panels/panel-context';
import { PanelSet } from '../panels/panel-set';
import { Finetuning } from './finetuning';
import { FINETUNE_PAGE, type FinetuneContext, FinetunePanel } from './panel';
import { FinetuneRuns } from './runs';

/** Fine-Tune on Labels: the command, its panels, one a label file, their return after a reload, and the runs behind them. */
export class FinetuneFeature extends Owner implements vscode.WebviewPanelSerializer {
  private readonly panels = new PanelSet<FinetunePanel>();
  private readonly context: FinetuneContext;
  private readonly finished = this.register(new vscode.EventEmitter<void>());
  /** There is another model than before, or one less. */
  readonly onDidChange = this.finished.event;

  constructor(context: PanelContext & { readonly engine: EngineHost }) {
    super();
    const { engine, collections, labels, log, extension } = context;
    const finetuning = new Finetuning(engine, collections, labels, extension.globalStorageUri);
    const runs = this.register(new FinetuneRuns(finetuning, extension.workspaceState, log));
    this.context = { ...context, finetuning, runs };
    this.register(
      runs.onDidChange((file) => {
        if (runs.state(file)?.state !== 'running') this.finished.fire();
      }),
    );
    this.register(vscode.commands.registerCommand(Command.FineTune, (uri?: unknown) => this.open(uri)));
    this.register(vscode.window.registerWebviewPanelSerializer(FINETUNE_PANEL, this));
  }

  /** The models of a folder. */
  list(folder: string): Promise<readonly ModelSummary[]> {
    return this.context.finetuning.models(folder);
  }

  deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const { success, output } = v.safeParse(FinetuneStateSchema, state);
    const folder = success ? output.folder : vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
    if (folder === undefined) panel.dispose();
    else
      this.panels.add(new FinetunePanel(panel, this.context, folder, success ? output.file : this.labelFile(folder)));
    return Promise.resolve();
  }

  private async open(uri: unknown): Promise<void> {
    const given = uri instanceof vscode.Uri ? uri : vscode.window.activeTextEditor?.document.uri;
    if (given?.scheme === 'file' && PLAIN_TABLE_NAME.test(given.path)) {
      this.show(this.context.collections.folderOf(given), given.fsPath);
      return;
    }
    const folder = await chosenFolder(uri, {
      none: 'Open a folder of galaxy cutouts first; a model learns from them and their labels.',
      pick: 'The folder whose labels to learn',
    });
    if (folder !== undefined) this.show(folder, this.labelFile(folder));
  }

  private labelFile(folder: string): string | undefined {
    return this.context.labels.choices.labelFile(folder);
  }

  private show(folder: string, file: string | undefined): void {
    const open = this.panels.open.find((panel) => panel.folder === folder && panel.file === file);
    if (open) open.reveal();
    else this.panels.add(new FinetunePanel(openPanel(FINETUNE_PAGE), this.context, folder, file));
  }
}
