import * as vscode from 'vscode';
import { Collections, type CollectionStatus } from './vscode/collections';
import { Owner } from './vscode/disposable';
import { EngineHost } from './vscode/engine-host';
import { IndexCommands } from './vscode/index-commands';
import { SampleWorkspaceCommand } from './vscode/sample-workspace';
import { SimilarFeature } from './vscode/similar/feature';
import { StatusItem } from './vscode/status-item';
import { UnreadableFiles } from './vscode/unreadable-files';
import { FitsViewer } from './vscode/viewer/fits-viewer';

/** Composes the features; each is its own file. */
class Extension extends Owner {
  readonly engine: EngineHost;
  readonly collections: Collections;

  constructor(context: vscode.ExtensionContext) {
    super();
    const log = this.register(vscode.window.createOutputChannel('Morphoscope', { log: true }));
    this.engine = new EngineHost(context, log);
    const collections = this.register(new Collections(this.engine, context.globalStorageUri, log));
    this.collections = collections;
    const unreadable = this.register(new UnreadableFiles(collections));
    this.register(new StatusItem(collections));
    this.register(new IndexCommands(collections, unreadable, log));
    this.register(new SimilarFeature({ extension: context, collections, log }));
    this.register(new FitsViewer({ extension: context, engine: this.engine, log }));
    this.register(new SampleWorkspaceCommand(this.engine, log));
  }
}

let extension: Extension | undefined;

/** What the tests in the extension host look at. */
export interface MorphoscopeApi {
  /** Process id of the engine while it runs. */
  readonly enginePid: number | undefined;
  readonly collections: readonly CollectionStatus[];
}

export function activate(context: vscode.ExtensionContext): MorphoscopeApi {
  const created = new Extension(context);
  extension = created;
  return {
    get enginePid() {
      return created.engine.pid;
    },
    get collections() {
      return created.collections.all;
    },
  };
}

export async function deactivate(): Promise<void> {
  // The engine first: it may still have something to log.
  await extension?.engine.stop();
  extension?.dispose();
  extension = undefined;
}
