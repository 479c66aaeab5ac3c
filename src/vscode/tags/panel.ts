import path from 'node:path';
import type * as v from 'valibot';
import * as vscode from 'vscode';
import * as contract from '../../contracts/tags';
import { Command, TAGS_PANEL } from '../ids';
import { FolderPanel } from '../panels/folder-panel';
import type { PanelPage } from '../panels/panel';
import type { PanelContext } from '../panels/panel-context';
import { DismissedMerges } from './dismissed-merges';
import { tagPage } from './tag-page';

export const TAGS_PAGE: PanelPage = { viewType: TAGS_PANEL, bundle: 'tags', title: 'Tags', searchable: true };

/** The tags of one folder's label file. The webview shows them; the host reads and changes the file. */
export class TagsPanel extends FolderPanel {
  private readonly dismissed: DismissedMerges;

  constructor(panel: vscode.WebviewPanel, context: PanelContext, folder: string) {
    super(panel, context, TAGS_PAGE, folder);
    this.dismissed = new DismissedMerges(context.extension.workspaceState);
    panel.title = `Tags of ${path.basename(folder)}`;
    this.answerQuestions();
    this.answerChanges();
    this.register(
      context.labels.onDidChange((change) => {
        if (change.folder === folder) this.tell0(contract.LabelsChanged);
      }),
    );
  }

  private answerQuestions(): void {
    const { folder } = this;
    const { labels } = this.context;
    this.on0(contract.Ready, () => this.begin());
    this.on(contract.ReadPage, contract.PageSchema, ({ column }, token) =>
      tagPage(labels, folder, column, this.dismissed, token),
    );
    this.on(contract.ReadPurity, contract.ColumnSchema, ({ column }, token) =>
      labels.quality(folder, column, contract.NEIGHBOURS, token),
    );
    this.on(contract.FindLabel, contract.LabelSchema, async ({ label }) => {
      await vscode.commands.executeCommand(Command.FindSimilar, { folder, tag: label });
    });
    this.on(contract.Do, contract.DoSchema, (what) => this.do(what));
  }

  private answerChanges(): void {
    const { folder } = this;
    const { labels } = this.context;
    this.on(contract.Merge, contract.PairSchema, async (pair) => {
      const { edits } = await labels.edit(folder, { kind: 'merge', ...pair });
      return { changed: edits.length > 0 };
    });
    this.on(contract.Step, contract.StepSchema, async (step) => {
      const { edits } = await labels.edit(folder, step);
      return { changed: edits.length > 0 };
    });
    this.on(contract.Dismiss, contract.PairSchema, async ({ column, from, to }) => {
      await this.dismissed.add(await this.file(), column, from, to);
    });
    this.on(contract.OfferAgain, contract.ColumnSchema, async ({ column }) => {
      await this.dismissed.forget(await this.file(), column);
    });
  }

  private async file(): Promise<string> {
    const own = await this.context.labels.labels(this.folder);
    if (!own) throw new Error('choose a label file first, or make a new one');
    return own.file;
  }

  private async do(what: v.InferOutput<typeof contract.DoSchema>): Promise<void> {
    switch (what) {
      case 'choose labels':
        await vscode.commands.executeCommand(Command.UseLabelFile);
        break;
      case 'new labels':
        await vscode.commands.executeCommand(Command.NewLabelFile);
        break;
      case 'match labels':
        await vscode.commands.executeCommand(Command.MatchLabels);
        break;
      case 'index':
        await this.context.collections.index(this.folder);
    }
  }
}
