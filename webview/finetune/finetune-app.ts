import { html, LitElement, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import * as v from 'valibot';
import type { MessageConnection } from 'vscode-jsonrpc/browser';
import { contentsOf } from '../components/host/contents';
import { connectToHost, panelState } from '../components/host/connection';
import { panelStyles } from '../components/controls/panel-styles';
import { ThumbnailLoader } from '../components/grid/thumbnail-loader';
import { toolkitStyles } from '../components/controls/toolkit';
import { CollectionStatus, Open, SaveCollection, Thumbnails } from '../../src/contracts/common';
import {
  ControlRun,
  type CutoutRef,
  Do,
  type Action,
  FinetuneStateSchema,
  type FinetuneState,
  LabelsChanged,
  type Options,
  type PageName,
  PAGES,
  ReadModels,
  Ready,
  RunChanged,
  type RunState,
  type Situation,
  SituationChanged,
  Start,
  type TaskKind,
  Trusted,
} from '../../src/contracts/finetune';
import type { Card } from './galaxy-cards';
import './labels-page';
import { freshName, likelyColumn, readableModels } from './model-names';
import { ModelUse } from './model-use';
import './report-page';
import './run-page';
import { styles } from './styles';
import { Target } from './target';
import './training-page';
import './use-page';
import { count, PAGE_WORDS, sortColumn } from './words';

const THUMBNAIL_SIDE = 128;
/** Five pages from a column of labels to a model and what it is for. */
@customElement('finetune-app')
export class FinetuneApp extends LitElement {
  static override styles = [toolkitStyles, panelStyles, styles];

  @state() private situation?: Situation;
  @state() private page: PageName = 'labels';
  @state() private name?: string;
  @state() private model?: string;
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
  private readonly target = new Target(this, this.host, () => this.page === 'training');
  private readonly use = new ModelUse(this, this.host);

  override connectedCallback(): void {
    super.connectedCallback();
    this.host.onNotification(CollectionStatus, (status) => this.onStatus(status));
    this.host.onNotification(RunChanged, (run) => this.onRun(run));
    this.host.onNotification(LabelsChanged, (table) => {
      if (!this.situation) return;
      this.situation = { ...this.situation, table };
      this.target.inspectLater();
    });
    this.host.onNotification(SituationChanged, (situation) => void this.take(situation, undefined));
    this.host.onNotification(Trusted, () => {
      if (this.situation) this.situation = { ...this.situation, trusted: true };
    });
    this.host.listen();
    window.addEventListener('keydown', (event) => this.onKey(event));
    void this.attempt(async () => {
      const kept = v.safeParse(FinetuneStateSchema, panelState.get());
      await this.take(await this.host.sendRequest(Ready), kept.success ? kept.output : undefined);
    });
  }

  private async take(situation: Situation, kept: FinetuneState | undefined): Promise<void> {
    this.situation = situation;
    const same = kept?.folder === situation.folder && kept.file === situation.file ? kept : undefined;
    const { target } = this;
    target.column = same?.column ?? likelyColumn(situation.table?.columns ?? []);
    target.task = same?.task;
    target.options = same?.options ?? {};
    this.name = same?.name;
    this.model = same?.model;
    this.page = same?.page ?? 'labels';
    // A window that was closed on a run is opened on it.
    if (situation.run && !same?.page) this.page = 'run';
    this.remember();
    if (situation.file !== undefined) await target.inspect();
    if (this.page === 'report' || this.page === 'use') await this.readReport();
  }

  private onStatus(status: Situation['status']): void {
    if (!this.situation) return;
    const before = contentsOf(this.situation.status.state);
    this.situation = { ...this.situation, status };
    if (contentsOf(status.state) !== before) this.target.inspectLater();
  }

  private onRun(run: RunState | null): void {
    if (!this.situation) return;
    const before = this.situation.run?.state;
    this.situation = { ...this.situation, run };
    if (run?.state !== 'finished' || before === 'finished') return;
    this.model = run.name;
    this.name = undefined;
    this.use.forgetPredictions();
    void this.attempt(async () => {
      await this.readModels();
      if (this.page === 'run') await this.go('report');
      else await this.readReport();
    });
  }

  private async readModels(): Promise<void> {
    const models = await this.host.sendRequest(ReadModels);
    if (this.situation) this.situation = { ...this.situation, models };
  }

  /** Reads the report of the model that is looked at: the last one where none has been chosen. */
  private async readReport(): Promise<void> {
    const model = this.model ?? this.readable.at(-1)?.name;
    if (model === undefined) return;
    this.model = model;
    try {
      await this.use.read(model);
    } finally {
      this.remember();
    }
  }

  private get readable() {
    return readableModels(this.situation?.models ?? []);
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
              @click=${() => void this.attempt(() => this.go(page))}
            >
              <span class="step">${i + 1}</span
              >${PAGE_WORDS[page]}${page === 'run' && run?.state === 'running' ? ' …' : ''}
            </button>`,
        )}
      </nav>
    </header>`;
  }

  private reachable(page: PageName): boolean {
    if (page === 'training') return this.target.inspection !== undefined && !this.target.looking;
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
          void this.attempt(async () => {
            this.model = (event.target as HTMLSelectElement).value;
            this.use.forgetPredictions();
            await this.readReport();
          })}
      >
        ${this.readable.map(({ name }) => html`<option value=${name} ?selected=${name === this.model}>${name}</option>`)}
      </select></label
    >`;
  }

  private renderPage(situation: Situation) {
    const pictures = { appearance: situation.appearance, loader: this.loader, arrivals: this.arrivals };
    const { target, use } = this;
    const { report } = use.report ?? {};
    const choices =
      report && 'classes' in report.task && situation.table?.editable ? report.task.classes : ([] as readonly string[]);
    const onLabel = (event: CustomEvent<{ card: Card; value: string }>) => void this.label(event.detail);
    const onOpen = (event: CustomEvent<CutoutRef>) => void this.open(event.detail);
    const onDo = (event: CustomEvent<Action>) => this.do(event.detail);
    const onGo = (event: CustomEvent<PageName>) => void this.attempt(() => this.go(event.detail));
    switch (this.page) {
      case 'labels':
        return html`<labels-page
          .table=${situation.table}
          .column=${target.column}
          .inspection=${target.inspection}
          .looking=${target.looking}
          .error=${target.inspectionError}
          .indexed=${situation.status.state?.cutouts ?? 0}
          .indexing=${situation.status.progress !== undefined}
          .appearance=${pictures.appearance}
          .loader=${pictures.loader}
          .arrivals=${pictures.arrivals}
          @column=${(event: CustomEvent<string>) => this.choose(event.detail, undefined)}
          @task=${(event: CustomEvent<TaskKind>) => this.choose(target.column, event.detail)}
          @do=${onDo}
          @next=${() => void this.attempt(() => this.go('training'))}
        ></labels-page>`;
      case 'training':
        if (!target.inspection) return nothing;
        return html`<training-page
          .inspection=${target.inspection}
          .options=${target.options}
          .estimate=${target.estimate}
          .name=${this.name ?? freshName(target.column, situation.models)}
          .taken=${situation.models.map(({ name }) => name)}
          .running=${situation.run?.state === 'running'}
          @options=${(event: CustomEvent<Options>) => {
            target.change(event.detail);
            this.remember();
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
            void this.attempt(() => this.host.sendRequest(ControlRun, event.detail))}
          @go=${onGo}
        ></run-page>`;
      case 'report':
        if (!use.report) return nothing;
        return html`<report-page
          .page=${use.report}
          .choices=${choices}
          .given=${use.given}
          .appearance=${pictures.appearance}
          .loader=${pictures.loader}
          .arrivals=${pictures.arrivals}
          @label=${onLabel}
          @open=${onOpen}
          @do=${onDo}
          @go=${onGo}
          @collect=${(event: CustomEvent<readonly CutoutRef[]>) =>
            void this.attempt(() =>
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
          .predicted=${use.predicted}
          .progress=${use.predicting}
          .busy=${use.busy}
          .next=${use.next}
          .choices=${choices}
          .given=${use.given}
          .appearance=${pictures.appearance}
          .loader=${pictures.loader}
          .arrivals=${pictures.arrivals}
          @predict=${() => void this.attempt(() => use.predict())}
          @next=${() => void this.attempt(() => use.askNext())}
          @label=${onLabel}
          @open=${onOpen}
          @do=${onDo}
          @go=${onGo}
        ></use-page>`;
    }
  }

  private choose(column: string | undefined, task: TaskKind | undefined): void {
    this.target.choose(column, task);
    this.remember();
  }

  private async go(page: PageName): Promise<void> {
    this.page = page;
    this.notice = undefined;
    this.remember();
    if (page === 'training') void this.target.askEstimate();
    if (page === 'report' || page === 'use') await this.readReport();
    await this.updateComplete;
    this.renderRoot.querySelector('main')?.scrollTo(0, 0);
  }

  private start(): Promise<void> {
    return this.attempt(async () => {
      const { column, task, options } = this.target;
      if (column === undefined) return;
      const name = this.name ?? freshName(column, this.situation?.models ?? []);
      await this.host.sendRequest(Start, { column, ...(task ? { task } : {}), options, name });
      this.use.forgetReport(name);
      await this.go('run');
    });
  }

  private label({ card, value }: { card: Card; value: string }): Promise<void> {
    return this.attempt(async () => {
      const text = await this.use.label(card, value);
      if (text !== undefined) this.notice = { text };
    });
  }

  private undo(): Promise<void> {
    return this.attempt(async () => {
      const changed = await this.use.undo();
      this.notice = { text: changed ? 'The last label change is undone.' : 'There is nothing to undo.' };
    });
  }

  private open({ path, hdu }: CutoutRef): Promise<void> {
    return this.attempt(() =>
      this.host.sendRequest(Open, { folder: this.situation?.folder ?? '', cutouts: [{ path, hdu }] }),
    );
  }

  private do(what: Action): void {
    void this.attempt(() => this.send(what));
  }

  private async send(what: Action): Promise<void> {
    const { predicted, report } = this.use;
    const name = report?.report.name;
    const by = what === 'sort' && predicted && report ? sortColumn(predicted, report.report.task) : undefined;
    await this.host.sendRequest(Do, { what, ...(name === undefined ? {} : { name }), ...(by === undefined ? {} : { by }) }); // prettier-ignore
    if (what === 'use as catalogue') this.use.becameCatalogue();
  }

  /** Does something; where it fails the panel says why. */
  private async attempt(work: () => Promise<void>): Promise<void> {
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
    const { situation, page, name, model } = this;
    const { column, task, options } = this.target;
    if (!situation) return;
    const { folder, file } = situation;
    panelState.set({ folder, file, page, column, task, options, name, model } satisfies FinetuneState);
  }
}
