import { Control, readReport } from '../../training/finetune';
import { requireAbsolute } from '../process/absolute';
import type { Answers, Call } from '../answers';
import type { CollectionSession } from '../collections/collection-session';
import {
  ControlFinetune,
  EstimateFinetune,
  type FinetuneProgress,
  type FinetuneResult,
  InspectTarget,
  ListModels,
  Predict,
  Probe,
  ReadReport,
  RunFinetune,
  type RunFinetuneParams,
} from '../protocol/fine-tuning';
import { estimateFinetuning, inspectTarget, probe, runFinetuning } from './finetuning';
import { listModels, predictCollection } from './predicting';

/** Answers what is asked of fine-tuning; runs follow one another. */
export class FinetuneRequests {
  private readonly controls = new Map<string, Control>();
  private lastRun: Promise<unknown> = Promise.resolve();

  constructor(answers: Answers) {
    answers.ofFolder(InspectTarget, ({ trained }, params, { signal }) => inspectTarget(trained, params, signal));
    answers.ofFolder(EstimateFinetune, ({ trained }, params, { signal }) =>
      estimateFinetuning(trained, params, signal),
    );
    answers.ofFolder(RunFinetune, (session, params, call) => this.run(session, params, call));
    answers.to(ControlFinetune, ({ out, action }) => {
      const control = this.controls.get(out);
      if (action === 'pause') control?.pause();
      else if (action === 'continue') control?.continue();
      else control?.stop();
      return control !== undefined;
    });
    answers.to(ListModels, ({ models, untouched = false }) => listModels(models, untouched));
    answers.to(ReadReport, ({ model }) => readReport(model));
    answers.ofFolder(Probe, ({ trained }, params, { signal, tell }) => probe(trained, params, signal, tell));
    answers.ofFolder(Predict, async ({ trained }, params, { signal, tell }) => {
      if (params.out !== undefined) requireAbsolute(params.out);
      try {
        return await predictCollection(trained, params, signal, tell);
      } catch (error) {
        if ((error as Error).name === 'AbortError') return undefined;
        throw error;
      }
    });
  }

  /** Cancels what is under way and waits for it. */
  async stop(): Promise<void> {
    for (const control of this.controls.values()) control.cancel();
    await Promise.allSettled([this.lastRun]);
  }

  private async run(
    { trained }: CollectionSession,
    params: RunFinetuneParams,
    { signal, tell }: Call<FinetuneProgress>,
  ): Promise<FinetuneResult | undefined> {
    const { out } = params;
    requireAbsolute(out);
    const control = new Control();
    this.controls.set(out, control);
    const run = this.lastRun
      .catch(() => undefined)
      .then(() => runFinetuning(trained, params, control, signal, tell))
      .finally(() => {
        if (this.controls.get(out) === control) this.controls.delete(out);
      });
    this.lastRun = run;
    return run;
  }
}
