import path from 'node:path';
import * as v from 'valibot';
import * as vscode from 'vscode';
import type { MessageConnection, ResponseError } from 'vscode-jsonrpc/node';
import { FindDuplicates, ReadThumbnails } from '../../engine';
import * as contract from '../../contracts/duplicates';
import { AppearanceSchema, DEFAULT_APPEARANCE } from '../../contracts/similar';
import { filesOf, openBeside } from '../collections/cutout-files';
import { Owner } from '../disposable';
import { DUPLICATES_PANEL } from '../ids';
import { tileLabels } from '../panels/tile-labels';
import { APPEARANCE_KEY, type PanelContext } from '../panels/panel-context';
import { panelColumn } from '../panels/panel-column';
import { answered, checked, webviewConnection } from '../panels/webview-connection';
import { fillPanel } from '../panels/webview-page';
import { DuplicateChanges } from './changes';

/** The near-duplicates of one folder. The webview lists them; the engine finds them, and the host writes what is decided. */
export class DuplicatesPanel extends Owner {
  private readonly connection: MessageConnection;
  private readonly changes: DuplicateChanges;
  private readonly ended = this.register(new vscode.EventEmitter<void>());
  readonly onDidEnd = this.ended.event;
  private ready = false;
  /** Ends the search that is under way. */
  private finding?: vscode.CancellationTokenSource;

  constructor(
    private readonly panel: vscode.WebviewPanel,
    private readonly context: PanelContext,
    /** Absolute path. */
    readonly folder: string,
  ) {
    super();
    const { extensionUri } = context.extension;
    const { collections, labels } = context;
    this.changes = new DuplicateChanges(folder, collections, labels);
    this.connection = this.register(webviewConnection(panel.webview, context.log));
    this.onRequests();
    this.connection.listen();
    panel.title = `Near-duplicates of ${path.basename(folder)}`;
    fillPanel(panel, extensionUri, 'duplicates', 'Near-duplicates');
    this.register(
      collections.onDidChange((status) => {
        if (this.ready && status.folder === folder) {
          void this.connection.sendNotification(contract.CollectionStatus, status);
        }
      }),
    );
    this.register(
      collections.onDidDecide(() => {
        if (this.ready) void this.connection.sendNotification(contract.DecisionsChanged);
      }),
    );
    this.register(
      labels.onDidChange((change) => {
        if (this.ready && change.folder === folder) void this.connection.sendNotification(contract.LabelsChanged);
      }),
    );
    this.register({ dispose: () => this.finding?.cancel() });
    panel.onDidDispose(() => {
      this.ended.fire();
      this.dispose();
    });
  }

  static create(context: PanelContext, folder: string): DuplicatesPanel {
    const panel = vscode.window.createWebviewPanel(
      DUPLICATES_PANEL,
      'Near-duplicates',
      { viewColumn: panelColumn(DUPLICATES_PANEL), preserveFocus: false },
      { enableScripts: true, retainContextWhenHidden: true, enableFindWidget: true },
    );
    return new DuplicatesPanel(panel, context, folder);
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
    connection.onRequest(contract.Find, (params) =>
      this.answer(() => this.find(checked(contract.CriteriaSchema, params))),
    );
    connection.onRequest(contract.CancelFind, () => this.answer(() => Promise.resolve(this.finding?.cancel())));
    connection.onRequest(contract.Decide, (params) =>
      this.answer(() => this.changes.decide(checked(contract.DecisionSchema, params))),
    );
    connection.onRequest(contract.Undo, () => this.answer(() => this.changes.undo()));
    connection.onRequest(contract.Thumbnails, (params) =>
      this.answer(() => {
        const { cutouts, size } = checked(contract.ThumbnailsSchema, params);
        return collections.request(ReadThumbnails, { folder, cutouts, size });
      }),
    );
    connection.onRequest(contract.ReadTileLabels, (params) =>
      this.answer(() => tileLabels(labels, folder, checked(contract.LabelsSchema, params).paths)),
    );
    connection.onRequest(contract.Open, (params) =>
      this.answer(() => openBeside(this.panel, filesOf(folder, checked(contract.CutoutsSchema, params).cutouts))),
    );
    connection.onRequest(contract.IndexFolder, () =>
      this.answer(async () => {
        await collections.index(folder);
      }),
    );
  }

  private async find(criteria: contract.Criteria): Promise<contract.DuplicatesResult | null> {
    // Of two searches the later one counts.
    this.finding?.cancel();
    const cancel = (this.finding = new vscode.CancellationTokenSource());
    try {
      const found = await this.context.collections.request(
        FindDuplicates,
        { folder: this.folder, ...criteria },
        {
          onProgress: (progress) => void this.connection.sendNotification(contract.FindProgressed, progress),
          token: cancel.token,
        },
      );
      return found ?? null;
    } finally {
      cancel.dispose();
      if (this.finding === cancel) this.finding = undefined;
    }
  }

  private answer<T>(work: () => Promise<T>): Promise<T | ResponseError<void>> {
    return answered(this.context.log, work);
  }
}
