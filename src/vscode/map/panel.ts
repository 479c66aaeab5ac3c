import path from 'node:path';
import * as v from 'valibot';
import * as vscode from 'vscode';
import type { MessageConnection, ResponseError } from 'vscode-jsonrpc/node';
import { MapCollection, ReadThumbnails } from '../../engine';
import * as contract from '../../contracts/map';
import { AppearanceSchema, DEFAULT_APPEARANCE } from '../../contracts/similar';
import { copyPaths, filesOf, openBeside } from '../collections/cutout-files';
import { Owner } from '../disposable';
import { Command, MAP_PANEL } from '../ids';
import { answerLabels } from '../panels/panel-labels';
import { panelColumn } from '../panels/panel-column';
import { copyCutoutsAsPython } from '../python/copy-python';
import { saveIntoCollection } from '../saved/commands';
import { APPEARANCE_KEY, type PanelContext } from '../panels/panel-context';
import { answered, checked, webviewConnection } from '../panels/webview-connection';
import { fillPanel } from '../panels/webview-page';
import { type ColourSource, folderColour, type MapCutouts } from './colour-sources';
import { columnColours } from './column-colours';
import { rankColours } from './rank-colours';

/** The map of one folder's collection. The webview draws it; the host asks the engine, and knows which cutouts points are. */
export class MapPanel extends Owner {
  private readonly connection: MessageConnection;
  private readonly ended = this.register(new vscode.EventEmitter<void>());
  readonly onDidEnd = this.ended.event;
  private ready = false;
  /** Ends the map that is being made. */
  private making?: vscode.CancellationTokenSource;
  private shown?: { readonly revision: string; readonly cutouts: MapCutouts };
  /** When it was looked at last, in milliseconds. */
  usedAt = performance.now();

  constructor(
    private readonly panel: vscode.WebviewPanel,
    private readonly context: PanelContext,
    /** Absolute path. */
    readonly folder: string,
  ) {
    super();
    const { extensionUri } = context.extension;
    this.connection = this.register(webviewConnection(panel.webview, context.log));
    this.onRequests();
    this.connection.listen();
    panel.title = `Map of ${path.basename(folder)}`;
    fillPanel(panel, extensionUri, 'map', 'Map');
    this.register(
      context.collections.onDidChange((status) => {
        if (this.ready && status.folder === folder) {
          void this.connection.sendNotification(contract.CollectionStatus, status);
        }
      }),
    );
    this.register(
      context.labels.onDidChange((change) => {
        if (this.ready && change.folder === folder) void this.tellChoices();
      }),
    );
    this.register({ dispose: () => this.making?.cancel() });
    this.register(answerLabels(this.connection, context.labels, context.log, () => (this.ready ? folder : undefined)));
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

  static create(context: PanelContext, folder: string): MapPanel {
    const panel = vscode.window.createWebviewPanel(
      MAP_PANEL,
      'Map',
      { viewColumn: panelColumn(MAP_PANEL), preserveFocus: false },
      { enableScripts: true, retainContextWhenHidden: true, enableFindWidget: false },
    );
    return new MapPanel(panel, context, folder);
  }

  tileCommand(command: contract.TileCommandName, tile: string): void {
    void this.connection.sendNotification(contract.TileCommand, { command, tile });
  }

  reveal(): void {
    this.panel.reveal(undefined, false);
  }

  private onRequests(): void {
    const { connection } = this;
    const { collections, extension } = this.context;
    connection.onRequest(contract.Ready, () =>
      this.answer(async () => {
        await collections.open(this.folder);
        this.ready = true;
        void this.tellChoices();
        const stored = v.safeParse(AppearanceSchema, extension.globalState.get(APPEARANCE_KEY));
        return {
          folder: this.folder,
          appearance: stored.success ? stored.output : DEFAULT_APPEARANCE,
          // A large table takes its time to be read, and the map does not wait for its columns.
          choices: [folderColour].map(choiceOf),
          status: collections.status(this.folder),
        };
      }),
    );
    connection.onRequest(contract.LoadMap, (params) =>
      this.answer(() => this.load(checked(contract.LoadMapSchema, params))),
    );
    connection.onRequest(contract.CancelMap, () => this.answer(() => Promise.resolve(this.making?.cancel())));
    connection.onRequest(contract.NamePoints, (params) =>
      this.answer(() => {
        const { revision, points } = checked(contract.NamesSchema, params);
        const { paths, hdus } = this.cutouts(revision) ?? { paths: [], hdus: [] };
        const known = points.filter((point) => point < paths.length);
        return Promise.resolve(known.map((point) => ({ path: paths[point], hdu: hdus[point] })));
      }),
    );
    connection.onRequest(contract.ColourPoints, (params) =>
      this.answer(async () => {
        const { revision, id } = checked(contract.ColourSchema, params);
        const source = (await this.sources()).find((one) => one.id === id);
        const cutouts = this.cutouts(revision);
        return (cutouts && (await source?.colour(this.folder, cutouts))) ?? null;
      }),
    );
    connection.onRequest(contract.Thumbnails, (params) =>
      this.answer(() => {
        const { folder, cutouts, size } = checked(contract.ThumbnailsSchema, params);
        return collections.request(ReadThumbnails, { folder, cutouts, size });
      }),
    );
    const aboutFiles = (work: (files: vscode.Uri[], hdu: number) => Promise<void>) => (params: unknown) =>
      this.answer(async () => {
        const { folder, cutouts } = checked(contract.CutoutsSchema, params);
        if (cutouts.length > 0) await work(filesOf(folder, cutouts), cutouts[0].hdu);
      });
    connection.onRequest(contract.Open, aboutFiles((files) => openBeside(this.panel, files))); // prettier-ignore
    connection.onRequest(contract.CopyPaths, aboutFiles(copyPaths));
    connection.onRequest(
      contract.Reveal,
      aboutFiles(async ([file]) => {
        await vscode.commands.executeCommand('revealInExplorer', file);
      }),
    );
    connection.onRequest(contract.SaveCollection, (params) =>
      this.answer(() =>
        saveIntoCollection(this.context.saved, this.folder, checked(contract.CutoutsSchema, params).cutouts),
      ),
    );
    connection.onRequest(contract.FindTagged, (tag) =>
      this.answer(async () => {
        const about = { folder: this.folder, tag: checked(v.string(), tag) };
        await vscode.commands.executeCommand(Command.FindSimilar, about);
      }),
    );
    connection.onRequest(contract.CopyPython, (params) =>
      this.answer(() => {
        const { revision, points } = checked(contract.CopyPythonSchema, params);
        const shown = this.cutouts(revision);
        // They have become others since: there is nothing to copy that the person saw.
        if (!shown) return Promise.resolve();
        const { paths, hdus } = shown;
        const all = paths.map((file, i) => ({ path: file, hdu: hdus[i] }));
        const some = points?.map((point) => all[point]).filter((one) => one !== undefined) ?? all;
        return copyCutoutsAsPython(this.context, this.folder, some, all);
      }),
    );
    connection.onRequest(
      contract.FindSimilar,
      aboutFiles(async (files, hdu) => {
        await vscode.commands.executeCommand(Command.FindSimilar, files[0], files, hdu);
      }),
    );
    connection.onRequest(contract.IndexFolder, () =>
      this.answer(async () => {
        await collections.index(this.folder);
      }),
    );
    connection.onRequest(contract.CancelIndexing, () =>
      this.answer(() => Promise.resolve(collections.cancel(this.folder))),
    );
  }

  private async load({ want, revision }: v.InferOutput<typeof contract.LoadMapSchema>) {
    const cancel = (this.making = new vscode.CancellationTokenSource());
    try {
      // A panel that was loaded anew has lost the names that the engine would leave out.
      const known = revision === this.shown?.revision ? revision : undefined;
      const map = await this.context.collections.request(
        MapCollection,
        { folder: this.folder, want, revision: known },
        {
          onProgress: (progress) => void this.connection.sendNotification(contract.MapProgressed, progress),
          token: cancel.token,
        },
      );
      if (!map) return null;
      const { method, positions, cutouts } = map;
      if (cutouts) this.shown = { revision: map.revision, cutouts };
      return { method, positions, revision: map.revision };
    } finally {
      cancel.dispose();
      if (this.making === cancel) this.making = undefined;
    }
  }

  /** What points can be coloured by now. */
  private async sources(): Promise<readonly ColourSource[]> {
    return [
      folderColour,
      ...(await columnColours(this.context.labels, this.folder)),
      ...(await rankColours(this.context, this.folder)),
    ];
  }

  private async tellChoices(): Promise<void> {
    try {
      await this.connection.sendNotification(contract.ColoursChanged, (await this.sources()).map(choiceOf));
    } catch (error) {
      this.context.log.error((error as Error).message);
    }
  }

  /** What the points of a revision are; undefined where the panel is to have a newer one in a moment. */
  private cutouts(revision: string): MapCutouts | undefined {
    return this.shown?.revision === revision ? this.shown.cutouts : undefined;
  }

  private answer<T>(work: () => Promise<T>): Promise<T | ResponseError<void>> {
    return answered(this.context.log, work);
  }
}

function choiceOf({ id, label }: ColourSource): contract.ColourChoice {
  return { id, label };
}
