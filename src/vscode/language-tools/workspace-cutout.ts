import path from 'node:path';
import * as vscode from 'vscode';
import { type CutoutInfo, FindCutout } from '../../engine';
import type { FolderStatus } from '../../contracts/common';
import type { EngineHost } from '../engine/engine-host';

/** What the tools ask: collections are opened, which reads their index, and never indexed. */
export interface ToolContext {
  readonly engine: Pick<EngineHost, 'request'>;
  readonly collections: { open(folder: string): Promise<void>; status(folder: string): FolderStatus };
}

/** The workspace's folders on this machine's disk. */
export function diskFolders(): vscode.WorkspaceFolder[] {
  return (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
}

export interface WorkspaceCutout {
  readonly folder: vscode.WorkspaceFolder;
  readonly cutout: CutoutInfo;
}

/**
 * The indexed cutout that a text names: by a path, absolute, relative to a workspace folder or beginning with that
 * folder's name, or by the name of its file, with or without extension.
 * @throws Error, with what to do, where none is called so, or several are
 */
export async function workspaceCutout(
  { engine, collections }: ToolContext,
  text: string,
  token: vscode.CancellationToken,
): Promise<WorkspaceCutout> {
  const folders = diskFolders();
  if (folders.length === 0) throw new Error('No folder on this machine is open, so there are no galaxies.');
  const found: WorkspaceCutout[] = [];
  let indexed = 0;
  for (const folder of folders) {
    const { fsPath } = folder.uri;
    await collections.open(fsPath);
    if (token.isCancellationRequested) throw new vscode.CancellationError();
    indexed += collections.status(fsPath).state?.cutouts ?? 0;
    const inside = text.startsWith(`${folder.name}/`) ? [text.slice(folder.name.length + 1)] : [];
    if (isElsewhere(fsPath, text)) continue;
    const one = await engine.request(FindCutout, { folder: fsPath, names: [text, ...inside] }, { token });
    if (one) found.push({ folder, cutout: one.cutout });
  }
  if (found.length === 1) return found[0];
  if (found.length > 1) {
    const places = found.map(({ folder, cutout }) => `${folder.name}/${cutout.path}`);
    throw new Error(`Several galaxies are called ${text}: ${places.join(', ')}. Name one of these.`);
  }
  throw new Error(
    indexed === 0
      ? 'Nothing is indexed yet. The command "Morphoscope: Index Workspace" does that.'
      : `No indexed galaxy is called ${text}, or several are; give its path relative to the workspace folder.`,
  );
}

/** Tells whether an absolute path lies outside of the folder. */
function isElsewhere(folder: string, text: string): boolean {
  if (!path.isAbsolute(text)) return false;
  const relative = path.relative(folder, text);
  return relative.startsWith('..') || path.isAbsolute(relative);
}
