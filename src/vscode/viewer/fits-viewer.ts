import path from 'node:path';
import * as v from 'valibot';
import * as vscode from 'vscode';
import * as contract from '../../../webview/viewer/contract';
import { Owner } from '../disposable';
import { Command, FITS_VIEWER } from '../ids';
import { checked, webviewConnection } from '../webview-connection';
import { webviewPage, webviewRoots } from '../webview-page';

const LOOKS_KEY = 'viewer.looks';

/** The read-only editor for FITS files. The webview fetches and reads the bytes: none pass through messages. */
export class FitsViewer extends Owner implements vscode.CustomReadonlyEditorProvider {
  constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly log: vscode.LogOutputChannel,
  ) {
    super();
    this.register(
      vscode.window.registerCustomEditorProvider(FITS_VIEWER, this, {
        webviewOptions: { retainContextWhenHidden: true },
        supportsMultipleEditorsPerDocument: true,
      }),
    );
  }

  openCustomDocument(uri: vscode.Uri): vscode.CustomDocument {
    return { uri, dispose: () => undefined };
  }

  resolveCustomEditor({ uri }: vscode.CustomDocument, panel: vscode.WebviewPanel): void {
    const { webview } = panel;
    const { extensionUri, globalState } = this.context;
    webview.options = {
      enableScripts: true,
      localResourceRoots: [...webviewRoots(extensionUri), vscode.Uri.joinPath(uri, '..')],
    };
    const connection = webviewConnection(webview, this.log);
    connection.onRequest(contract.Ready, () => {
      const stored = v.safeParse(contract.LooksSchema, globalState.get(LOOKS_KEY));
      return {
        uri: webview.asWebviewUri(uri).toString(),
        name: path.posix.basename(uri.path),
        looks: stored.success ? stored.output : contract.DEFAULT_LOOKS,
      };
    });
    connection.onRequest(contract.Remember, async (looks) => {
      await globalState.update(LOOKS_KEY, checked(contract.LooksSchema, looks));
    });
    connection.onRequest(contract.CopyText, async (text) => {
      await vscode.env.clipboard.writeText(checked(v.string(), text));
      vscode.window.setStatusBarMessage('Copied the card', 3000);
    });
    connection.onRequest(contract.FindSimilar, async (params) => {
      const { hdu } = checked(v.object({ hdu: v.number() }), params);
      await vscode.commands.executeCommand(Command.FindSimilar, uri, undefined, hdu);
    });
    connection.listen();
    const watcher = vscode.workspace.createFileSystemWatcher(
      new vscode.RelativePattern(vscode.Uri.joinPath(uri, '..'), path.posix.basename(uri.path)),
    );
    watcher.onDidChange(() => void connection.sendNotification(contract.FileChanged));
    panel.onDidDispose(() => {
      watcher.dispose();
      connection.dispose();
    });
    webview.html = webviewPage(webview, extensionUri, 'viewer', 'FITS', { fetchesFiles: true });
  }
}
