import path from 'node:path';
import * as vscode from 'vscode';
import { FITS_NAME } from '../ids';

const SEARCHED = 2000;

interface FileItem extends vscode.QuickPickItem {
  readonly uri?: vscode.Uri;
}

/** Lets the person choose a FITS file to compare with: those that are open first, then those of the workspace, or any. */
export async function chooseFile(not: vscode.Uri): Promise<vscode.Uri | undefined> {
  const open = vscode.window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .map(({ input }) => (input instanceof vscode.TabInputCustom ? input.uri : undefined))
    .filter((uri) => uri !== undefined && FITS_NAME.test(uri.path)) as vscode.Uri[];
  const found = await vscode.workspace.findFiles('**/*.{fits,fit,fts,fz,fits.gz,fit.gz,fts.gz}', undefined, SEARCHED);
  const known = new Set([not.toString()]);
  const items: FileItem[] = [];
  for (const [heading, uris] of [
    ['open', open],
    ['in the workspace', found.sort((a, b) => (a.path < b.path ? -1 : 1))],
  ] as const) {
    const fresh = uris.filter((uri) => !known.has(uri.toString()));
    if (fresh.length > 0) items.push({ label: heading, kind: vscode.QuickPickItemKind.Separator });
    for (const uri of fresh) {
      if (known.has(uri.toString())) continue;
      known.add(uri.toString());
      const folder = path.posix.dirname(vscode.workspace.asRelativePath(uri));
      items.push({ label: path.posix.basename(uri.path), description: folder === '.' ? '' : folder, uri });
    }
  }
  const elsewhere: FileItem = { label: '$(folder-opened) Another file…', alwaysShow: true };
  const chosen = await vscode.window.showQuickPick([...items, elsewhere], {
    title: 'Compare with',
    placeHolder: 'A FITS file to be shown at the same place on the sky',
    matchOnDescription: true,
  });
  if (chosen !== elsewhere) return chosen?.uri;
  const uris = await vscode.window.showOpenDialog({ title: 'Compare with…', openLabel: 'Compare', defaultUri: not });
  return uris?.[0];
}
