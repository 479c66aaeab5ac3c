import path from 'node:path';
import * as v from 'valibot';
import * as vscode from 'vscode';
import type { MessageConnection, ResponseError } from 'vscode-jsonrpc/node';
import * as contract from '../../contracts/anomalies';
import { DEFAULT_APPEARANCE, ExportSchema } from '../../contracts/similar';
import {
  ExplainRank,
  MapCollection,
  MeasureLearning,
  RankAnomalies,
  type RankParams,
  ReadThumbnails,
} from '../../engine';
import { rankingTable } from '../../exports';
import { copyPaths, filesOf, openBeside } from '../collections/cutout-files';
import { Owner } from '../disposable';
import { ANOMALIES_PANEL, Command } from '../ids';
import { answerLabels } from '../panels/panel-labels';
import { panelColumn } from '../panels/panel-column';
import { copyListAsPython } from '../python/copy-python';
import { saveIntoCollection } from '../saved/commands';
import { saveTable } from '../panels/save-table';
import { filterOf } from '../panels/tile-labels';
import { APPEARANCE_KEY, type PanelContext } from '../panels/panel-context';
import { answered, checked, webviewConnection } from '../panels/webview-connection';
import { fillPanel } from '../panels/webview-page';
import { chooseOthers, chooseRater } from './choose-columns';
import { MiniMap } from './mini-map';
import { ensureRatingFile } from './rating-file';
import { RatingSources } from '../ratings/rating-sources';

/** How many are shown beside a galaxy: its neighbours, and the rated ones that weigh most. */
const BESIDE = 6;
/** Ratings among which those are found. */
const RATED_MOST = 100_000;

/** Rankings of one folder's galaxies by what a person finds interesting. The webview shows and rates; the host asks the engine. */
export class AnomaliesPanel extends Owner {
  private readonly connection: MessageConnection;
  private readonly sources: RatingSources;
  private readonly ended = this.register(new vscode.EventEmitter<void>());
  readonly onDidEnd = this.ended.event;
  /** When it was looked at last, in milliseconds. */
  usedAt = performance.now();
  private ready = false;
  private ranking?: vscode.CancellationTokenSource;
  private measuring?: vscode.CancellationTokenSource;
  private map?: Promise<MiniMap | undefined>;

  constructor(
    private readonly panel: vscode.WebviewPanel,
    private readonly context: PanelContext,
    /** Absolute path. */
    readonly folder: string,
  ) {
    super();
    const { extensionUri, workspaceState } = context.extension;
    this.sources = new RatingSources(workspaceState, context.labels, folder);
    this.connection = this.register(webviewConnection(panel.webview, context.log));
    this.onRequests();
    this.onRatingRequests();
    this.onCutoutRequests();
    this.register(answerLabels(this.connection, context.labels, context.log, () => (this.ready ? folder : undefined)));
    this.connection.listen();
    panel.title = `Anomalies in ${path.basename(folder)}`;
    fillPanel(panel, extensionUri, 'anomalies', 'Anomalies');
    this.register(
      context.collections.onDidChange((status) => {
        if (!this.ready || status.folder !== folder) return;
        void this.connection.sendNotification(contract.CollectionStatus, status);
      }),
    );
    this.register(
      context.labels.onDidChange((change) => {
        if (this.ready && change.folder === folder) void this.tellRatings();
      }),
    );
    this.register({
      dispose: () => {
        this.ranking?.cancel();
        this.measuring?.cancel();
      },
    });
    this.register(
      panel.onDidChangeViewState(() => {
        if (panel.active) this.usedAt = performance.now();
      }),
    );
    panel.onDidDispose(() => {
      this.ended.fire();
      this.dispose();
    });
  }

  static create(context: PanelContext, folder: string): AnomaliesPanel {
    const panel = vscode.window.createWebviewPanel(
      ANOMALIES_PANEL,
      'Anomalies',
      { viewColumn: panelColumn(ANOMALIES_PANEL), preserveFocus: false },
      { enableScripts: true, retainContextWhenHidden: true, enableFindWidget: false },
    );
    return new AnomaliesPanel(panel, context, folder);
  }

  reveal(): void {
    this.panel.reveal(undefined, false);
  }

  tileCommand(command: contract.TileCommandName, tile: string): void {
    void this.connection.sendNotification(contract.TileCommand, { command, tile });
  }

  private onRequests(): void {
    const { connection, folder } = this;
    const { collections, extension } = this.context;
    connection.onRequest(contract.Ready, () =>
      this.answer(async () => {
        await collections.open(folder);
        this.ready = true;
        const stored = v.safeParse(contract.AppearanceSchema, extension.globalState.get(APPEARANCE_KEY));
        return {
          folder,
          appearance: stored.success ? stored.output : DEFAULT_APPEARANCE,
          status: collections.status(folder),
          ratings: await this.sources.situation(),
        };
      }),
    );
    connection.onRequest(contract.Rank, (params) =>
      this.answer(async () => {
        const { choice, count, quick } = checked(contract.RankSchema, params);
        return this.rank({ ...(await this.rankParams(choice)), count, quick });
      }),
    );
    connection.onRequest(contract.Learning, () => this.answer(() => this.learning()));
    connection.onRequest(contract.MiniMap, () =>
      this.answer(async () => {
        this.map = this.readMap();
        return (await this.map)?.points ?? null;
      }),
    );
    connection.onRequest(contract.PlaceOf, (params) =>
      this.answer(async () => (await this.map)?.place(checked(contract.CutoutSchema, params)) ?? null),
    );
    connection.onRequest(contract.Save, (params) =>
      this.answer(async () => {
        const { choice } = checked(contract.SaveSchema, params);
        const count = Math.max(1, collections.status(folder).state?.cutouts ?? 1);
        const result = await this.rank({ ...(await this.rankParams(choice)), count });
        if (!result) return;
        await saveTable(rankingTable(result.cutouts, result.rated), {
          title: 'Save the Ranking',
          file: path.join(folder, `ranking-by-${choice.sort}`),
          rows: 'galaxies',
        });
      }),
    );
    connection.onRequest(contract.Remember, (params) =>
      this.answer(async () => extension.globalState.update(APPEARANCE_KEY, checked(contract.AppearanceSchema, params))),
    );
  }

  private onRatingRequests(): void {
    const { connection, folder } = this;
    const { labels } = this.context;
    connection.onRequest(contract.Explain, (params) =>
      this.answer(async () => {
        const cutout = checked(contract.CutoutSchema, params);
        const ratings = await this.sources.ratings();
        const explained = await this.context.collections.request(ExplainRank, {
          folder,
          ratings,
          cutout,
          count: RATED_MOST,
        });
        if (!explained) return null;
        // What each adds may be large and cancel with what others take, which explains nothing to a person; what is alike does.
        const rated = explained.rated.toSorted((a, b) => b.similarity - a.similarity).slice(0, BESIDE);
        return { ...explained, rated };
      }),
    );
    connection.onRequest(contract.Rate, (params) =>
      this.answer(async () => {
        const { galaxy, rating } = checked(contract.RateSchema, params);
        const column = await this.sources.column();
        const asks = (await labels.labels(folder)) === undefined;
        const there = await ensureRatingFile(labels, folder, column);
        // The keyboard goes on where it was before the question.
        if (asks) this.reveal();
        if (!there) return false;
        await labels.edit(folder, { kind: 'set', paths: [galaxy], column, value: rating });
        return true;
      }),
    );
    connection.onRequest(contract.Undo, (what) =>
      this.answer(async () => {
        const { edits } = await labels.edit(folder, checked(v.picklist(['undo', 'redo']), what));
        return { changed: edits.length > 0 };
      }),
    );
    connection.onRequest(contract.UseEarlierRatings, (params) =>
      this.answer(() => this.useEarlier(checked(contract.EarlierRatingsSchema, params))),
    );
    connection.onRequest(contract.Do, (params) => this.answer(() => this.do(checked(contract.DoSchema, params))));
  }

  private onCutoutRequests(): void {
    const { connection, folder } = this;
    const { collections } = this.context;
    connection.onRequest(contract.Neighbours, (params) =>
      this.answer(async () => {
        const cutout = checked(contract.CutoutSchema, params);
        return (await collections.similar({ folder, query: [cutout], count: BESIDE })).neighbours;
      }),
    );
    connection.onRequest(contract.Thumbnails, (params) =>
      this.answer(() => {
        const { cutouts, size } = checked(contract.ThumbnailsSchema, params);
        return collections.request(ReadThumbnails, { folder, cutouts, size });
      }),
    );
    const cutoutsOf = (params: unknown) => checked(contract.CutoutsSchema, params).cutouts;
    const aboutFiles = (work: (files: vscode.Uri[], hdu: number) => PromiseLike<unknown>) => (params: unknown) =>
      this.answer(async () => {
        const cutouts = cutoutsOf(params);
        if (cutouts.length > 0) await work(filesOf(folder, cutouts), cutouts[0].hdu);
      });
    connection.onRequest(
      contract.Open,
      aboutFiles((files) => openBeside(this.panel, files)),
    );
    connection.onRequest(contract.CopyPaths, aboutFiles(copyPaths));
    connection.onRequest(
      contract.Reveal,
      aboutFiles(([file]) => vscode.commands.executeCommand('revealInExplorer', file)),
    );
    connection.onRequest(
      contract.FindSimilar,
      aboutFiles((files, hdu) => vscode.commands.executeCommand(Command.FindSimilar, files[0], files, hdu)),
    );
    connection.onRequest(contract.SaveCollection, (params) =>
      this.answer(() => saveIntoCollection(this.context.saved, folder, cutoutsOf(params))),
    );
    connection.onRequest(contract.CopyPython, (params) =>
      this.answer(() => {
        const { neighbours } = checked(ExportSchema, params);
        const title = `${neighbours.length} galaxies of ${path.basename(folder)}, in the order of a ranking`;
        return copyListAsPython(this.context, folder, neighbours, title);
      }),
    );
  }

  private async rankParams(choice: contract.Choice): Promise<Omit<RankParams, 'count'>> {
    const { folder } = this;
    const { where, ...rest } = choice;
    return {
      ...rest,
      folder,
      ratings: await this.sources.ratings(),
      filter: await filterOf({ folder, cutouts: [], where }, this.context.labels),
    };
  }

  /** One at a time: a newer question ends the one before. */
  private async rank(params: RankParams) {
    this.ranking?.cancel();
    const cancel = (this.ranking = new vscode.CancellationTokenSource());
    try {
      const result = await this.context.collections.request(RankAnomalies, params, {
        onProgress: (progress) => void this.connection.sendNotification(contract.RankProgressed, progress),
        token: cancel.token,
      });
      return result ?? null;
    } finally {
      cancel.dispose();
      if (this.ranking === cancel) this.ranking = undefined;
    }
  }

  private async learning() {
    this.measuring?.cancel();
    const cancel = (this.measuring = new vscode.CancellationTokenSource());
    try {
      const { folder } = this;
      const ratings = await this.sources.ratings();
      return (
        (await this.context.collections.request(MeasureLearning, { folder, ratings }, { token: cancel.token })) ?? null
      );
    } finally {
      cancel.dispose();
      if (this.measuring === cancel) this.measuring = undefined;
    }
  }

  private async readMap(): Promise<MiniMap | undefined> {
    const cancel = new vscode.CancellationTokenSource();
    try {
      const map = await this.context.collections.request(
        MapCollection,
        { folder: this.folder, want: 'at once' },
        { onProgress: () => undefined, token: cancel.token },
      );
      return map?.cutouts && map.cutouts.paths.length > 0 ? new MiniMap({ ...map, cutouts: map.cutouts }) : undefined;
    } finally {
      cancel.dispose();
    }
  }

  private async do(what: v.InferOutput<typeof contract.DoSchema>): Promise<void> {
    const { collections, labels } = this.context;
    switch (what) {
      case 'index':
        await collections.index(this.folder);
        break;
      case 'cancel indexing':
        collections.cancel(this.folder);
        break;
      case 'match labels':
        await vscode.commands.executeCommand(Command.MatchLabels);
        break;
      case 'map':
        await vscode.commands.executeCommand(Command.ShowMap, vscode.Uri.file(this.folder));
        break;
      case 'choose rater':
        await chooseRater(this.sources);
        await this.tellRatings();
        break;
      case 'choose others':
        await chooseOthers(this.sources, labels, this.folder);
        await this.tellRatings();
    }
  }

  private async useEarlier({
    what,
    file,
    column,
  }: v.InferOutput<typeof contract.EarlierRatingsSchema>): Promise<string> {
    const { sources } = this;
    const noted = sources.earlier.all.find((one) => one.file === file && one.column === column);
    if (!noted) throw new Error(`${file} is not known to hold ratings of this folder`);
    const name = path.basename(file);
    let done = `The ratings in ${name} stay where they are and do not count.`;
    if (what === 'copy') {
      const { copied, kept } = await sources.copyFrom(noted);
      const stays = kept > 0 ? ` Rated here already: ${kept}, which stay as they are.` : '';
      done = `${copied} ${copied === 1 ? 'rating' : 'ratings'} copied from ${name}.${stays} U undoes it.`;
    } else if (what === 'count') {
      await sources.countEarlier(noted);
      done = `The ratings in ${name} count, too. A galaxy that is rated twice has the mean.`;
    } else await sources.earlier.forget(noted);
    await this.tellRatings();
    return done;
  }

  private async tellRatings(): Promise<void> {
    try {
      await this.connection.sendNotification(contract.RatingsChanged, await this.sources.situation());
    } catch (error) {
      this.context.log.error((error as Error).message);
    }
  }

  private answer<T>(work: () => T | PromiseLike<T>): Promise<T | ResponseError<void>> {
    return answered(this.context.log, work);
  }
}
