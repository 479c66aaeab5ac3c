import path from 'node:path';
import * as v from 'valibot';
import * as vscode from 'vscode';
import { type MessageConnection, ResponseError } from 'vscode-jsonrpc/node';
import * as contract from '../../contracts/viewer';
import type { FileCalls } from '../../viewing';
import { Owner } from '../disposable';
import { Command, VIEWER_SHOWS_TABLE } from '../ids';
import { checked, webviewConnection } from '../panels/webview-connection';
import { webviewPage, webviewRoots } from '../panels/webview-page';
import { chooseFile } from './choose-file';
import type { ViewerContext } from './viewer-context';
import { skyLink } from './sky-links';
import type { LockedView, SkyLock } from './sky-lock';

const LOOKS_KEY = 'viewer.looks';
const REQUEST_FAILED = -32000;

/** One open viewer: what its webview asks of the editor and of the engine. */
export class ViewerEditor extends Owner implements LockedView {
  private readonly connection: MessageConnection;
  private showsTable = false;
  /** Files that the webview may ask for: its own, and those that a person chose to compare with. */
  private readonly allowed = new Map<string, vscode.Uri>();

  constructor(
    private readonly uri: vscode.Uri,
    panel: vscode.WebviewPanel,
    private readonly context: ViewerContext,
    private readonly lock: SkyLock,
  ) {
    super();
    const { extensionUri } = context.extension;
    this.allowed.set(uri.toString(), uri);
    panel.webview.options = { enableScripts: true, localResourceRoots: webviewRoots(extensionUri) };
    this.connection = this.register(webviewConnection(panel.webview, context.log));
    this.onRequests();
    this.connection.listen();
    this.watch();
    const tell = () => {
      if (panel.active) tellTable(this.showsTable);
    };
    this.connection.onNotification(contract.Shows, (content) => {
      this.showsTable = v.is(contract.ContentSchema, content) && content === 'table';
      tell();
    });
    panel.onDidChangeViewState(tell);
    panel.onDidDispose(() => {
      // Another editor is in front, and no viewer may tell of it.
      tellTable(false);
      lock.remove(this);
      this.dispose();
    });
    panel.webview.html = webviewPage(panel.webview, extensionUri, 'viewer', 'FITS');
  }

  follow(view: contract.SkyView): void {
    void this.connection.sendNotification(contract.FollowView, view);
  }

  private onRequests(): void {
    const { connection } = this;
    const { globalState } = this.context.extension;
    connection.onRequest(contract.Ready, () =>
      this.answer(async () => {
        const stored = v.safeParse(contract.LooksSchema, globalState.get(LOOKS_KEY));
        return { file: await fileSource(this.uri), looks: stored.success ? stored.output : contract.DEFAULT_LOOKS };
      }),
    );
    connection.onRequest(contract.ReadFile, (uri) =>
      // A plain array of bytes: what the editor reads is a Buffer, which messages write out as JSON.
      this.answer(async () => new Uint8Array(await vscode.workspace.fs.readFile(this.allowedUri(uri)))),
    );
    connection.onRequest(contract.CallFile, (params) => this.answer(() => this.callFile(params)));
    connection.onRequest(contract.Remember, (looks) =>
      this.answer(async () => globalState.update(LOOKS_KEY, checked(contract.LooksSchema, looks))),
    );
    connection.onRequest(contract.CopyText, (params) =>
      this.answer(async () => {
        const { text, what } = checked(v.object({ text: v.string(), what: v.string() }), params);
        await vscode.env.clipboard.writeText(text);
        vscode.window.setStatusBarMessage(`Copied ${what}`, 3000);
      }),
    );
    connection.onRequest(contract.FindSimilar, (params) =>
      this.answer(async () => {
        const { hdu, region } = checked(contract.FindSimilarSchema, params);
        await vscode.commands.executeCommand(Command.FindSimilar, this.uri, undefined, hdu, region);
      }),
    );
    connection.onRequest(contract.OpenLink, (params) =>
      this.answer(async () => {
        await vscode.env.openExternal(skyLink(checked(contract.LinkSchema, params)));
      }),
    );
    connection.onRequest(contract.SavePng, (params) => this.answer(() => this.savePng(params)));
    connection.onRequest(contract.ChooseFile, () =>
      this.answer(async () => {
        const chosen = await chooseFile(this.uri);
        if (!chosen) return undefined;
        this.allowed.set(chosen.toString(), chosen);
        return fileSource(chosen);
      }),
    );
    connection.onRequest(contract.LockView, (locked) => {
      if (checked(v.boolean(), locked)) this.lock.add(this);
      else this.lock.remove(this);
    });
    connection.onNotification(contract.ViewMoved, (view) => {
      const { success, output } = v.safeParse(contract.SkyViewSchema, view);
      if (success) this.lock.moved(this, output);
    });
  }

  private callFile(params: unknown): Promise<FileCalls[keyof FileCalls]['result']> {
    const { uri, method, params: of } = checked(contract.FileCallSchema, params);
    const { fsPath } = this.allowedUri(uri);
    // The file checks what the schema leaves open: which parameters a method needs, and whether it holds them.
    return this.context.engine.use((client) =>
      client.view(fsPath, method, of as unknown as FileCalls[typeof method]['params']),
    );
  }

  private allowedUri(uri: unknown): vscode.Uri {
    const allowed = this.allowed.get(checked(v.string(), uri));
    if (!allowed) throw new ResponseError(-32602, 'this viewer was not opened on that file');
    return allowed;
  }

  private async savePng(params: unknown): Promise<void> {
    const { name, png } = checked(contract.SavePngSchema, params);
    const folder = this.uri.scheme === 'file' ? vscode.Uri.joinPath(this.uri, '..') : undefined;
    const target = await vscode.window.showSaveDialog({
      title: 'Save the View',
      defaultUri: folder && vscode.Uri.joinPath(folder, path.posix.basename(name)),
      filters: { PNG: ['png'] },
    });
    if (!target) return;
    await vscode.workspace.fs.writeFile(target, png);
    vscode.window.setStatusBarMessage(`Saved ${path.posix.basename(target.path)}`, 3000);
  }

  /** Shows the file anew when it changes. */
  private watch(): void {
    const watcher = this.register(
      vscode.workspace.createFileSystemWatcher(
        new vscode.RelativePattern(vscode.Uri.joinPath(this.uri, '..'), path.posix.basename(this.uri.path)),
      ),
    );
    const changed = () => void this.connection.sendNotification(contract.FileChanged);
    this.register(watcher.onDidChange(changed));
    // An editor that writes by renaming makes it anew.
    this.register(watcher.onDidCreate(changed));
  }

  private async answer<T>(work: () => T | PromiseLike<T>): Promise<T | ResponseError<void>> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof ResponseError) return error as ResponseError<void>;
      const { message, stack } = error as Error;
      this.context.log.error(stack ?? message);
      return new ResponseError(REQUEST_FAILED, message);
    }
  }
}

/** Menus offer tables as label files and catalogues. */
function tellTable(shows: boolean): void {
  void vscode.commands.executeCommand('setContext', VIEWER_SHOWS_TABLE, shows);
}

async function fileSource(uri: vscode.Uri): Promise<contract.FileSource> {
  const { size } = await vscode.workspace.fs.stat(uri);
  return { uri: uri.toString(), name: path.posix.basename(uri.path), size, byParts: uri.scheme === 'file' };
}
