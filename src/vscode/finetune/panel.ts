import path from 'node:path';
import * as v from 'valibot';
import * as vscode from 'vscode';
import type { MessageConnection, ResponseError } from 'vscode-jsonrpc/node';
import { ReadThumbnails } from '../../engine';
import * as contract from '../../contracts/finetune';
import { DEFAULT_APPEARANCE } from '../../contracts/similar';
import { filesOf, openBeside } from '../collections/cutout-files';
import { Owner } from '../disposable';
import type { EngineHost } from '../engine/engine-host';
import { FINETUNE_PANEL } from '../ids';
import { saveIntoCollection } from '../saved/commands';
import { APPEARANCE_KEY, type PanelContext } from '../panels/panel-context';
import { panelColumn } from '../panels/panel-column';
import { answered, checked, webviewConnection } from '../panels/webview-connection';
import { fillPanel } from '../panels/webview-page';
import { doElsewhere } from './elsewhere';
import type { Finetuning } from './finetuning';
import { Predictions } from './predictions';
import { cellOf } from './relabel';
import type { FinetuneRuns } from './runs';
import { readTested } from './tested';

export interface FinetuneContext extends PanelContext {
  readonly engine: EngineHost;
  readonly finetuning: Finetuning;
  readonly runs: FinetuneRuns;
}

/** From the labels of one file to a model and its use. The webview leads; the host asks the engine and writes labels. */
export class FinetunePanel extends Owner {
  private readonly connection: MessageConnection;
  private readonly predictions: Predictions;
  private readonly ended = this.register(new vscode.EventEmitter<void>());
  readonly onDidEnd = this.ended.event;
  private ready = false;

  constructor(
    private readonly panel: vscode.WebviewPanel,
    private readonly context: FinetuneContext,
    /** Absolute path of the collection's folder. */
    readonly folder: string,
    /** Absolute path of the label file; undefined until one is chosen. */
    public file: string | undefined,
  ) {
    super();
    const { extensionUri } = context.extension;
    this.connection = this.register(webviewConnection(panel.webview, context.log));
    this.predictions = new Predictions(context, folder, (progress) => {
      void this.connection.sendNotification(contract.PredictProgressed, progress);
    });
    this.onRequests();
    this.onModelRequests();
    this.onCutoutRequests();
    this.connection.listen();
    this.showTitle();
    fillPanel(panel, extensionUri, 'finetune', 'Fine-Tune');
    this.follow();
    panel.onDidDispose(() => {
      this.ended.fire();
      this.dispose();
    });
  }

  static create(context: FinetuneContext, folder: string, file: string | undefined): FinetunePanel {
    const panel = vscode.window.createWebviewPanel(
      FINETUNE_PANEL,
      'Fine-Tune',
      { viewColumn: panelColumn(FINETUNE_PANEL), preserveFocus: false },
      { enableScripts: true, retainContextWhenHidden: true, enableFindWidget: true },
    );
    return new FinetunePanel(panel, context, folder, file);
  }

  reveal(): void {
    this.panel.reveal(undefined, false);
  }

  private showTitle(): void {
    this.panel.title = this.file === undefined ? 'Fine-Tune' : `Fine-Tune on ${path.basename(this.file)}`;
  }

  private follow(): void {
    const { collections, labels, runs } = this.context;
    const tell = (send: () => Promise<void>) => {
      if (this.ready) void this.quietly(send);
    };
    this.register(
      collections.onDidChange((status) => {
        if (status.folder === this.folder)
          tell(() => this.connection.sendNotification(contract.CollectionStatus, status));
      }),
    );
    this.register(
      labels.onDidChange(({ folder }) => {
        if (folder === this.folder) tell(() => this.tellLabels());
      }),
    );
    this.register(
      runs.onDidChange((file) => {
        if (file !== this.file) return;
        const state = runs.state(file) ?? null;
        // A model of the same name may be another now.
        if (state?.state === 'finished') this.predictions.forget();
        tell(() => this.connection.sendNotification(contract.RunChanged, state));
      }),
    );
    this.register(
      vscode.workspace.onDidGrantWorkspaceTrust(() => tell(() => this.connection.sendNotification(contract.Trusted))),
    );
    this.register({ dispose: () => this.predictions.cancel() });
  }

  private onRequests(): void {
    const { connection, folder } = this;
    const { finetuning, runs } = this.context;
    connection.onRequest(contract.Ready, () =>
      this.answer(async () => {
        const situation = await this.situation();
        this.ready = true;
        // What the last window took with it goes on, now that somebody looks.
        // In a restricted workspace it waits for a click: going on writes into it.
        if (situation.run?.state === 'interrupted' && this.file !== undefined && situation.trusted)
          runs.resume(this.file);
        return situation;
      }),
    );
    connection.onRequest(contract.Inspect, (params) =>
      this.answer(() => {
        const target = checked(contract.TargetSchema, params);
        return finetuning.inspect({ folder, file: this.labelFile(), ...target }, contract.EXAMPLES);
      }),
    );
    connection.onRequest(contract.Estimate, (params) =>
      this.answer(async () => {
        const chosen = checked(contract.EstimateSchema, params);
        return (await finetuning.estimate({ folder, file: this.labelFile(), ...chosen })) ?? null;
      }),
    );
    connection.onRequest(contract.Start, (params) =>
      this.answer(() => runs.start({ folder, file: this.labelFile(), ...checked(contract.StartSchema, params) })),
    );
    connection.onRequest(contract.ControlRun, (params) =>
      this.answer(async () => {
        const action = checked(contract.ControlSchema, params);
        if (action === 'resume') runs.resume(this.labelFile());
        else await runs.control(this.labelFile(), action);
      }),
    );
    connection.onRequest(contract.Do, (params) =>
      this.answer(async () => {
        const { what, name, by } = checked(contract.DoSchema, params);
        const { collections, labels } = this.context;
        const model = name === undefined ? undefined : await finetuning.modelFolder(folder, name);
        await doElsewhere(what, {
          collections,
          folder,
          own: labels.choices.labelFile(folder),
          panel: this.panel,
          file: this.file,
          model,
          by,
          predictions:
            this.file !== undefined && name !== undefined ? await this.predictions.tableOf(this.file, name) : undefined,
        });
        if (what === 'choose labels' || what === 'new labels') await this.takeLabelFile();
      }),
    );
  }

  private onModelRequests(): void {
    const { connection, folder, predictions } = this;
    const { finetuning, labels, collections } = this.context;
    connection.onRequest(contract.ReadModels, () => this.answer(() => finetuning.models(folder)));
    connection.onRequest(contract.ReadReport, (params) =>
      this.answer(async () => {
        const { name } = checked(contract.NameSchema, params);
        const report = await finetuning.report(folder, name);
        return { report, tested: await readTested(await finetuning.modelFolder(folder, name)) };
      }),
    );
    connection.onRequest(contract.Predict, (params) =>
      this.answer(
        async () => (await predictions.write(this.labelFile(), checked(contract.NameSchema, params).name)) ?? null,
      ),
    );
    connection.onRequest(contract.LabelNext, (params) =>
      this.answer(async () => {
        const { name, column } = checked(contract.NextSchema, params);
        // The engine may be a new one, that has no table open.
        await labels.table(folder, this.labelFile());
        return predictions.next(this.labelFile(), name, column, collections.status(folder).state?.cutouts ?? 0);
      }),
    );
    connection.onRequest(contract.Relabel, (params) =>
      this.answer(async () => {
        const { galaxy, column, value, tag } = checked(contract.RelabelSchema, params);
        const { state } = await labels.table(folder, this.labelFile());
        await labels.editTable(
          folder,
          this.labelFile(),
          tag
            ? { kind: 'add', paths: [galaxy], column, tag: value }
            : { kind: 'set', paths: [galaxy], column, value: cellOf(value, state?.format) },
        );
      }),
    );
    connection.onRequest(contract.UndoLabel, () =>
      this.answer(async () => {
        const { edits } = await labels.editTable(folder, this.labelFile(), 'undo');
        return { changed: edits.length > 0 };
      }),
    );
  }

  private onCutoutRequests(): void {
    const { connection, folder } = this;
    connection.onRequest(contract.Thumbnails, (params) =>
      this.answer(() => {
        const { cutouts, size } = checked(contract.ThumbnailsSchema, params);
        return this.context.collections.request(ReadThumbnails, { folder, cutouts, size });
      }),
    );
    connection.onRequest(contract.Open, (params) =>
      this.answer(() => openBeside(this.panel, filesOf(folder, checked(contract.CutoutsSchema, params).cutouts))),
    );
    connection.onRequest(contract.SaveCollection, (params) =>
      this.answer(() =>
        saveIntoCollection(this.context.saved, folder, checked(contract.CutoutsSchema, params).cutouts),
      ),
    );
  }

  private async situation(): Promise<contract.Situation> {
    const { folder, file } = this;
    const { collections, extension, finetuning, runs } = this.context;
    await collections.open(folder);
    const stored = v.safeParse(contract.AppearanceSchema, extension.globalState.get(APPEARANCE_KEY));
    const relative = file === undefined ? undefined : path.relative(folder, file);
    return {
      folder,
      ...(file === undefined || relative === undefined
        ? {}
        : {
            file,
            fileName: relative.startsWith('..') ? path.basename(file) : relative.split(path.sep).join('/'),
            table: await this.table(file),
          }),
      appearance: stored.success ? stored.output : DEFAULT_APPEARANCE,
      trusted: vscode.workspace.isTrusted,
      status: collections.status(folder),
      run: (file === undefined ? undefined : runs.state(file)) ?? null,
      models: await finetuning.models(folder),
    };
  }

  private async table(file: string): Promise<contract.LabelTableState> {
    const { state, error } = await this.context.labels.table(this.folder, file);
    return {
      columns: state?.columns ?? [],
      editable: state?.editable ?? false,
      rows: state?.rows ?? 0,
      matched: state?.binding?.matched ?? 0,
      ...(error === undefined ? {} : { error }),
    };
  }

  private async tellLabels(): Promise<void> {
    if (this.file !== undefined)
      await this.connection.sendNotification(contract.LabelsChanged, await this.table(this.file));
  }

  /** The one that the person has just chosen for the folder. */
  private async takeLabelFile(): Promise<void> {
    const chosen = this.context.labels.choices.labelFile(this.folder);
    if (chosen === undefined || chosen === this.file) return;
    this.file = chosen;
    this.showTitle();
    await this.connection.sendNotification(contract.SituationChanged, await this.situation());
  }

  private labelFile(): string {
    if (this.file === undefined) throw new Error('choose a label file first, or make a new one');
    return this.file;
  }

  private async quietly(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.context.log.error((error as Error).message);
    }
  }

  private answer<T>(work: () => T | PromiseLike<T>): Promise<T | ResponseError<void>> {
    return answered(this.context.log, work);
  }
}
