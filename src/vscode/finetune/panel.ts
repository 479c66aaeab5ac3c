import path from 'node:path';
import type * as v from 'valibot';
import * as vscode from 'vscode';
import * as contract from '../../contracts/finetune';
import type { EngineHost } from '../engine/engine-host';
import { FINETUNE_PANEL } from '../ids';
import { FolderPanel } from '../panels/folder-panel';
import type { PanelPage } from '../panels/panel';
import type { PanelContext } from '../panels/panel-context';
import { runAction } from './actions';
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

export const FINETUNE_PAGE: PanelPage = {
  viewType: FINETUNE_PANEL,
  bundle: 'finetune',
  title: 'Fine-Tune',
  searchable: true,
};

/** From the labels of one file to a model and its use. The webview leads; the host asks the engine and writes labels. */
export class FinetunePanel extends FolderPanel<FinetuneContext> {
  private readonly predictions: Predictions;

  constructor(
    panel: vscode.WebviewPanel,
    context: FinetuneContext,
    folder: string,
    /** Absolute path of the label file; undefined until one is chosen. */
    public file: string | undefined,
  ) {
    super(panel, context, FINETUNE_PAGE, folder);
    this.predictions = new Predictions(context, folder, (progress) => this.tell(contract.PredictProgressed, progress));
    this.register({ dispose: () => this.predictions.cancel() });
    this.showTitle();
    this.answerRuns();
    this.answerModels();
    this.follow();
  }

  private showTitle(): void {
    this.panel.title = this.file === undefined ? 'Fine-Tune' : `Fine-Tune on ${path.basename(this.file)}`;
  }

  private follow(): void {
    const { labels, runs } = this.context;
    this.register(
      labels.onDidChange(({ folder }) => {
        const { file } = this;
        if (folder === this.folder && file !== undefined) this.tell(contract.LabelsChanged, () => this.table(file));
      }),
    );
    this.register(
      runs.onDidChange((file) => {
        if (file !== this.file) return;
        const state = runs.state(file) ?? null;
        // A model of the same name may be another now.
        if (state?.state === 'finished') this.predictions.forget();
        this.tell(contract.RunChanged, state);
      }),
    );
    this.register(vscode.workspace.onDidGrantWorkspaceTrust(() => this.tell0(contract.Trusted)));
  }

  private answerRuns(): void {
    const { folder } = this;
    const { finetuning, runs } = this.context;
    this.on0(contract.Ready, async () => {
      const situation = await this.situation();
      // What the last window took with it goes on, now that somebody looks.
      // In a restricted workspace it waits for a click: going on writes into it.
      if (situation.run?.state === 'interrupted' && this.file !== undefined && situation.trusted)
        runs.resume(this.file);
      return situation;
    });
    this.on(contract.Inspect, contract.TargetSchema, (target) =>
      finetuning.inspect({ folder, file: this.labelFile(), ...target }, contract.EXAMPLES),
    );
    this.on(
      contract.Estimate,
      contract.EstimateSchema,
      async (chosen) => (await finetuning.estimate({ folder, file: this.labelFile(), ...chosen })) ?? null,
    );
    this.on(contract.Start, contract.StartSchema, (start) => runs.start({ folder, file: this.labelFile(), ...start }));
    this.on(contract.ControlRun, contract.ControlSchema, async (action) => {
      if (action === 'resume') runs.resume(this.labelFile());
      else await runs.control(this.labelFile(), action);
    });
    this.on(contract.Do, contract.DoSchema, (params) => this.do(params));
  }

  private answerModels(): void {
    const { folder, predictions } = this;
    const { collections, finetuning, labels } = this.context;
    this.on0(contract.ReadModels, () => finetuning.models(folder));
    this.on(contract.ReadReport, contract.NameSchema, async ({ name }) => {
      const report = await finetuning.report(folder, name);
      return { report, tested: await readTested(await finetuning.modelFolder(folder, name)) };
    });
    this.on(
      contract.Predict,
      contract.NameSchema,
      async ({ name }) => (await predictions.write(this.labelFile(), name)) ?? null,
    );
    this.on(contract.LabelNext, contract.NextSchema, async ({ name, column }) => {
      // The engine may be a new one, that has no table open.
      await labels.table(folder, this.labelFile());
      return predictions.next(this.labelFile(), name, column, collections.status(folder).state?.cutouts ?? 0);
    });
    this.on(contract.Relabel, contract.RelabelSchema, async ({ galaxy, column, value, tag }) => {
      const { state } = await labels.table(folder, this.labelFile());
      const edit = tag
        ? ({ kind: 'add', paths: [galaxy], column, tag: value } as const)
        : ({ kind: 'set', paths: [galaxy], column, value: cellOf(value, state?.format) } as const);
      await labels.editTable(folder, this.labelFile(), edit);
    });
    this.on0(contract.UndoLabel, async () => {
      const { edits } = await labels.editTable(folder, this.labelFile(), 'undo');
      return { changed: edits.length > 0 };
    });
  }

  private async do({ what, name, by }: v.InferOutput<typeof contract.DoSchema>): Promise<void> {
    const { file, folder, panel } = this;
    const { collections, finetuning, labels } = this.context;
    await runAction(what, {
      collections,
      folder,
      own: labels.choices.labelFile(folder),
      panel,
      file,
      model: name === undefined ? undefined : await finetuning.modelFolder(folder, name),
      by,
      predictions: file === undefined || name === undefined ? undefined : await this.predictions.tableOf(file, name),
    });
    if (what === 'choose labels' || what === 'new labels') await this.takeLabelFile();
  }

  private async situation(): Promise<contract.Situation> {
    const { folder, file } = this;
    const { finetuning, runs } = this.context;
    const relative = file === undefined ? undefined : path.relative(folder, file);
    return {
      ...(await this.begin()),
      ...(file === undefined || relative === undefined
        ? {}
        : {
            file,
            fileName: relative.startsWith('..') ? path.basename(file) : relative.split(path.sep).join('/'),
            table: await this.table(file),
          }),
      trusted: vscode.workspace.isTrusted,
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

  /** The one that the person has just chosen for the folder. */
  private async takeLabelFile(): Promise<void> {
    const chosen = this.context.labels.choices.labelFile(this.folder);
    if (chosen === undefined || chosen === this.file) return;
    this.file = chosen;
    this.showTitle();
    this.tell(contract.SituationChanged, await this.situation());
  }

  private labelFile(): string {
    if (this.file === undefined) throw new Error('choose a label file first, or make a new one');
    return this.file;
  }
}
