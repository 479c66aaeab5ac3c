import path from 'node:path';
import * as vscode from 'vscode';
import type {
  CollectionState,
  Failure,
  IndexProgress,
  IndexSummary,
  SimilarParams,
  SimilarResult,
  Thumbnail,
  CutoutRef,
} from '../engine';
import { Owner } from './disposable';
import type { EngineHost } from './engine-host';
import { include, measureShapes } from './settings';
import { storeLocation } from './store-location';

/** Changes on the disk are gathered this long before the index follows them. */
const WATCH_MS = 1000;
/** With more changes at once than this the folder is walked instead. */
const WATCH_MAX = 5000;

/** What is known of a folder's collection at the moment. */
export interface CollectionStatus {
  readonly folder: string;
  readonly state?: CollectionState;
  /** While an index run is under way. */
  readonly progress?: IndexProgress;
}

/** One workspace folder as a collection of cutouts: opened on first use, indexed in the background, watched. */
class Collection extends Owner {
  state?: CollectionState;
  progress?: IndexProgress;
  private opened?: Promise<void>;
  private upToDate?: Promise<IndexSummary>;
  private readonly running = new Set<vscode.CancellationTokenSource>();
  private readonly changed = new Set<string>();
  private timer?: NodeJS.Timeout;

  constructor(
    readonly folder: string,
    private readonly engine: EngineHost,
    private readonly globalStorage: vscode.Uri,
    private readonly log: vscode.LogOutputChannel,
    private readonly notify: () => void,
    private readonly onFailures: (failures: readonly Failure[]) => void,
  ) {
    super();
    this.register({ dispose: () => clearTimeout(this.timer) });
  }

  /** Opens the store; again where that failed before. */
  open(): Promise<void> {
    this.opened ??= this.openStore().catch((error: unknown) => {
      this.opened = undefined;
      throw error;
    });
    return this.opened;
  }

  /** Opens it anew, for changed settings. */
  async reopen(): Promise<void> {
    if (!this.opened) return;
    this.opened = undefined;
    await this.open();
    await this.index();
  }

  /** Starts the first index run of this window, unless it has been started. */
  ensureIndexed(): void {
    this.upToDate ??= this.index();
    this.upToDate.catch((error: unknown) => {
      this.upToDate = undefined;
      this.log.error(`indexing ${this.folder}: ${(error as Error).message}`);
      void vscode.window.showErrorMessage(
        `Morphoscope cannot index ${path.basename(this.folder)}: ${(error as Error).message}`,
      );
    });
  }

  /** Brings the index up to date with the folder, or with some files of it. Progress shows in the status bar and panels. */
  async index(paths?: readonly string[]): Promise<IndexSummary> {
    await this.open();
    const cancel = new vscode.CancellationTokenSource();
    this.running.add(cancel);
    try {
      const summary = await this.engine.use((client) =>
        client.index(
          { folder: this.folder, paths },
          (progress) => {
            this.progress = progress;
            this.notify();
          },
          cancel.token,
        ),
      );
      this.log.info(
        `${this.folder}: ${summary.cutouts} cutouts, ${summary.new} new, ${summary.skipped} unchanged, ` +
          `${summary.failed} failed, ${summary.seconds.toFixed(1)} s on ${summary.device}${summary.cancelled ? ', cancelled' : ''}`,
      );
      for (const { path: file, hdu, reason } of summary.failures) {
        this.log.warn(`${file}${hdu === undefined ? '' : `[${hdu}]`}: ${reason}`);
      }
      this.onFailures(await this.engine.use((client) => client.failures(this.folder)));
      return summary;
    } finally {
      this.running.delete(cancel);
      cancel.dispose();
      this.progress = undefined;
      this.notify();
    }
  }

  /** A new engine does not know that the folder had been walked to its end: the next query walks it again. */
  forgetWalk(): void {
    if (this.state?.complete && this.running.size === 0) this.upToDate = undefined;
  }

  cancel(): void {
    for (const run of this.running) run.cancel();
  }

  private async openStore(): Promise<void> {
    const store = await storeLocation(this.folder, this.globalStorage);
    const uri = vscode.Uri.file(this.folder);
    const [patterns, measures] = [include(uri), measureShapes(uri)];
    this.state = await this.engine.use((client) =>
      client.open({ folder: this.folder, include: patterns, store, approximate: true, measures }),
    );
    this.log.info(`${this.folder}: ${this.state.cutouts} cutouts in ${store}`);
    this.watch(patterns);
    this.notify();
  }

  private watching?: vscode.Disposable;

  private watch(patterns: readonly string[]): void {
    this.watching?.dispose();
    const watchers = patterns.map((pattern) => {
      const watcher = vscode.workspace.createFileSystemWatcher(
        new vscode.RelativePattern(vscode.Uri.file(this.folder), pattern),
      );
      for (const event of [watcher.onDidCreate, watcher.onDidChange, watcher.onDidDelete]) {
        event((uri) => this.fileChanged(uri));
      }
      return watcher;
    });
    this.watching = this.register(vscode.Disposable.from(...watchers));
  }

  private fileChanged(uri: vscode.Uri): void {
    const relative = path.relative(this.folder, uri.fsPath).split(path.sep).join('/');
    if (relative.split('/').some((part) => part.startsWith('.'))) return;
    this.changed.add(relative);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      const paths = [...this.changed];
      this.changed.clear();
      if (!this.upToDate) return this.ensureIndexed();
      this.index(paths.length > WATCH_MAX ? undefined : paths).catch((error: unknown) =>
        this.log.error(`following changes in ${this.folder}: ${(error as Error).message}`),
      );
    }, WATCH_MS);
  }
}

/** The collections of this window, by folder. */
export class Collections extends Owner {
  private readonly byFolder = new Map<string, Collection>();
  private readonly changes = this.register(new vscode.EventEmitter<CollectionStatus>());
  private readonly failureChanges = this.register(
    new vscode.EventEmitter<{ folder: string; failures: readonly Failure[] }>(),
  );
  readonly onDidChange = this.changes.event;
  readonly onDidFindFailures = this.failureChanges.event;

  constructor(
    private readonly engine: EngineHost,
    private readonly globalStorage: vscode.Uri,
    private readonly log: vscode.LogOutputChannel,
  ) {
    super();
    this.register(
      engine.onCollectionState(({ folder, state }) => {
        const collection = this.byFolder.get(folder);
        if (!collection) return;
        collection.state = state;
        this.fire(collection);
      }),
    );
    this.register(
      engine.onDidDie(() => {
        for (const collection of this.byFolder.values()) collection.forgetWalk();
      }),
    );
    this.register(
      vscode.workspace.onDidChangeConfiguration((event) => {
        for (const collection of this.byFolder.values()) {
          const uri = vscode.Uri.file(collection.folder);
          const of = ['morphoscope.include', 'morphoscope.measureShapes'];
          if (!of.some((setting) => event.affectsConfiguration(setting, uri))) continue;
          collection.reopen().catch((error: unknown) => this.log.error((error as Error).message));
        }
      }),
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

  status(folder: string): CollectionStatus {
    const collection = this.byFolder.get(folder);
    return { folder, state: collection?.state, progress: collection?.progress };
  }

  get all(): CollectionStatus[] {
    return [...this.byFolder.keys()].map((folder) => this.status(folder));
  }

  /** The neighbours among what is indexed so far; the rest is being indexed meanwhile. */
  async similar({ folder, query, negatives, count }: SimilarParams): Promise<SimilarResult> {
    const collection = this.collection(folder);
    await collection.open();
    const answer = this.engine.use((client) => client.similar({ folder, query, negatives, count }));
    // After the query is on its way: the first answer does not wait behind the bulk.
    collection.ensureIndexed();
    return answer;
  }

  async thumbnails(folder: string, cutouts: readonly CutoutRef[], size: number): Promise<readonly Thumbnail[]> {
    await this.collection(folder).open();
    return this.engine.use((client) => client.thumbnails({ folder, cutouts, size }));
  }

  index(folder: string): Promise<IndexSummary> {
    return this.collection(folder).index();
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
