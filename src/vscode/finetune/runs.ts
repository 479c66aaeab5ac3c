import * as v from 'valibot';
import * as vscode from 'vscode';
import { MODEL_NAME, OptionsSchema, type RunState, StartSchema } from '../../contracts/finetune';
import { EngineDiedError, type FinetuneProgress, type RunFinetuneParams } from '../../engine';
import { Owner } from '../disposable';
import { onFileChange } from './file-changes';
import type { Finetuning } from './finetuning';

const RequestSchema = v.object({
  folder: v.string(),
  file: v.string(),
  column: v.string(),
  task: StartSchema.entries.task,
  options: OptionsSchema,
  name: v.pipe(v.string(), v.regex(MODEL_NAME)),
});
/** What a run was asked to do: enough to go on with it. */
export type RunRequest = v.InferOutput<typeof RequestSchema>;

interface Run {
  state: RunState;
  readonly cancel: vscode.CancellationTokenSource;
  readonly out: string;
}

const KEY = 'finetune.run:';

/**
 * The runs of this window, one a label file. They belong to no panel: closing one ends none. What a run was asked to do is
 * remembered in the workspace until it has ended, so that one that the window took with it goes on in the next.
 */
export class FinetuneRuns extends Owner {
  private readonly runs = new Map<string, Run>();
  private readonly changes = this.register(new vscode.EventEmitter<string>());
  /** By its label file, a run has come further. */
  readonly onDidChange = this.changes.event;

  constructor(
    private readonly finetuning: Finetuning,
    private readonly memento: vscode.Memento,
    private readonly log: vscode.LogOutputChannel,
  ) {
    super();
  }

  /** A run of this window, or one that was cut off with the last. */
  state(file: string): RunState | undefined {
    const own = this.runs.get(file)?.state;
    if (own) return own;
    const request = this.remembered(file);
    return request && { ...fresh(request), state: 'interrupted' };
  }

  /** @throws Error where one is under way */
  async start(request: RunRequest): Promise<void> {
    if (this.runs.get(request.file)?.state.state === 'running')
      throw new Error('a run of this label file is under way');
    await this.memento.update(KEY + request.file, request);
    void this.follow(request, false);
  }

  /** Goes on with what was cut off, unless it goes on already. */
  resume(file: string): void {
    const request = this.remembered(file);
    if (!request || this.runs.get(file)?.state.state === 'running') return;
    void this.follow(request, true);
  }

  async control(file: string, action: 'pause' | 'continue' | 'stop' | 'drop'): Promise<void> {
    const run = this.runs.get(file);
    if (action === 'drop') {
      // Forgotten first: what has been dropped does not come back with the next window.
      const request = this.remembered(file);
      await this.forget(file);
      run?.cancel.cancel();
      if (run?.state.state === 'running') return;
      if (request) await this.finetuning.dropRun(await this.finetuning.modelFolder(request.folder, request.name));
      this.runs.delete(file);
      this.changes.fire(file);
      return;
    }
    if (run?.state.state !== 'running') return;
    // False while the engine is still being told of the run.
    if (!(await this.finetuning.control(run.out, action))) return;
    if (action === 'stop') this.set(file, { stopping: true });
    const { progress } = run.state;
    if (progress) this.set(file, { progress: { ...progress, paused: action === 'pause' } });
  }

  private async follow(request: RunRequest, resumed: boolean): Promise<void> {
    const { folder, file, name, ...params } = request;
    const cancel = new vscode.CancellationTokenSource();
    const out = await this.finetuning.modelFolder(folder, name);
    this.runs.set(file, { state: { ...fresh(request), resumed }, cancel, out });
    this.changes.fire(file);
    const watching = onFileChange(file, () => this.set(file, { labelsChanged: true }));
    try {
      const all: RunFinetuneParams = { folder, file, ...params, out };
      const result = await this.finetuning.run(
        // An interrupted run's checkpoint is a model of the workspace.
        resumed && vscode.workspace.isTrusted ? { ...all, resume: true } : all,
        (progress) => this.progressed(file, progress),
        () => this.set(file, { resumed: true }),
        cancel.token,
      );
      if (result) {
        await this.forget(file);
        this.set(file, { state: 'finished' });
      } else await this.ended(file, out);
    } catch (error) {
      const { message } = error as Error;
      this.log.error(`fine-tuning on ${file}: ${message}`);
      if (this.finetuning.ending) return;
      // The engine died, which says nothing against the run itself: it can go on.
      if (error instanceof EngineDiedError) this.set(file, { state: 'interrupted', error: message });
      else {
        await this.forget(file);
        this.set(file, { state: 'failed', error: message });
      }
    } finally {
      watching.dispose();
      cancel.dispose();
    }
  }

  /** Cancelled: by the person, who has had it forgotten; or by the end of the window, after which it goes on. */
  private async ended(file: string, out: string): Promise<void> {
    if (this.remembered(file)) this.set(file, { state: 'interrupted' });
    else {
      await this.finetuning.dropRun(out);
      this.runs.delete(file);
      this.changes.fire(file);
    }
  }

  private progressed(file: string, progress: FinetuneProgress): void {
    const curves = this.runs.get(file)?.state.curves ?? [];
    const { what, epoch, score } = progress;
    this.set(file, { progress, ...(epoch ? { curves: withEpoch(curves, what, score, epoch) } : {}) });
  }

  private set(file: string, part: Partial<RunState>): void {
    const run = this.runs.get(file);
    if (!run || this.isDisposed) return;
    run.state = { ...run.state, ...part };
    this.changes.fire(file);
  }

  private remembered(file: string): RunRequest | undefined {
    const { success, output } = v.safeParse(RequestSchema, this.memento.get(KEY + file));
    return success ? output : undefined;
  }

  private async forget(file: string): Promise<void> {
    await this.memento.update(KEY + file, undefined);
  }
}

function fresh({ name, column }: RunRequest): RunState {
  return { name, column, state: 'running', curves: [], stopping: false, resumed: false, labelsChanged: false };
}

/** An epoch that is told again, after a checkpoint, takes the place of the first. */
function withEpoch(
  curves: RunState['curves'],
  name: string,
  score: string | undefined,
  epoch: RunState['curves'][number]['points'][number],
): RunState['curves'] {
  const own = curves.find((curve) => curve.name === name);
  if (!own) return [...curves, { name, score, points: [epoch] }];
  const points = [...own.points.filter((point) => point.epoch < epoch.epoch), epoch];
  return curves.map((curve) => (curve === own ? { ...own, score, points } : curve));
}
