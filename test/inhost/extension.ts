import Module from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';
import * as vscode from 'vscode';
import type { MorphoscopeApi } from '../../src/extension';

export function extension(): vscode.Extension<MorphoscopeApi> {
  const found = vscode.extensions.getExtension<MorphoscopeApi>('morphoscope.morphoscope');
  if (!found) throw new Error('the extension is not loaded');
  return found;
}

/** Native libraries that this process has loaded: none may be, for a fault in one would end the extension host. */
export function nativeLibraries(): string[] {
  const loaded = Object.keys((Module as unknown as { _cache: object })._cache);
  const ours = loaded.filter((file) => !file.startsWith(vscode.env.appRoot));
  return ours.filter((file) => /[\\/]node_modules[\\/](onnxruntime|usearch|sharp)|\.node$/.test(file));
}

/** The extension's own workspace folder of that name. */
export function folder(name: string): vscode.Uri {
  const found = vscode.workspace.workspaceFolders?.find((one) => one.name === name);
  if (!found) throw new Error(`no workspace folder ${name}`);
  return found.uri;
}

export async function firstFile(uri: vscode.Uri, pattern = '**/*.{fits,fits.gz}'): Promise<vscode.Uri> {
  const files = await vscode.workspace.findFiles(new vscode.RelativePattern(uri, pattern));
  return files.sort((a, b) => (a.path < b.path ? -1 : 1))[0];
}

/** Waits until `condition` gives something other than undefined or false. */
export async function eventually<T>(what: string, condition: () => T | undefined | false): Promise<T> {
  for (const end = Date.now() + 30_000; Date.now() < end; await sleep(50)) {
    const value = condition();
    if (value !== undefined && value !== false) return value;
  }
  throw new Error(`${what}: not within 30 s`);
}

export function tabs(): string[] {
  return vscode.window.tabGroups.all.flatMap(({ tabs: inGroup }) => inGroup.map(({ label }) => label));
}
