import path from 'node:path';
import * as vscode from 'vscode';
import type { FolderStatus } from '../../contracts/common';
import {
  type Answer,
  type Asking,
  type CollectionState,
  DecideDuplicates,
  type DuplicateDecision,
  type EngineRequest,
  type Failure,
  FindSimilar,
  type IndexSummary,
  type SimilarParams,
  type SimilarResult,
} from '../../engine';
import { DECISIONS_FILE } from '../../similarity/duplicates/decisions';
import { Owner } from '../disposable';
import type { Encoders } from '../encoders/encoders';
import type { EngineHost } from '../engine/engine-host';
import { Collection } from './collection';

/** The collections of this window, by folder. */
export class Collections extends Owner {
  private readonly byFolder = new Map<string, Collection>();
  private choosing: Promise<void> = Promise.resolve();
  private readonly changes = this.register(new vscode.EventEmitter<FolderStatus>());
  private readonly failureChanges = this.register(
    new vscode.EventEmitter<{ folder: string; failures: readonly Failure[] }>(),
  );
  private readonly decisions = this.register(new vscode.EventEmitter<void>());
  readonly onDidChange = this.changes.event;
  /** Near-duplicates were merged, ignored or given back, here or in their file: searches find others than before. */
  readonly onDidDecide = this.decisions.event;
  readonly onDidFindFailures = this.failureChanges.event;

  constructor(
    private readonly engine: EngineHost,
    private readonly encoders: Encoders,
    private readonly globalStorage: vscode.Uri,
    private readonly log: vscode.LogOutputChannel,
  ) {
    super();
    this.register(encoders.onDidChoose(() => void this.followChoice()));
    const watcher = this.register(vscode.workspace.createFileSystemWatcher(`**/${DECISIONS_FILE}`));
    for (const event of [watcher.onDidCreate, watcher.onDidChange, watcher.onDidDelete]) {
      this.register(event(() => this.decisions.fire()));
    }
    this.register(
      engine.onCollectionState(({ folder, state }) => {
        const collection = this.byFolder.get(folder);
        if (!collection) return;
        const before = collection.state;
        collection.state = state;
        if (before && before.encoder !== state.encoder) this.sayChanged(collection, state);
        this.fire(collection);
      }),
    );
    this.register(
      engine.onDidDie(() => {
        for (const collection of this.byFolder.values()) collection.forgetWalk();
      }),
    );
    this.register(
      vscode.workspace.onDidGrantWorkspaceTrust(() => {
        for (const collection of this.byFolder.values())
          collection.trusted().catch((error: unknown) => this.log.error((error as Error).message));
      }),
    );
    this.register(
      vscode.workspace.onDidChangeConfiguration((event) => {
        for (const collection of this.byFolder.values()) {
          const uri = vscode.Uri.file(collection.folder);
          const of = ['morphoscope.include', 'morphoscope.readAlso', 'morphoscope.measureShapes'];
          if (!of.some((setting) => event.affectsConfiguration(setting, uri))) continue;
          collection.reopen().catch((error: unknown) => this.log.error((error as Error).message));
        }
      }),
    );
  }

  /** Follows the choice of another encoder, one change after the other. */
  private followChoice(): Promise<void> {
    this.choosing = this.choosing.then(async () => {
      await Promise.all(
        [...this.byFolder.values()].map((collection) =>
          collection.changeEncoder().catch((error: unknown) => this.sayNotChanged(collection, error as Error)),
        ),
      );
    });
    return this.choosing;
  }

  private sayChanged({ folder }: Collection, { encoder, cutouts }: CollectionState): void {
    if (cutouts === 0) return;
    void vscode.window.showInformationMessage(
      `${path.basename(folder)}: ${cutouts.toLocaleString('en')} galaxies are compared by ${encoder} now.`,
    );
  }

  private sayNotChanged({ folder }: Collection, error: Error): void {
    this.log.error(`${folder}: ${error.message}`);
    void vscode.window.showErrorMessage(
      `${path.basename(folder)} cannot be indexed by the encoder that you chose: ${error.message}`,
    );
  }

  /**
   * The folder in which neighbours of a file are looked for: its workspace folder; for a file from elsewhere the first
   * workspace folder, and where none is open the folder that it lies in.
   */
  folderOf(file: vscode.Uri): string {
    const folder = vscode.workspace.getWorkspaceFolder(file) ?? vscode.workspace.workspaceFolders?.[0];
    return folder?.uri.fsPath ?? path.dirname(file.fsPath);
  }

  status(folder: string): FolderStatus {
    const collection = this.byFolder.get(folder);
    return {
      folder,
      state: collection?.state,
      progress: collection?.progress,
      interrupted: collection?.interrupted,
    };
  }

  get all(): FolderStatus[] {
    return [...this.byFolder.keys()].map((folder) => this.status(folder));
  }

  /** The neighbours among what is indexed so far; the rest is being indexed meanwhile. */
  async similar(params: SimilarParams, token?: vscode.CancellationToken): Promise<SimilarResult> {
    const collection = this.collection(params.folder);
    await collection.open();
    const answer = this.engine.request(FindSimilar, params, { token });
    // After the query is on its way: the first answer does not wait behind the bulk.
    collection.ensureIndexed();
    return answer;
  }

  /** Opens a folder's store, so that its state is known. */
  open(folder: string): Promise<void> {
    return this.collection(folder).open();
  }

  /** Asks the engine something of a folder, whose store is opened first. */
  async request<P extends { readonly folder: string }, R, G>(
    asked: EngineRequest<P, R, G>,
    params: P,
    asking?: Asking<G>,
  ): Promise<Answer<R>> {
    await this.collection(params.folder).open();
    return this.engine.request(asked, params, asking);
  }

  async decideDuplicates(folder: string, decision: DuplicateDecision): Promise<void> {
    await this.collection(folder).open();
    await this.engine.request(DecideDuplicates, { folder, decision });
    this.decisions.fire();
  }

  /**
   * Brings a folder's index up to date, because the person asks for it.
   * @param retry read files again that could not be read before
   */
  index(folder: string, retry = false): Promise<IndexSummary> {
    this.asked(folder);
    return this.collection(folder).index(undefined, { asked: true, retry });
  }

  /** The person has asked something of the folder, for which it may be indexed. */
  asked(folder: string): void {
    this.collection(folder).asked = true;
  }

  cancel(folder?: string): void {
    for (const collection of this.byFolder.values()) {
      if (folder === undefined || collection.folder === folder) collection.cancel();
    }
  }

  private collection(folder: string): Collection {
    let collection = this.byFolder.get(folder);
    if (!collection) {
      collection = this.register(
        new Collection(
          folder,
          this.engine,
          this.encoders,
          this.globalStorage,
          this.log,
          () => this.fire(collection!),
          (failures) => this.failureChanges.fire({ folder, failures }),
        ),
      );
      this.byFolder.set(folder, collection);
    }
    return collection;
  }

  private fire(collection: Collection): void {
    this.changes.fire(this.status(collection.folder));
  }
}
