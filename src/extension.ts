import * as vscode from 'vscode';
import { AnomaliesFeature } from './vscode/anomalies/feature';
import { WorkspaceBorder } from './vscode/border/workspace-border';
import type { FolderStatus } from './contracts/common';
import { Collections } from './vscode/collections/collections';
import { CudaFeature } from './vscode/cuda/feature';
import { cudaFolderOf } from './vscode/cuda/folder';
import { Owner } from './vscode/disposable';
import { DuplicatesFeature } from './vscode/duplicates/feature';
import { Encoders } from './vscode/encoders/encoders';
import { EncodersFeature } from './vscode/encoders/feature';
import { HubTokens } from './vscode/encoders/hub-token';
import { EngineHost } from './vscode/engine/engine-host';
import { LabelCommands } from './vscode/labels/commands';
import { LabelFiles } from './vscode/labels/label-files';
import { TableChoices } from './vscode/labels/table-choices';
import { FinetuneFeature } from './vscode/finetune/feature';
import { HoverFeature } from './vscode/hover/feature';
import { IndexCommands } from './vscode/indexing/index-commands';
import { LanguageTools } from './vscode/language-tools/feature';
import { MapFeature } from './vscode/map/feature';
import { SampleWorkspaceCommand } from './vscode/workspace/sample-workspace';
import { CollectionCommands } from './vscode/saved/commands';
import { SavedCollections } from './vscode/saved/saved-collections';
import { SimilarFeature } from './vscode/similar/feature';
import { StatusItem } from './vscode/collections/status-item';
import { TagsFeature } from './vscode/tags/feature';
import { TileCommands } from './vscode/panels/tile-commands';
import { UnreadableFiles } from './vscode/indexing/unreadable-files';
import { ReadFiles } from './vscode/indexing/what-was-read';
import { WorkspaceTree } from './vscode/workspace/workspace-tree';
import { FitsViewer } from './vscode/viewer/fits-viewer';

/** Composes the features; each is its own file. */
class Extension extends Owner {
  readonly engine: EngineHost;
  readonly collections: Collections;

  constructor(context: vscode.ExtensionContext) {
    super();
    const log = this.register(vscode.window.createOutputChannel('Morphoscope', { log: true }));
    const encoders = this.register(new Encoders(context, log));
    this.engine = new EngineHost(context, encoders, log);
    const collections = this.register(new Collections(this.engine, encoders, context.globalStorageUri, log));
    this.collections = collections;
    const unreadable = this.register(new UnreadableFiles(collections));
    this.register(new ReadFiles(collections));
    this.register(new StatusItem(collections));
    this.register(new IndexCommands(collections, unreadable, log));
    const border = new WorkspaceBorder(context.workspaceState);
    const choices = this.register(new TableChoices(context.workspaceState));
    const labels = this.register(new LabelFiles(this.engine, collections, choices, border, log));
    this.register(new LabelCommands(labels, collections));
    const saved = this.register(new SavedCollections(border));
    this.register(new CollectionCommands(saved));
    this.register(new EncodersFeature({ encoders, engine: this.engine, tokens: new HubTokens(context.secrets), log }));
    this.register(new CudaFeature({ folder: cudaFolderOf(context), log }));
    const panels = { extension: context, collections, labels, saved, log };
    const similar = this.register(new SimilarFeature(panels));
    const anomalies = this.register(new AnomaliesFeature(panels));
    const map = this.register(new MapFeature(panels));
    this.register(new TileCommands(() => [...similar.open, ...anomalies.open, ...map.open]));
    this.register(
      new HoverFeature({ engine: this.engine, collections, labels, globalState: context.globalState, log }),
    );
    this.register(new LanguageTools({ engine: this.engine, collections, labels }));
    this.register(new TagsFeature(panels));
    this.register(new DuplicatesFeature(panels));
    const models = this.register(new FinetuneFeature({ ...panels, engine: this.engine }));
    this.register(new WorkspaceTree(collections, labels, saved, models));
    this.register(new FitsViewer({ extension: context, engine: this.engine, log }));
    this.register(new SampleWorkspaceCommand(this.engine, log));
  }
}

let extension: Extension | undefined;

/** What the tests in the extension host look at. */
export interface MorphoscopeApi {
  /** Process id of the engine while it runs. */
  readonly enginePid: number | undefined;
  readonly collections: readonly FolderStatus[];
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
