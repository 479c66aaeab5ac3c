import path from 'node:path';
import * as v from 'valibot';
import * as vscode from 'vscode';
import type { MessageConnection, ResponseError } from 'vscode-jsonrpc/node';
import { ReadThumbnails } from '../../engine';
import * as contract from '../../contracts/similar';
import { cutoutTable } from '../../exports';
import { answerLabels } from '../panels/panel-labels';
import { copyPaths, filesOf, openBeside } from '../collections/cutout-files';
import { Owner } from '../disposable';
import { Command, SIMILAR_PANEL } from '../ids';
import { saveIntoCollection } from '../saved/commands';
import { panelColumn } from '../panels/panel-column';
import { copyNeighboursAsPython } from '../python/copy-python';
import { saveTable } from '../panels/save-table';
import { answered, checked, webviewConnection } from '../panels/webview-connection';
import { fillPanel } from '../panels/webview-page';
import { APPEARANCE_KEY, type PanelContext } from '../panels/panel-context';
import { answerTo } from './answer';

/** A grid of the galaxies most like a query. The webview keeps the history of queries; the host answers them. */
export class SimilarPanel extends Owner {
  private readonly connection: MessageConnection;
  /** Of the query that is shown. */
  private folder?: string;
  /** The query to begin with; a restored panel has its own. */
  private first?: contract.Query;
  private ready = false;
  private readonly ended = this.register(new vscode.EventEmitter<void>());
  readonly onDidEnd = this.ended.event;
  /** When it was looked at last, in milliseconds. */
  usedAt = performance.now();

  constructor(
    private readonly panel: vscode.WebviewPanel,
    private readonly context: PanelContext,
    query?: contract.Query,
  ) {
    super();
    this.first = query;
    const { extensionUri } = context.extension;
    this.connection = this.register(webviewConnection(panel.webview, context.log));
    this.onRequests();
    this.connection.listen();
    fillPanel(panel, extensionUri, 'similar', 'Similar galaxies');
    this.register(
      context.collections.onDidChange((status) => {
        if (this.ready) void this.connection.sendNotification(contract.CollectionStatus, status);
      }),
    );
    this.register(
      answerLabels(this.connection, context.labels, context.log, () => (this.ready ? this.folder : undefined)),
    );
    this.register(
      context.saved.onDidChange(() => {
        if (this.ready) void this.connection.sendNotification(contract.CollectionsChanged);
      }),
    );
    this.register(
      context.collections.onDidDecide(() => {
        if (this.ready) void this.connection.sendNotification(contract.DuplicatesDecided);
      }),
    );
    this.register(
      panel.onDidChangeViewState(() => {
        if (panel.active) this.usedAt = performance.now();
      }),
    );
    panel.onDidDispose(() => {
      this.ended.fire();
      this.dispose();
    });
  }

  static create(context: PanelContext, query: contract.Query): SimilarPanel {
    const panel = vscode.window.createWebviewPanel(
      SIMILAR_PANEL,
      'Similar Galaxies',
      { viewColumn: panelColumn(SIMILAR_PANEL), preserveFocus: false },
      { enableScripts: true, retainContextWhenHidden: true, enableFindWidget: false },
    );
    return new SimilarPanel(panel, context, query);
  }

  show(query: contract.Query): void {
    this.panel.reveal(undefined, false);
    if (this.ready) void this.connection.sendNotification(contract.ShowQuery, query);
    else this.first = query;
  }

  tileCommand(command: contract.TileCommandName, tile: string): void {
    void this.connection.sendNotification(contract.TileCommand, { command, tile });
  }

  private onRequests(): void {
    const { connection } = this;
    const { collections, extension } = this.context;
    connection.onRequest(contract.Ready, () => {
      this.ready = true;
      const stored = v.safeParse(contract.AppearanceSchema, extension.globalState.get(APPEARANCE_KEY));
      return { query: this.first, appearance: stored.success ? stored.output : contract.DEFAULT_APPEARANCE };
    });
    connection.onRequest(contract.Search, (params, token) =>
      this.answer(async () => {
        const query = checked(contract.QuerySchema, params);
        const { folder } = query;
        this.folder = folder;
        const result = await answerTo(query, this.context, token);
        this.panel.title = query.collection ?? (query.order ? title(query) : `Similar to ${title(query)}`);
        void connection.sendNotification(contract.CollectionStatus, collections.status(folder));
        return result;
      }, token),
    );
    connection.onRequest(contract.Thumbnails, (params) =>
      this.answer(() => {
        const { folder, cutouts, size } = checked(contract.ThumbnailsSchema, params);
        return collections.request(ReadThumbnails, { folder, cutouts, size });
      }),
    );
    connection.onRequest(contract.Open, (params) =>
      this.answer(async () => {
        await openBeside(this.panel, uris(params));
      }),
    );
    connection.onRequest(contract.Reveal, (params) =>
      this.answer(async () => {
        const [uri] = uris(params);
        if (uri) await vscode.commands.executeCommand('revealInExplorer', uri);
      }),
    );
    connection.onRequest(contract.SaveCollection, (params) =>
      this.answer(async () => {
        const { folder, cutouts } = checked(contract.CutoutsSchema, params);
        await saveIntoCollection(this.context.saved, folder, cutouts);
      }),
    );
    connection.onRequest(contract.CopyPaths, (params) => this.answer(() => copyPaths(uris(params))));
    connection.onRequest(contract.Export, (params) =>
      this.answer(() => saveNeighbours(checked(contract.ExportSchema, params))),
    );
    connection.onRequest(contract.CopyPython, (params) =>
      this.answer(() => {
        const { query, neighbours } = checked(contract.ExportSchema, params);
        return copyNeighboursAsPython(this.context, query, neighbours, title(query));
      }),
    );
    connection.onRequest(contract.Remember, (params) =>
      this.answer(async () => extension.globalState.update(APPEARANCE_KEY, checked(contract.AppearanceSchema, params))),
    );
    connection.onRequest(contract.CancelIndexing, (folder) =>
      this.answer(() => Promise.resolve(collections.cancel(checked(v.string(), folder)))),
    );
    connection.onRequest(contract.ResumeIndexing, (folder) =>
      this.answer(async () => {
        await collections.index(checked(v.string(), folder));
      }),
    );
    connection.onRequest(contract.ShowUnreadable, () =>
      this.answer(async () => vscode.commands.executeCommand<void>(Command.ShowUnreadable)),
    );
  }

  private answer<T>(work: () => Promise<T>, token?: vscode.CancellationToken): Promise<T | ResponseError<void>> {
    return answered(this.context.log, work, token);
  }
}

function title({ cutouts, tag, collection, order }: contract.Query): string {
  if (collection !== undefined) return collection;
  if (order !== undefined) return `Galaxies by ${order.by}`;
  const names = [
    ...(tag === undefined ? [] : [`#${tag}`]),
    ...cutouts.map(({ path: file, region }) => `${region ? 'a part of ' : ''}${path.basename(file)}`),
  ];
  return names.length === 1 ? names[0] : `${names[0]} and ${names.length - 1} more`;
}

function uris(params: unknown): vscode.Uri[] {
  const { folder, cutouts } = checked(contract.CutoutsSchema, params);
  return filesOf(folder, cutouts);
}

function saveNeighbours({ query, neighbours }: v.InferOutput<typeof contract.ExportSchema>): Promise<void> {
  const about = title(query);
  const { collection, order, tag, cutouts } = query;
  const name = collection ?? (order ? `by-${order.by.replace(/[^\p{L}\p{N}_-]+/gu, '-')}` : `${tag ?? path.parse(cutouts[0].path).name}-similar`); // prettier-ignore
  return saveTable(cutoutTable(neighbours, [], order ? about : `The galaxies most similar to ${about}`), {
    title: order ? 'Export the List' : 'Export the Neighbours',
    file: path.join(query.folder, name),
    rows: order ? 'galaxies' : 'neighbours',
  });
}
