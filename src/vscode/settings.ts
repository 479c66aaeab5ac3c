import * as vscode from 'vscode';

const section = (scope?: vscode.Uri) => vscode.workspace.getConfiguration('morphoscope', scope);

/** Glob patterns of the files that are cutouts. */
export function include(folder: vscode.Uri): string[] {
  const value = section(folder).get<unknown>('include');
  return Array.isArray(value) ? value.filter((pattern): pattern is string => typeof pattern === 'string') : [];
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

/** Threads for inference; 0: all cores. */
export function threads(): number {
  const value = section().get<unknown>('threads');
  return typeof value === 'number' && Number.isInteger(value) && value > 0 ? value : 0;
}
