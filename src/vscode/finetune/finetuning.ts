import fs from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import {
  ControlFinetune,
  EstimateFinetune,
  type FinetuneEstimate,
  type FinetuneParams,
  type FinetuneProgress,
  type FinetuneResult,
  InspectTarget,
  ListModels,
  type ModelSummary,
  Predict,
  type PredictProgress,
  type PredictResult,
  ReadReport,
  RunFinetune,
  type RunFinetuneParams,
  type TargetInspection,
  type TargetParams,
} from '../../engine';
// By its file: the room's index would load the native libraries.
import { requireNoLinks } from '../../files';
import type { FinetuneReport } from '../../training/finetune/report/report';
import { type CancellationToken, type Uri, workspace } from 'vscode';
import type { Collections } from '../collections/collections';
import type { EngineHost } from '../engine/engine-host';
import type { LabelFiles } from '../labels/label-files';
import { csvOptions } from '../settings';
import { storeLocation } from '../collections/store-location';

/** What the engine is asked of fine-tuning, with the folder and the label file open in it. */
export class Finetuning {
  constructor(
    private readonly engine: EngineHost,
    private readonly collections: Collections,
    private readonly labels: LabelFiles,
    private readonly globalStorage: Uri,
  ) {}

  /** The window is closing: what ends now has not failed. */
  get ending(): boolean {
    return this.engine.isDisposed;
  }

  /** Absolute path of the folder of a folder's models. @throws NotAFileError where a link leads elsewhere */
  async modelsFolder(folder: string): Promise<string> {
    const store = await storeLocation(folder, this.globalStorage);
    await requireNoLinks(store, 'models');
    return path.join(store, 'models');
  }

  /** Absolute path of the folder of one of them. @throws NotAFileError where a link leads elsewhere */
  async modelFolder(folder: string, name: string): Promise<string> {
    const models = await this.modelsFolder(folder);
    await requireNoLinks(models, name);
    return path.join(models, name);
  }

  async inspect(target: TargetParams, examples: number): Promise<TargetInspection> {
    return this.withTable(target, (client) => client.request(InspectTarget, { ...target, examples }));
  }

  /** Undefined where this engine knows no estimates. */
  async estimate(params: FinetuneParams): Promise<FinetuneEstimate | undefined> {
    try {
      return await this.withTable(params, (client) => client.request(EstimateFinetune, params));
    } catch (error) {
      if (/^Unhandled method/.test((error as Error).message)) return undefined;
      throw error;
    }
  }

  /**
   * Runs to the end. Where the engine's process dies on the way, it is asked once more to go on.
   * @param cancel drops the run
   */
  async run(
    params: RunFinetuneParams,
    onProgress: (progress: FinetuneProgress) => void,
    onResume: () => void,
    cancel: CancellationToken,
  ): Promise<FinetuneResult | undefined> {
    let again = params.resume === true;
    const anew = { ...params, resume: false };
    return this.withTable(params, (client) => {
      if (again) onResume();
      // A run that was ended before it had finished anything begins again.
      const resume = again && fs.existsSync(keptRun(params.out));
      again = true;
      return client.request(RunFinetune, resume ? { ...anew, resume } : anew, { onProgress, token: cancel });
    });
  }

  /** False where there is no such run. */
  control(out: string, action: 'pause' | 'continue' | 'stop'): Promise<boolean> {
    return this.engine.request(ControlFinetune, { out, action });
  }

  /** Takes away what a dropped run has finished: nobody goes on with it. */
  async dropRun(out: string): Promise<void> {
    await rm(path.dirname(keptRun(out)), { recursive: true, force: true });
  }

  async models(folder: string): Promise<readonly ModelSummary[]> {
    const models = await this.modelsFolder(folder);
    return this.engine.request(ListModels, { models, untouched: !workspace.isTrusted });
  }

  async report(folder: string, name: string): Promise<FinetuneReport> {
    const model = await this.modelFolder(folder, name);
    return this.engine.request(ReadReport, { model });
  }

  /** What a model says of all cutouts of a folder; undefined where it has been cancelled. */
  async predict(
    folder: string,
    name: string,
    out: string | undefined,
    onProgress: (progress: PredictProgress) => void,
    token: CancellationToken,
  ): Promise<PredictResult | undefined> {
    await this.collections.open(folder);
    const model = await this.modelFolder(folder, name);
    return this.engine.request(Predict, { folder, model, out, ...csvOptions() }, { onProgress, token });
  }

  private withTable<T>(
    { folder, file }: TargetParams,
    work: (client: Parameters<Parameters<EngineHost['use']>[0]>[0]) => Promise<T>,
  ): Promise<T> {
    return this.engine.use(async (client) => {
      // Inside: an engine that has been started anew has no table open.
      await this.collections.open(folder);
      const { error } = await this.labels.table(folder, file);
      if (error !== undefined) throw new Error(error);
      return work(client);
    });
  }
}

/** What an interrupted run has finished; see `RunMemory` of training/finetune/. */
function keptRun(out: string): string {
  return path.join(path.dirname(out), `.${path.basename(out)}.run`, 'run.json');
}
