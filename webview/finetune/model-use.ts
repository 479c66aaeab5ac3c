import type { ReactiveControllerHost } from 'lit';
import type { MessageConnection } from 'vscode-jsonrpc/browser';
import { cutoutName } from '../../src/collection/cutout-name';
import {
  type CutoutRef,
  LabelNext,
  Predict,
  type PredictedPage,
  PredictProgressed,
  ReadReport,
  Relabel,
  type ReportPage,
  UndoLabel,
  type Unsure,
} from '../../src/contracts/finetune';
import { keyOf } from '../components/grid/thumbnail-loader';

/** A model's report, its predictions, and the labels that are given because of them. */
export class ModelUse {
  report?: ReportPage;
  predicted?: PredictedPage;
  predicting?: { done: number; total: number; secondsLeft?: number };
  /** Galaxies to label next; null where the model cannot tell how sure it is. */
  next?: readonly Unsure[] | null;
  busy?: 'predict' | 'next';
  /** Labels that were given here, by the galaxy's key. */
  given: ReadonlyMap<string, string> = new Map();

  constructor(
    private readonly element: ReactiveControllerHost,
    private readonly host: MessageConnection,
  ) {
    host.onNotification(PredictProgressed, (progress) => {
      this.predicting = progress;
      element.requestUpdate();
    });
  }

  /** Reads the report of a model, unless it is read already. */
  async read(name: string): Promise<void> {
    if (this.report?.report.name === name) return;
    this.report = await this.host.sendRequest(ReadReport, { name });
    this.element.requestUpdate();
  }

  /** Another model is looked at: predictions and what to label next are of the one before. */
  forgetPredictions(): void {
    this.predicted = undefined;
    this.next = undefined;
  }

  /** A model of this name is being made anew. */
  forgetReport(name: string): void {
    if (this.report?.report.name === name) this.report = undefined;
    this.given = new Map();
  }

  predict(): Promise<void> {
    return this.working('predict', async (name) => {
      this.predicting = undefined;
      this.predicted = (await this.host.sendRequest(Predict, { name })) ?? this.predicted;
    });
  }

  askNext(): Promise<void> {
    return this.working('next', async (name) => {
      const column = this.report?.report.labels.column;
      if (column !== undefined) this.next = await this.host.sendRequest(LabelNext, { name, column });
    });
  }

  /** The predictions are a catalogue of the folder now. */
  becameCatalogue(): void {
    if (this.predicted) this.predicted = { ...this.predicted, catalogue: true };
  }

  /** Writes a label into the label file. @returns what is known of the galaxy now, in words */
  async label(galaxy: CutoutRef, value: string): Promise<string | undefined> {
    const { report } = this.report ?? {};
    if (!report) return undefined;
    const isTag = report.task.kind === 'labels';
    const { column } = report.labels;
    await this.host.sendRequest(Relabel, { galaxy: cutoutName(galaxy), column, value, tag: isTag });
    const key = keyOf(galaxy);
    const before = this.given.get(key);
    const all = isTag && before !== undefined && before !== value ? `${before}, ${value}` : value;
    this.given = new Map([...[...this.given].filter(([one]) => one !== key), [key, all]]);
    return `${galaxy.path} is ${all} now, in the label file. Ctrl+Z undoes it.`;
  }

  /** @returns whether there was a label to undo */
  async undo(): Promise<boolean> {
    const { changed } = await this.host.sendRequest(UndoLabel);
    if (changed) this.given = new Map([...this.given].slice(0, -1));
    return changed;
  }

  private async working(what: 'predict' | 'next', work: (name: string) => Promise<void>): Promise<void> {
    const name = this.report?.report.name;
    if (name === undefined || this.busy !== undefined) return;
    this.busy = what;
    this.element.requestUpdate();
    try {
      await work(name);
    } finally {
      this.busy = undefined;
      this.element.requestUpdate();
    }
  }
}
