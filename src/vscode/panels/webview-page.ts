import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';

/** Folders that a webview may load from. */
export function webviewRoots(extension: vscode.Uri): vscode.Uri[] {
  return [vscode.Uri.joinPath(extension, 'dist', 'webview')];
}

/** Gives a panel its icon and its page, with what the page may load. */
export function fillPanel(panel: vscode.WebviewPanel, extension: vscode.Uri, name: string, title: string): void {
  panel.iconPath = vscode.Uri.joinPath(extension, 'media', 'icon.svg');
  panel.webview.options = { enableScripts: true, localResourceRoots: webviewRoots(extension) };
  panel.webview.html = webviewPage(panel.webview, extension, name, title);
}

/** The page of a webview whose bundle is `dist/webview/<name>.js`. */
export function webviewPage(webview: vscode.Webview, extension: vscode.Uri, name: string, title: string): string {
  const nonce = randomBytes(16).toString('base64');
  const asset = (file: string) =>
    webview.asWebviewUri(vscode.Uri.joinPath(extension, 'dist', 'webview', file)).toString();
  const policy = [
    // Nothing but what follows.
    `default-src 'none'`,
    // The one bundle, by its nonce.
    `script-src 'nonce-${nonce}'`,
    // Our style sheet, and the one by which the toolkit finds out what the browser can do: it takes its nonce from the
    // page's `csp-nonce`. The components' style sheets are constructed, which no policy forbids.
    `style-src ${webview.cspSource} 'nonce-${nonce}'`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="${policy}">
    <meta property="csp-nonce" content="${nonce}">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <link rel="stylesheet" href="${asset(`${name}.css`)}">
    <title>${title}</title>
  </head>
  <body>
    <p class="first-word" role="status">Opening…</p>
    <script nonce="${nonce}" src="${asset(`${name}.js`)}"></script>
  </body>
</html>`;
}
