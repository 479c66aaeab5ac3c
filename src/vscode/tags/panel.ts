import path from 'node:path';
import * as v from 'valibot';
import * as vscode from 'vscode';
import type { ResponseError } from 'vscode-jsonrpc/node';
import { type MessageConnection } from 'vscode-jsonrpc/node';
import { ReadThumbnails } from '../../engine';
import { AppearanceSchema, DEFAULT_APPEARANCE } from '../../contracts/similar';
import * as contract from '../../contracts/tags';
import { Owner } from '../disposable';
import { Command, TAGS_PANEL } from '../ids';
import { APPEARANCE_KEY, type PanelContext } from '../panels/panel-context';
import { panelColumn } from '../panels/panel-column';
import { answered, checked, webviewConnection } from '../panels/webview-connection';
import { fillPanel } from '../panels/webview-page';
import { DismissedMerges } from './dismissed-merges';
import { tagPage } from './tag-page';

/** The tags of one folder's label file. The webview shows them; the host reads and changes the file. */
export class TagsPanel extends Owner {
  private readonly connection: MessageConnection;
  private readonly dismissed: DismissedMerges;
  private readonly ended = this.register(new vscode.EventEmitter<void>());
  readonly onDidEnd = this.ended.event;
  private ready = false;

  constructor(
    private readonly panel: vscode.WebviewPanel,
    private readonly context: PanelContext,
    /** Absolute path. */
    readonly folder: string,
  ) {
    super();
    const { extensionUri, workspaceState } = context.extension;
    this.dismissed = new DismissedMerges(workspaceState);
    this.connection = this.register(webviewConnection(panel.webview, context.log));
    this.onRequests();
    this.onChanges();
    this.connection.listen();
    panel.title = `Tags of ${path.basename(folder)}`;
    fillPanel(panel, extensionUri, 'tags', 'Tags');
    this.register(
      context.collections.onDidChange((status) => {
        if (this.ready && status.folder === folder) {
          void this.connection.sendNotification(contract.CollectionStatus, status);
        }
      }),
    );
    this.register(
      context.labels.onDidChange((change) => {
        if (this.ready && change.folder === folder) void this.connection.sendNotification(contract.LabelsChanged);
      }),
    );
    panel.onDidDispose(() => {
      this.ended.fire();
      this.dispose();
    });
  }

  static create(context: PanelContext, folder: string): TagsPanel {
    const panel = vscode.window.createWebviewPanel(
      TAGS_PANEL,
      'Tags',
      { viewColumn: panelColumn(TAGS_PANEL), preserveFocus: false },
      { enableScripts: true, retainContextWhenHidden: true, enableFindWidget: true },
    );
    return new TagsPanel(panel, context, folder);
  }

  reveal(): void {
    this.panel.reveal(undefined, false);
  }

  private onRequests(): void {
    const { connection, folder } = this;
    const { collections, extension, labels } = this.context;
    connection.onRequest(contract.Ready, () =>
      this.answer(async () => {
        await collections.open(folder);
        this.ready = true;
        const stored = v.safeParse(AppearanceSchema, extension.globalState.get(APPEARANCE_KEY));
        const appearance = stored.success ? stored.output : DEFAULT_APPEARANCE;
        return { folder, appearance, status: collections.status(folder) };
      }),
    );
    connection.onRequest(contract.ReadPage, (params, token) =>
      this.answer(
        () => tagPage(labels, folder, checked(contract.PageSchema, params).column, this.dismissed, token),
        token,
      ),
    );
    connection.onRequest(contract.ReadPurity, (params, token) =>
      this.answer(
        () => labels.quality(folder, checked(contract.ColumnSchema, params).column, contract.NEIGHBOURS, token),
        token,
      ),
    );
    connection.onRequest(contract.Thumbnails, (params) =>
      this.answer(() => {
        const { cutouts, size } = checked(contract.ThumbnailsSchema, params);
        return collections.request(ReadThumbnails, { folder, cutouts, size });
      }),
    );
    connection.onRequest(contract.FindLabel, (params) =>
      this.answer(async () => {
        const { label } = checked(contract.LabelSchema, params);
        await vscode.commands.executeCommand(Command.FindSimilar, { folder, tag: label });
      }),
    );
    connection.onRequest(contract.Do, (params) => this.answer(() => this.do(checked(contract.DoSchema, params))));
  }

  private onChanges(): void {
    const { connection, folder } = this;
    const { labels } = this.context;
    connection.onRequest(contract.Merge, (params) =>
      this.answer(async () => {
        const { edits } = await labels.edit(folder, { kind: 'merge', ...checked(contract.PairSchema, params) });
        return { changed: edits.length > 0 };
      }),
    );
    connection.onRequest(contract.Step, (params) =>
      this.answer(async () => {
        const { edits } = await labels.edit(folder, checked(contract.StepSchema, params));
        return { changed: edits.length > 0 };
      }),
    );
    connection.onRequest(contract.Dismiss, (params) =>
      this.answer(async () => {
        const { column, from, to } = checked(contract.PairSchema, params);
        await this.dismissed.add(await this.file(), column, from, to);
      }),
    );
    connection.onRequest(contract.OfferAgain, (params) =>
      this.answer(async () => {
        await this.dismissed.forget(await this.file(), checked(contract.ColumnSchema, params).column);
      }),
    );
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

  private answer<T>(work: () => Promise<T>, token?: vscode.CancellationToken): Promise<T | ResponseError<void>> {
    return answered(this.context.log, work, token);
  }
}
