import path from 'node:path';
import * as vscode from 'vscode';
// By its file: the room's index would load native libraries.
import { includes } from '../../collection/discovery';
import {
  type CollectionState,
  type Failure,
  IndexCollection,
  type IndexProgress,
  type IndexSummary,
  ListFailures,
  missingText,
} from '../../engine';
import { Owner } from '../disposable';
import type { Encoders } from '../encoders/encoders';
import type { EngineHost } from '../engine/engine-host';
import { include, measureShapes, readAlso } from '../settings';
import { MissingQuestion } from './missing-question';
import { storeLocation } from './store-location';

/** Changes on the disk are gathered this long before the index follows them. */
const WATCH_MS = 1000;
/** With more changes at once than this the folder is walked instead. */
const WATCH_MAX = 5000;

/** Why a folder is indexed. */
interface IndexReason {
  /** The person has asked for it: questions that they have answered may be asked again. */
  readonly asked?: boolean;
  /** The number of cutouts whose files are gone that may be removed: the person has agreed. */
  readonly prune?: number;
  /** Files that could not be read are to be read again, though they have not changed. */
  readonly retry?: boolean;
}

/** One workspace folder as a collection of cutouts: opened on first use, indexed in the background, watched. */
export class Collection extends Owner {
  state?: CollectionState;
  progress?: IndexProgress;
  interrupted = false;
  private opened?: Promise<void>;
  /** Folder of the encoder that it was opened with. */
  private encoder?: string;
  private upToDate?: Promise<IndexSummary>;
  private readonly running = new Set<vscode.CancellationTokenSource>();
  private readonly changed = new Set<string>();
  private timer?: NodeJS.Timeout;
  private readonly missing: MissingQuestion;

  constructor(
    readonly folder: string,
    private readonly engine: EngineHost,
    private readonly encoders: Encoders,
    private readonly globalStorage: vscode.Uri,
    private readonly log: vscode.LogOutputChannel,
    private readonly notify: () => void,
    private readonly onFailures: (failures: readonly Failure[]) => void,
  ) {
    super();
    this.missing = new MissingQuestion(path.basename(folder), {
      ask: (question, ...answers) => vscode.window.showWarningMessage(question, ...answers),
      prune: (cutouts) => this.prune(cutouts),
    });
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

  /** The workspace is trusted from now on. */
  async trusted(): Promise<void> {
    if (!this.opened) return;
    this.opened = undefined;
    await this.open();
  }

  /** Opens it anew, for changed settings. */
  async reopen(): Promise<void> {
    if (!this.opened) return;
    this.opened = undefined;
    await this.open();
    await this.index();
  }

  /** Another encoder is to answer: where the folder has been indexed it is indexed anew, and the old one answers meanwhile. */
  async changeEncoder(): Promise<void> {
    const { folder } = await this.encoders.chosen();
    if (!this.opened || folder === this.encoder) return;
    this.cancel();
    this.opened = undefined;
    await this.open();
    if (this.state?.next) await this.index();
  }

  /** The person has asked something of the folder in this window: it may be indexed for that, also where it is restricted. */
  asked = false;

  /**
   * Whether the index may be written. Nothing is written into a restricted workspace that nobody has asked for, such as by a
   * panel that comes back with the window.
   */
  private get mayWrite(): boolean {
    return this.asked || vscode.workspace.isTrusted;
  }

  /** Starts the first index run of this window, unless it has been started, or the folder is not to be written to. */
  ensureIndexed(): void {
    if (!this.mayWrite) return;
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
  async index(paths?: readonly string[], { asked = false, prune, retry }: IndexReason = {}): Promise<IndexSummary> {
    if (asked) this.missing.forget();
    await this.open();
    const cancel = new vscode.CancellationTokenSource();
    this.running.add(cancel);
    try {
      const summary = await this.engine.request(
        IndexCollection,
        { folder: this.folder, paths, prune, retry },
        {
          onProgress: (progress) => {
            this.progress = progress;
            this.notify();
          },
          token: cancel.token,
        },
      );
      if (paths === undefined) this.interrupted = summary.cancelled;
      this.log.info(
        `${this.folder}: ${summary.cutouts} cutouts, ${summary.new} new, ${summary.skipped} unchanged, ` +
          `${summary.removed} gone, ${summary.failed} failed (${summary.failedBefore} as before), ${summary.seconds.toFixed(1)} s on ${summary.device}${summary.cancelled ? ', cancelled' : ''}`,
      );
      if (summary.missing)
        this.log.warn(`${missingText(summary.missing, this.folder)}; nothing was taken out of the index`);
      for (const { path: file, hdu, reason } of summary.failures) {
        this.log.warn(`${file}${hdu === undefined ? '' : `[${hdu}]`}: ${reason}`);
      }
      this.onFailures(await this.engine.request(ListFailures, { folder: this.folder }));
      void this.missing.after(summary, paths === undefined);
      return summary;
    } finally {
      this.running.delete(cancel);
      cancel.dispose();
      this.progress = undefined;
      this.notify();
    }
  }

  private async prune(cutouts: number): Promise<void> {
    try {
      await this.index(undefined, { prune: cutouts });
    } catch (error) {
      const { message } = error as Error;
      this.log.error(`${this.folder}: ${message}`);
      void vscode.window.showErrorMessage(
        `What is gone from ${path.basename(this.folder)} cannot be taken out of the index: ${message}`,
      );
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
    const [patterns, measures, also] = [include(uri), measureShapes(uri), readAlso(uri)];
    const { folder: encoder } = await this.encoders.chosen();
    this.encoder = encoder;
    const params = { folder: this.folder, include: patterns, also, store, measures, encoder };
    // The approximate index is read by a native library, which believes what it reads: not one that came with the folder.
    const approximate = vscode.workspace.isTrusted;
    // Which encoder answers is written down when that changes.
    const keepAnswering = this.mayWrite;
    const untouched = !this.mayWrite;
    this.state = await this.engine.use((client) => client.open({ ...params, approximate, keepAnswering, untouched }));
    this.log.info(`${this.folder}: ${this.state.cutouts} cutouts in ${store}`);
    this.watch(patterns);
    this.notify();
  }

  private watching?: vscode.Disposable;

  private watch(patterns: readonly string[]): void {
    this.watching?.dispose();
    const isIncluded = this.matcherOf(patterns);
    // Everything is watched, and looked at here: VS Code's own matcher would take a prepared pattern's time.
    const watcher = vscode.workspace.createFileSystemWatcher(
      new vscode.RelativePattern(vscode.Uri.file(this.folder), '**'),
    );
    for (const event of [watcher.onDidCreate, watcher.onDidChange, watcher.onDidDelete]) {
      event((uri) => this.fileChanged(uri, isIncluded));
    }
    this.watching = this.register(watcher);
  }

  private matcherOf(patterns: readonly string[]): (relative: string) => boolean {
    try {
      return includes(patterns);
    } catch (error) {
      // Indexing the folder reports the error.
      this.log.warn(`${this.folder} is not watched: ${(error as Error).message}`);
      return () => false;
    }
  }

  private fileChanged(uri: vscode.Uri, isIncluded: (relative: string) => boolean): void {
    const relative = path.relative(this.folder, uri.fsPath).split(path.sep).join('/');
    if (!isIncluded(relative)) return;
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
