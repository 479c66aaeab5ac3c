import path from 'node:path';
import Papa from 'papaparse';
import * as v from 'valibot';
import * as vscode from 'vscode';
import { ResponseError, type MessageConnection } from 'vscode-jsonrpc/node';
import * as contract from '../../../webview/similar/contract';
import type { CutoutRef } from '../../engine';
import type { Collections } from '../collections';
import { Owner } from '../disposable';
import { Command, SIMILAR_PANEL } from '../ids';
import { neighbourCount } from '../settings';
import { checked, webviewConnection } from '../webview-connection';
import { webviewPage, webviewRoots } from '../webview-page';

const APPEARANCE_KEY = 'similar.appearance';
const REQUEST_FAILED = -32000;

/** What a panel needs of its surroundings. */
export interface PanelContext {
  readonly extension: vscode.ExtensionContext;
  readonly collections: Collections;
  readonly log: vscode.LogOutputChannel;
}

/** A grid of the galaxies most like a query. The webview keeps the history of queries; the host answers them. */
export class SimilarPanel extends Owner {
  private readonly connection: MessageConnection;
  /** The query to begin with; a restored panel has its own. */
  private first?: contract.Query;
  private ready = false;
  private readonly ended = this.register(new vscode.EventEmitter<void>());
  readonly onDidEnd = this.ended.event;

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
    panel.iconPath = vscode.Uri.joinPath(extensionUri, 'media', 'icon.svg');
    panel.webview.options = { enableScripts: true, localResourceRoots: webviewRoots(extensionUri) };
    panel.webview.html = webviewPage(panel.webview, extensionUri, 'similar', 'Similar galaxies');
    this.register(
      context.collections.onDidChange((status) => {
        if (this.ready) void this.connection.sendNotification(contract.CollectionStatus, status);
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
      { viewColumn: vscode.ViewColumn.Beside, preserveFocus: false },
      { enableScripts: true, retainContextWhenHidden: true, enableFindWidget: false },
    );
    return new SimilarPanel(panel, context, query);
  }

  get active(): boolean {
    return this.panel.active;
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
    connection.onRequest(contract.Search, (params) =>
      this.answer(async () => {
        const { folder, cutouts, negatives } = checked(contract.QuerySchema, params);
        const result = await collections.similar({ folder, query: cutouts, negatives, count: neighbourCount() });
        this.panel.title = `Similar to ${title(cutouts)}`;
        void connection.sendNotification(contract.CollectionStatus, collections.status(folder));
        return result;
      }),
    );
    connection.onRequest(contract.Thumbnails, (params) =>
      this.answer(() => {
        const { folder, cutouts, size } = checked(contract.ThumbnailsSchema, params);
        return collections.thumbnails(folder, cutouts, size);
      }),
    );
    connection.onRequest(contract.Open, (params) =>
      this.answer(async () => {
        for (const uri of uris(params)) await vscode.commands.executeCommand('vscode.open', uri, this.besideThis());
      }),
    );
    connection.onRequest(contract.Reveal, (params) =>
      this.answer(async () => {
        const [uri] = uris(params);
        if (uri) await vscode.commands.executeCommand('revealInExplorer', uri);
      }),
    );
    connection.onRequest(contract.CopyPaths, (params) =>
      this.answer(async () => {
        const paths = uris(params).map((uri) => uri.fsPath);
        await vscode.env.clipboard.writeText(paths.join('\n'));
        vscode.window.setStatusBarMessage(
          paths.length === 1 ? 'Copied the path' : `Copied ${paths.length} paths`,
          3000,
        );
      }),
    );
    connection.onRequest(contract.Export, (params) =>
      this.answer(() => saveNeighbours(checked(contract.ExportSchema, params))),
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

  /** A file opens in the column to the left of the panel, where the code is, or wherever there is another. */
  private besideThis(): vscode.ViewColumn {
    const other = vscode.window.tabGroups.all.find(({ viewColumn }) => viewColumn !== this.panel.viewColumn);
    return other?.viewColumn ?? vscode.ViewColumn.Beside;
  }

  private async answer<T>(work: () => Promise<T>): Promise<T | ResponseError<void>> {
    try {
      return await work();
    } catch (error) {
      const { message, stack } = error as Error;
      this.context.log.error(stack ?? message);
      return new ResponseError(REQUEST_FAILED, message);
    }
  }
}

function title(cutouts: contract.Query['cutouts']): string {
  const [first] = cutouts;
  const name = path.basename(first.path);
  return cutouts.length === 1 ? name : `${name} and ${cutouts.length - 1} more`;
}

function uris(params: unknown): vscode.Uri[] {
  const { folder, cutouts } = checked(contract.CutoutsSchema, params);
  return cutouts.map((cutout: CutoutRef) => vscode.Uri.file(path.resolve(folder, cutout.path)));
}

async function saveNeighbours({ query, neighbours }: v.InferOutput<typeof contract.ExportSchema>): Promise<void> {
  const name = `${path.parse(query.cutouts[0].path).name}-similar.csv`;
  const target = await vscode.window.showSaveDialog({
    title: 'Export the Neighbours',
    defaultUri: vscode.Uri.file(path.join(query.folder, name)),
    filters: { CSV: ['csv'] },
  });
  if (!target) return;
  const text = Papa.unparse(
    {
      fields: ['path', 'hdu', 'similarity', 'ra', 'dec'],
      data: neighbours.map(({ path: file, hdu, similarity, ra, dec }) => [file, hdu, similarity, ra ?? '', dec ?? '']),
    },
    { newline: '\n' },
  );
  await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(`${text}\n`));
  const choice = await vscode.window.showInformationMessage(
    `${neighbours.length} neighbours are in ${path.basename(target.fsPath)}.`,
    'Open',
  );
  if (choice) await vscode.window.showTextDocument(target);
}
