import type { ReactiveControllerHost } from 'lit';
import type { MessageConnection } from 'vscode-jsonrpc/browser';
import {
  Estimate,
  type FinetuneEstimate,
  Inspect,
  type Options,
  type TargetInspection,
  type TaskKind,
} from '../../src/contracts/finetune';

/** How long nothing changes before an estimate is asked for, or changed labels are inspected. */
const REST_MS = 400;

/** What is to be learned, as the person has chosen it, and what the engine says of it. */
export class Target {
  column?: string;
  /** Undefined where the engine chooses. */
  task?: TaskKind;
  options: Options = {};
  inspection?: TargetInspection;
  inspectionError?: string;
  /** Another column or task was chosen, and `inspection` is still that of the one before. */
  looking = false;
  /** Null where this engine gives none; a text where it cannot. */
  estimate?: FinetuneEstimate | null | string;
  private inspecting = 0;
  private estimating = 0;
  private resting?: number;

  /** @param wantsEstimate the page that shows it is open */
  constructor(
    private readonly element: ReactiveControllerHost,
    private readonly host: MessageConnection,
    private readonly wantsEstimate: () => boolean,
  ) {}

  choose(column: string | undefined, task: TaskKind | undefined): void {
    this.column = column;
    this.task = task;
    // What was changed for another column need not fit this one.
    if (task === undefined) this.options = {};
    this.looking = true;
    this.element.requestUpdate();
    void this.inspect();
  }

  change(options: Options): void {
    this.options = options;
    void this.askEstimate();
  }

  /** Labels or galaxies have changed. */
  inspectLater(): void {
    window.clearTimeout(this.resting);
    this.resting = window.setTimeout(() => void this.inspect(), REST_MS);
  }

  async inspect(): Promise<void> {
    const { column, task } = this;
    if (column === undefined) return;
    const turn = ++this.inspecting;
    let inspection: TargetInspection | undefined;
    let error: string | undefined;
    try {
      inspection = await this.host.sendRequest(Inspect, { column, ...(task === undefined ? {} : { task }) });
    } catch (caught) {
      error = (caught as Error).message;
    }
    if (turn !== this.inspecting) return;
    this.looking = false;
    this.inspection = inspection;
    this.inspectionError = error;
    this.element.requestUpdate();
    void this.askEstimate();
  }

  async askEstimate(): Promise<void> {
    const { column, task, options } = this;
    const turn = ++this.estimating;
    this.estimate = undefined;
    this.element.requestUpdate();
    await new Promise((resolve) => window.setTimeout(resolve, REST_MS));
    if (turn !== this.estimating || column === undefined || !this.wantsEstimate()) return;
    if (!this.inspection?.trainable) return;
    let estimate: FinetuneEstimate | null | string;
    try {
      estimate = await this.host.sendRequest(Estimate, { column, ...(task ? { task } : {}), options });
    } catch (error) {
      estimate = (error as Error).message;
    }
    if (turn !== this.estimating) return;
    this.estimate = estimate;
    this.element.requestUpdate();
  }
}
