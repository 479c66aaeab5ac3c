import type { RunProgress } from '../../training/finetune';
import type { FinetuneProgress, FinetuneStage } from '../protocol/fine-tuning';

/** How far a run is at the end of each stage, as shares of its time that are about right. */
const ENDS: Readonly<Record<FinetuneStage, number>> = {
  reading: 0.1,
  training: 0.55,
  baselines: 0.75,
  'learning curve': 0.97,
  report: 1,
};
const STAGES: readonly FinetuneStage[] = ['reading', 'training', 'baselines', 'learning curve', 'report'];

/** From how far the stages are to how far the whole run is, and how long it will take. */
export class ProgressEstimate {
  private readonly started = performance.now();

  constructor(
    private readonly send: (progress: FinetuneProgress) => void,
    private readonly paused: () => boolean,
  ) {}

  private last = { done: 0, share: 0 };

  tell(progress: Omit<RunProgress, 'stage'> & { readonly stage: FinetuneStage }): void {
    const { stage, what, rate, epoch, score } = progress;
    if (progress.done !== undefined) this.last = { done: progress.done, share: progress.share ?? 0 };
    const done = this.last.done + (progress.within ?? 0) * this.last.share;
    const at = STAGES.indexOf(stage);
    const from = at === 0 ? 0 : ENDS[STAGES[at - 1]];
    const whole = from + done * (ENDS[stage] - from);
    const seconds = (performance.now() - this.started) / 1000;
    const secondsLeft = whole > 0.1 ? (seconds / whole) * (1 - whole) : undefined;
    this.send({ stage, what, done: whole, rate, secondsLeft, epoch, score, paused: this.paused() });
  }
}
