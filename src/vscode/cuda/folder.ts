import path from 'node:path';
import type * as vscode from 'vscode';
import { namedFolder } from '../../cuda';

/** Where CUDA's libraries are set up: in the extension's storage, which stays where an update replaces the extension. */
export function cudaFolderOf({ globalStorageUri }: vscode.ExtensionContext): string {
  return namedFolder() ?? path.join(globalStorageUri.fsPath, 'cuda');
}
