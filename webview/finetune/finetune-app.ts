import { html, LitElement, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import * as v from 'valibot';
import type { MessageConnection } from 'vscode-jsonrpc/browser';
import { cutoutName } from '../../src/collection/cutout-name';
import { contentsOf } from '../components/host/contents';
import { connectToHost, panelState } from '../components/host/connection';
import { panelStyles } from '../components/controls/panel-styles';
import { keyOf, ThumbnailLoader } from '../components/grid/thumbnail-loader';
import { toolkitStyles } from '../components/controls/toolkit';
import { CollectionStatus, Open, SaveCollection, Thumbnails } from '../../src/contracts/common';
import {
  ControlRun,
  type CutoutRef,
  Do,
  type Action,
  Estimate,
  type FinetuneEstimate,
  FinetuneStateSchema,
  type FinetuneState,
  Inspect,
  LabelNext,
  LabelsChanged,
  type ModelSummary,
  type Options,
  type PageName,
  PAGES,
  Predict,
  type PredictedPage,
  PredictProgressed,
  ReadModels,
  ReadReport,
  Ready,
  Relabel,
  type ReportPage,
  RunChanged,
  type RunState,
  type Situation,
  SituationChanged,
  Start,
  type TargetInspection,
  type TaskKind,
  Trusted,
  UndoLabel,
  type Unsure,
} from '../../src/contracts/finetune';
import type { Card } from './galaxy-cards';
import './labels-page';
import './report-page';
import './run-page';
import { styles } from './styles';
import './training-page';
import './use-page';
import { count, PAGE_WORDS, sortColumn } from './words';

const THUMBNAIL_SIDE = 128;
/** How long nothing changes before an estimate is asked for, or changed labels are looked at. */
const REST_MS = 400;
/** Kinds of columns that are most likely meant, the first before the others. */
const LIKELY = ['class', 'binary', 'tags', 'votes', 'rating'] as const;

/** Five pages from a column of labels to a model and what it is for. */
@customElement('finetune-app')
export class FinetuneApp extends LitElement {
  static override styles = [toolkitStyles, panelStyles, styles];

  @state() private situation?: Situation;
  @state() private page: PageName = 'labels';
  @state() private column?: string;
  @state() private task?: TaskKind;
  @state() private options: Options = {};
  @state() private name?: string;
  @state() private model?: string;
  @state() private inspection?: TargetInspection;
  @state() private inspectionError?: string;
  /** Another column or task was chosen, and `inspection` is not of it yet. */
  @state() private looking = false;
  @state() private estimate?: FinetuneEstimate | null | string;
  @state() private report?: ReportPage;
  @state() private predicted?: PredictedPage;
  @state() private predicting?: { done: number; total: number; secondsLeft?: number };
  @state() private next?: readonly Unsure[] | null;
  @state() private busy?: 'predict' | 'next';
  @state() private given: ReadonlyMap<string, string> = new Map();
  @state() private notice?: { readonly text: string; readonly wrong?: boolean };
  @state() private arrivals = 0;

  private readonly host: MessageConnection = connectToHost();
  private readonly loader = new ThumbnailLoader(
    (cutouts) =>
      this.host.sendRequest(Thumbnails, {
        folder: this.situation?.folder ?? '',
        cutouts: [...cutouts],
        size: THUMBNAIL_SIDE,
      }),
    () => this.arrivals++,
  );
  private inspecting = 0;
  private estimating = 0;
  private resting?: number;

  override connectedCallback(): void {
    super.connectedCallback();
    this.host.onNotification(CollectionStatus, (status) => this.onStatus(status));
    this.host.onNotification(RunChanged, (run) => this.onRun(run));
    this.host.onNotification(LabelsChanged, (table) => {
      if (!this.situation) return;
      this.situation = { ...this.situation, table };
      this.inspectLater();
    });
    this.host.onNotification(SituationChanged, (situation) => void this.take(situation, undefined));
    this.host.onNotification(PredictProgressed, (progress) => {
      this.predicting = progress;
    });
    this.host.onNotification(Trusted, () => {
      if (this.situation) this.situation = { ...this.situation, trusted: true };
    });
    this.host.listen();
    window.addEventListener('keydown', (event) => this.onKey(event));
    void this.told(async () => {
      const kept = v.safeParse(FinetuneStateSchema, panelState.get());
      await this.take(await this.host.sendRequest(Ready), kept.success ? kept.output : undefined);
    });
  }

  private async take(situation: Situation, kept: FinetuneState | undefined): Promise<void> {
    this.situation = situation;
    const same = kept?.folder === situation.folder && kept.file === situation.file ? kept : undefined;
    const { columns } = situation.table ?? { columns: [] };
    const likely = LIKELY.flatMap((kind) => columns.filter((one) => one.kind === kind)).at(0);
    this.column = same?.column ?? likely?.name;
    this.task = same?.task;
    this.options = same?.options ?? {};
    this.name = same?.name;
    this.model = same?.model;
    this.page = same?.page ?? 'labels';
    // A window that was closed on a run is opened on it.
    if (situation.run && !same?.page) this.page = 'run';
    this.remember();
    await this.inspect();
    if (this.page === 'report' || this.page === 'use') await this.readReport();
  }

  private onStatus(status: Situation['status']): void {
    if (!this.situation) return;
    const before = contentsOf(this.situation.status.state);
    this.situation = { ...this.situation, status };
    if (contentsOf(status.state) !== before) this.inspectLater();
  }

  private onRun(run: RunState | null): void {
    if (!this.situation) return;
    const before = this.situation.run?.state;
    this.situation = { ...this.situation, run };
    if (run?.state !== 'finished' || before === 'finished') return;
    this.model = run.name;
    this.name = undefined;
    this.predicted = undefined;
    this.next = undefined;
    void this.told(async () => {
      await this.readModels();
      if (this.page === 'run') await this.go('report');
      else await this.readReport();
    });
  }

  private inspectLater(): void {
    window.clearTimeout(this.resting);
    this.resting = window.setTimeout(() => void this.inspect(), REST_MS);
  }

  private async inspect(): Promise<void> {
    const { column, task } = this;
    if (column === undefined || this.situation?.file === undefined) return;
    const turn = ++this.inspecting;
    try {
      const inspection = await this.host.sendRequest(Inspect, { column, ...(task === undefined ? {} : { task }) });
      if (turn !== this.inspecting) return;
      this.looking = false;
      this.inspection = inspection;
      this.inspectionError = undefined;
    } catch (error) {
      if (turn !== this.inspecting) return;
      this.looking = false;
      this.inspection = undefined;
      this.inspectionError = (error as Error).message;
    }
    void this.askEstimate();
  }

  private async askEstimate(): Promise<void> {
    const { column, task, options } = this;
    const turn = ++this.estimating;
    this.estimate = undefined;
    await new Promise((resolve) => window.setTimeout(resolve, REST_MS));
    if (turn !== this.estimating || column === undefined || this.page !== 'training') return;
    if (!this.inspection?.trainable) return;
    let estimate: FinetuneEstimate | null | string;
    try {
      estimate = await this.host.sendRequest(Estimate, { column, ...(task ? { task } : {}), options });
    } catch (error) {
      estimate = (error as Error).message;
    }
    if (turn === this.estimating) this.estimate = estimate;
  }

  private async readModels(): Promise<void> {
    const models = await this.host.sendRequest(ReadModels);
    if (this.situation) this.situation = { ...this.situation, models };
  }

  /** Of the model that is looked at; the last one of this label file's column where none has been chosen. */
  private async readReport(): Promise<void> {
    const model = this.model ?? this.readable.at(-1)?.name;
    if (model === undefined || this.report?.report.name === model) return;
    this.model = model;
    try {
      this.report = await this.host.sendRequest(ReadReport, { name: model });
    } finally {
      this.remember();
    }
  }

  private get readable(): readonly ModelSummary[] {
    const models = this.situation?.models.filter(({ state, problem }) => state === 'ready' && problem === undefined);
    return (models ?? []).toSorted((a, b) => (a.created ?? '').localeCompare(b.created ?? ''));
  }

  protected override render() {
    const { situation } = this;
    if (!situation) {
      const wrong = this.notice?.text;
      return html`<div class="empty" role=${wrong === undefined ? nothing : 'alert'}>
        ${wrong ?? 'Reading the labels…'}
      </div>`;
    }
    if (situation.file === undefined) return this.renderNoFile();
    return html`${this.renderHeader(situation)} ${this.renderNotice()}
      <main>${this.renderModels()} ${this.renderPage(situation)}</main>`;
  }

  private renderNoFile() {
    return html`<div class="empty">
      <p>A model is learned from labels: choose the file that holds them, or make one and label some galaxies.</p>
      <div class="buttons">
        <vscode-button class="choose-labels" @click=${() => this.do('choose labels')}
          >Choose a label file…</vscode-button
        >
        <vscode-button appearance="secondary" class="new-labels" @click=${() => this.do('new labels')}
          >New label file…</vscode-button
        >
      </div>
    </div>`;
  }

  private renderHeader({ fileName, table, run }: Situation) {
    const rows = table ? `${count(table.matched)} of ${count(table.rows)} rows matched to galaxies` : '';
    return html`<header>
      <div class="about">
        <h1>Fine-tune on</h1>
        <button class="link file" title="Open the label file" @click=${() => this.do('open labels')}>
          ${fileName}
        </button>
        <span class="words">${rows}</span>
      </div>
      <nav aria-label="Steps">
        ${PAGES.map(
          (page, i) =>
            html`<button
              class=${page}
              aria-current=${page === this.page ? 'step' : nothing}
              ?disabled=${!this.reachable(page)}
              @click=${() => void this.told(() => this.go(page))}
            >
              <span class="step">${i + 1}</span
              >${PAGE_WORDS[page]}${page === 'run' && run?.state === 'running' ? ' …' : ''}
            </button>`,
        )}
      </nav>
    </header>`;
  }

  private reachable(page: PageName): boolean {
    if (page === 'training') return this.inspection !== undefined && !this.looking;
    if (page === 'run') return this.situation?.run !== null;
    if (page === 'report' || page === 'use') return this.readable.length > 0;
    return true;
  }

  private renderNotice() {
    const { notice, situation } = this;
    const error = notice?.wrong ? notice.text : situation?.table?.error;
    return html`<div aria-live="polite">
      ${error === undefined ? nothing : html`<div class="notice wrong" role="alert">${error}</div>`}
      ${notice && !notice.wrong ? html`<div class="notice">${notice.text}</div>` : nothing}
    </div>`;
  }

  private renderModels() {
    if ((this.page !== 'report' && this.page !== 'use') || this.readable.length < 2) return nothing;
    return html`<label class="models"
      ><span>Model</span>
      <select
        class="model"
        @change=${(event: Event) =>
          void this.told(async () => {
            this.model = (event.target as HTMLSelectElement).value;
            this.predicted = undefined;
            this.next = undefined;
            await this.readReport();
          })}
      >
        ${this.readable.map(({ name }) => html`<option value=${name} ?selected=${name === this.model}>${name}</option>`)}
      </select></label
    >`;
  }

  private renderPage(situation: Situation) {
    const pictures = { appearance: situation.appearance, loader: this.loader, arrivals: this.arrivals };
    const { report } = this.report ?? {};
    const choices =
      report && 'classes' in report.task && situation.table?.editable ? report.task.classes : ([] as readonly string[]);
    const onLabel = (event: CustomEvent<{ card: Card; value: string }>) => void this.label(event.detail);
    const onOpen = (event: CustomEvent<CutoutRef>) => void this.open(event.detail);
    const onDo = (event: CustomEvent<Action>) => this.do(event.detail);
    const onGo = (event: CustomEvent<PageName>) => void this.told(() => this.go(event.detail));
    switch (this.page) {
      case 'labels':
        return html`<labels-page
          .table=${situation.table}
          .column=${this.column}
          .inspection=${this.inspection}
          .looking=${this.looking}
          .error=${this.inspectionError}
          .indexed=${situation.status.state?.cutouts ?? 0}
          .indexing=${situation.status.progress !== undefined}
          .appearance=${pictures.appearance}
          .loader=${pictures.loader}
          .arrivals=${pictures.arrivals}
          @column=${(event: CustomEvent<string>) => this.choose(event.detail, undefined)}
          @task=${(event: CustomEvent<TaskKind>) => this.choose(this.column, event.detail)}
          @do=${onDo}
          @next=${() => void this.told(() => this.go('training'))}
        ></labels-page>`;
      case 'training':
        if (!this.inspection) return nothing;
        return html`<training-page
          .inspection=${this.inspection}
          .options=${this.options}
          .estimate=${this.estimate}
          .name=${this.name ?? this.freshName}
          .taken=${situation.models.map(({ name }) => name)}
          .running=${situation.run?.state === 'running'}
          @options=${(event: CustomEvent<Options>) => {
            this.options = event.detail;
            this.remember();
            void this.askEstimate();
          }}
          @name=${(event: CustomEvent<string>) => {
            this.name = event.detail;
            this.remember();
          }}
          @start=${() => void this.start()}
        ></training-page>`;
      case 'run':
        return html`<run-page
          .run=${situation.run}
          @control=${(event: CustomEvent<'pause' | 'continue' | 'stop' | 'drop' | 'resume'>) =>
            void this.told(() => this.host.sendRequest(ControlRun, event.detail))}
          @go=${onGo}
        ></run-page>`;
      case 'report':
        if (!this.report) return nothing;
        return html`<report-page
          .page=${this.report}
          .choices=${choices}
          .given=${this.given}
          .appearance=${pictures.appearance}
          .loader=${pictures.loader}
          .arrivals=${pictures.arrivals}
          @label=${onLabel}
          @open=${onOpen}
          @do=${onDo}
          @go=${onGo}
          @collect=${(event: CustomEvent<readonly CutoutRef[]>) =>
            void this.told(() =>
              this.host.sendRequest(SaveCollection, {
                folder: situation.folder,
                cutouts: event.detail.map(({ path, hdu }) => ({ path, hdu })),
              }),
            )}
        ></report-page>`;
      case 'use':
        if (!report) return nothing;
        return html`<use-page
          .model=${report.name}
          .task=${report.task}
          .trusted=${situation.trusted}
          .trainedBlocks=${report.options.depth !== 'head'}
          .predicted=${this.predicted}
          .progress=${this.predicting}
          .busy=${this.busy}
          .next=${this.next}
          .choices=${choices}
          .given=${this.given}
          .appearance=${pictures.appearance}
          .loader=${pictures.loader}
          .arrivals=${pictures.arrivals}
          @predict=${() => void this.predict()}
          @next=${() => void this.askNext()}
          @label=${onLabel}
          @open=${onOpen}
          @do=${onDo}
          @go=${onGo}
        ></use-page>`;
    }
  }

  /** The column's name with the first number that no model has. */
  private get freshName(): string {
    const stem = (this.column ?? 'model').replace(/[^\p{L}\p{N}_-]+/gu, '-').slice(0, 48) || 'model';
    const taken = new Set(this.situation?.models.map(({ name }) => name));
    for (let i = 1; ; i++) if (!taken.has(`${stem}-${i}`)) return `${stem}-${i}`;
  }

  private choose(column: string | undefined, task: TaskKind | undefined): void {
    this.column = column;
    this.task = task;
    // What was changed for another column need not fit this one.
    if (task === undefined) this.options = {};
    this.looking = true;
    this.remember();
    void this.inspect();
  }

  private async go(page: PageName): Promise<void> {
    this.page = page;
    this.notice = undefined;
    this.remember();
    if (page === 'training') void this.askEstimate();
    if (page === 'report' || page === 'use') await this.readReport();
    await this.updateComplete;
    this.renderRoot.querySelector('main')?.scrollTo(0, 0);
  }

  private start(): Promise<void> {
    return this.told(async () => {
      const { column, task, options } = this;
      if (column === undefined) return;
      const name = this.name ?? this.freshName;
      await this.host.sendRequest(Start, { column, ...(task ? { task } : {}), options, name });
      // What is read of a model of this name is of the one before.
      if (this.report?.report.name === name) this.report = undefined;
      this.given = new Map();
      await this.go('run');
    });
  }

  private predict(): Promise<void> {
    return this.working('predict', async (name) => {
      this.predicting = undefined;
      this.predicted = (await this.host.sendRequest(Predict, { name })) ?? this.predicted;
    });
  }

  private askNext(): Promise<void> {
    return this.working('next', async (name) => {
      const column = this.report?.report.labels.column;
      if (column === undefined) return;
      this.next = await this.host.sendRequest(LabelNext, { name, column });
      await this.updateComplete;
    });
  }

  private async working(what: 'predict' | 'next', work: (name: string) => Promise<void>): Promise<void> {
    const name = this.report?.report.name;
    if (name === undefined || this.busy !== undefined) return;
    this.busy = what;
    await this.told(() => work(name));
    this.busy = undefined;
  }

  private label({ card, value }: { card: Card; value: string }): Promise<void> {
    return this.told(async () => {
      const { report } = this.report ?? {};
      if (!report) return;
      const { column } = report.labels;
      await this.host.sendRequest(Relabel, {
        galaxy: cutoutName(card),
        column,
        value,
        tag: report.task.kind === 'labels',
      });
      const before = this.given.get(keyOf(card));
      const all =
        report.task.kind === 'labels' && before !== undefined && before !== value ? `${before}, ${value}` : value;
      this.given = new Map([...[...this.given].filter(([key]) => key !== keyOf(card)), [keyOf(card), all]]);
      this.notice = { text: `${card.path} is ${all} now, in the label file. Ctrl+Z undoes it.` };
    });
  }

  private undo(): Promise<void> {
    return this.told(async () => {
      const { changed } = await this.host.sendRequest(UndoLabel);
      if (changed) this.given = new Map([...this.given].slice(0, -1));
      this.notice = {
        text: changed ? 'The last label change is undone.' : 'There is nothing to undo.',
      };
    });
  }

  private open({ path, hdu }: CutoutRef): Promise<void> {
    return this.told(() =>
      this.host.sendRequest(Open, { folder: this.situation?.folder ?? '', cutouts: [{ path, hdu }] }),
    );
  }

  private do(what: Action): void {
    void this.told(() => this.send(what));
  }

  private async send(what: Action): Promise<void> {
    const name = this.report?.report.name;
    const by = what === 'sort' && this.predicted && this.report ? sortColumn(this.predicted, this.report.report.task) : undefined; // prettier-ignore
    await this.host.sendRequest(Do, { what, ...(name === undefined ? {} : { name }), ...(by === undefined ? {} : { by }) }); // prettier-ignore
    if (what === 'use as catalogue' && this.predicted) this.predicted = { ...this.predicted, catalogue: true };
  }

  /** With a word where it fails. */
  private async told(work: () => Promise<void>): Promise<void> {
    try {
      await work();
      if (this.notice?.wrong) this.notice = undefined;
    } catch (error) {
      this.notice = { text: (error as Error).message, wrong: true };
    }
  }

  private onKey(event: KeyboardEvent): void {
    if (!(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey || event.key.toLowerCase() !== 'z') return;
    const [target] = event.composedPath();
    if (target instanceof HTMLInputElement && target.type === 'text') return;
    event.preventDefault();
    void this.undo();
  }

  private remember(): void {
    const { situation, page, column, task, options, name, model } = this;
    if (!situation) return;
    const { folder, file } = situation;
    panelState.set({ folder, file, page, column, task, options, name, model } satisfies FinetuneState);
  }
}
