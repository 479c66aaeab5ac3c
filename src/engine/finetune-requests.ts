import type { CancellationToken, MessageConnection, ResponseError } from 'vscode-jsonrpc/node';
import { Control, readReport } from '../training/finetune';
import { requireAbsolute } from './absolute';
import type { CollectionSession } from './collection-session';
import {
  ControlFinetune,
  EstimateFinetune,
  FinetuneProgressType,
  InspectTarget,
  ListModels,
  Predict,
  PredictProgressType,
  Probe,
  ReadReport,
  RunFinetune,
} from './protocol/fine-tuning';
import { estimateFinetuning, inspectTarget, probe, runFinetuning } from './finetuning';
import { listModels, predictCollection } from './predicting';
import type { Failure } from './protocol';

export interface FinetuneHost {
  readonly connection: MessageConnection;
  readonly session: (folder: string) => Promise<CollectionSession>;
  readonly answer: <T>(work: () => Promise<T>) => Promise<T | ResponseError<Failure>>;
  readonly signalOf: (token: CancellationToken) => AbortSignal;
}

/** Answers what is asked of fine-tuning; runs follow one another. */
export class FinetuneRequests {
  private readonly controls = new Map<string, Control>();
  private lastRun: Promise<unknown> = Promise.resolve();

  constructor(private readonly host: FinetuneHost) {
    const { connection, session, answer, signalOf } = host;
    connection.onRequest(InspectTarget, (params, token) =>
      answer(async () => inspectTarget((await session(params.folder)).surroundings, params, signalOf(token))),
    );
    connection.onRequest(EstimateFinetune, (params, token) =>
      answer(async () => estimateFinetuning((await session(params.folder)).surroundings, params, signalOf(token))),
    );
    this.onRun();
    connection.onRequest(ControlFinetune, ({ out, action }) =>
      answer(() => {
        const control = this.controls.get(out);
        if (action === 'pause') control?.pause();
        else if (action === 'continue') control?.continue();
        else control?.stop();
        return Promise.resolve(control !== undefined);
      }),
    );
    connection.onRequest(ListModels, ({ models, untouched = false }) => answer(() => listModels(models, untouched)));
    connection.onRequest(ReadReport, ({ model }) => answer(() => readReport(model)));
    connection.onRequest(Probe, (params, token) =>
      answer(async () => {
        const { surroundings } = await session(params.folder);
        const { progress } = params;
        const found = await probe(surroundings, params, signalOf(token), (value) => {
          if (progress !== undefined) void connection.sendProgress(PredictProgressType, progress, value);
        });
        return found ?? null;
      }),
    );
    connection.onRequest(Predict, (params, token) =>
      answer(async () => {
        if (params.out !== undefined) requireAbsolute(params.out);
        const { surroundings } = await session(params.folder);
        const { progress } = params;
        try {
          return await predictCollection(surroundings, params, signalOf(token), (value) => {
            if (progress !== undefined) void connection.sendProgress(PredictProgressType, progress, value);
          });
        } catch (error) {
          if ((error as Error).name === 'AbortError') return null;
          throw error;
        }
      }),
    );
  }

  /** Cancels what is under way and waits for it. */
  async stop(): Promise<void> {
    for (const control of this.controls.values()) control.cancel();
    await Promise.allSettled([this.lastRun]);
  }

  private onRun(): void {
    const { connection, session, answer, signalOf } = this.host;
    connection.onRequest(RunFinetune, (params, token) =>
      answer(async () => {
        const { progress, out } = params;
        requireAbsolute(out);
        const { surroundings } = await session(params.folder);
        const control = new Control();
        this.controls.set(out, control);
        const run = this.lastRun
          .catch(() => undefined)
          .then(() =>
            runFinetuning(surroundings, params, control, signalOf(token), (value) => {
              if (progress !== undefined) void connection.sendProgress(FinetuneProgressType, progress, value);
            }),
          )
          .finally(() => {
            if (this.controls.get(out) === control) this.controls.delete(out);
          });
        this.lastRun = run;
        return (await run) ?? null;
      }),
    );
  }
}
