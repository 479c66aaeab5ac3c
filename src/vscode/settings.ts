import * as v from 'valibot';
import * as vscode from 'vscode';
import { packageServerOf } from '../cuda';
import { DEVICE_SETTINGS, type DeviceSetting } from '../encoder/devices/device';
import type { CsvOptions } from '../exports';
import { endpointOf } from '../hub';

const section = (scope?: vscode.Uri) => vscode.workspace.getConfiguration('morphoscope', scope);

/** Glob patterns of the files that are cutouts. */
export function include(folder: vscode.Uri): string[] {
  const value = section(folder).get<unknown>('include');
  return Array.isArray(value) ? value.filter((pattern): pattern is string => typeof pattern === 'string') : [];
}

/** Kinds of images that count as galaxies though they are usually left out. */
export function readAlso(folder: vscode.Uri): string[] {
  const value = section(folder).get<unknown>('readAlso');
  return Array.isArray(value) ? value.filter((kind): kind is string => typeof kind === 'string') : [];
}

/** Changes that for a folder. */
export async function rememberReadAlso(folder: vscode.Uri, kinds: readonly string[]): Promise<void> {
  const target = vscode.ConfigurationTarget.WorkspaceFolder;
  await section(folder).update('readAlso', kinds.length > 0 ? kinds : undefined, target);
}

/** Whether shapes are measured while a folder is indexed. */
export function measureShapes(folder: vscode.Uri): boolean {
  return section(folder).get<unknown>('measureShapes') === true;
}

/** How many neighbours a query shows. */
export function neighbourCount(): number {
  const value = section().get<unknown>('neighbours');
  return typeof value === 'number' && Number.isInteger(value) && value > 0 ? Math.min(value, 10_000) : 500;
}

/** How CSV is written: whether texts stay as they are even where a spreadsheet would run them. */
export function csvOptions(): CsvOptions {
  return { rawCells: section().get<unknown>('export.spreadsheetSafe') === false };
}

/** Threads for inference; 0: all cores. */
export function threads(): number {
  const value = section().get<unknown>('threads');
  return typeof value === 'number' && Number.isInteger(value) && value > 0 ? value : 0;
}

/** Id of the encoder to use; undefined: the one that was chosen for this machine. */
export function encoderSetting(): string | undefined {
  const value = section().get<unknown>('encoder');
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}

/** Changes the setting where it is set: in the workspace, or for all of them. */
export async function rememberEncoder(id: string): Promise<void> {
  const here = section().inspect('encoder')?.workspaceValue !== undefined;
  const target = here ? vscode.ConfigurationTarget.Workspace : vscode.ConfigurationTarget.Global;
  await section().update('encoder', id, target);
}

/** Sets it for this workspace. */
export async function setEncoder(id: string): Promise<void> {
  await section().update('encoder', id, vscode.ConfigurationTarget.Workspace);
}

/** Address of the Hub that encoders are downloaded from. @throws HubError where the setting is no address */
export function hubEndpoint(): string {
  const value = section().get<unknown>('hubEndpoint');
  return endpointOf(typeof value === 'string' ? value : undefined);
}

/** Address of the server that has the Python package index's files. @throws Error where the setting is no address */
export function packageServer(): string {
  const value = section().get<unknown>('packageServer');
  return packageServerOf(typeof value === 'string' ? value : undefined);
}

/** What the encoder runs on. */
export function device(): DeviceSetting {
  const read = v.safeParse(v.picklist(DEVICE_SETTINGS), section().get<unknown>('device'));
  return read.success ? read.output : 'auto';
}
