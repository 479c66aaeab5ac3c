import type * as vscode from 'vscode';
import type { EngineHost } from '../engine/engine-host';

/** What the viewers need of the extension. */
export interface ViewerContext {
  readonly extension: vscode.ExtensionContext;
  readonly engine: EngineHost;
  readonly log: vscode.LogOutputChannel;
}
