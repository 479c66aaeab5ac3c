import { html, LitElement, nothing } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import * as v from 'valibot';
import type { MessageConnection } from 'vscode-jsonrpc/browser';
import type { CutoutRef } from '../../src/engine/protocol';
import { contentsOf } from '../components/host/contents';
import { connectToHost, panelState } from '../components/host/connection';
import { renderIndexing } from '../components/controls/indexing-bar';
import { renderNoGalaxies } from '../components/controls/no-galaxies';
import { LabelState } from '../components/labels/label-state';
import { Labelling, type Notice } from '../components/labels/labelling';
import { noticeStyles } from '../components/labels/notice-styles';
import { panelStyles } from '../components/controls/panel-styles';
import { progressStyles } from '../components/controls/progress-styles';
import { keyOf, ThumbnailLoader } from '../components/grid/thumbnail-loader';
import '../components/grid/tile-grid';
import { TileActions } from '../components/grid/tile-actions';
import type { TileGrid } from '../components/grid/tile-grid';
import type { ButtonAction } from '../components/grid/tile-view';
import { toolkitStyles } from '../components/controls/toolkit';
import { DEFAULT_APPEARANCE } from '../../src/contracts/common';
import { renderBatchLine } from './batch-line';
import { Beside } from './beside';
import { Inspected } from './inspected';
import {
  type FolderStatus,
  type Appearance,
  CollectionStatus,
  Open,
  SaveCollection,
  Thumbnails,
} from '../../src/contracts/common';
import { CopyPython } from '../../src/contracts/similar';
import {
  AnomaliesStateSchema,
  type AnomaliesState,
  type Choice,
  DEFAULT_CHOICE,
  Do,
  type RatingSituation,
  RatingsChanged,
  Ready,
  Save,
  UseEarlierRatings,
} from '../../src/contracts/anomalies';
import './inspector';
import { panelKey } from './keys';
import { LearningMeasure } from './learning';
import './learning-line';
import { renderEmpty, renderFailure, renderUnindexed } from './nothing-ranked';
import { renderOptions } from './options-menu';
import { rankTile } from './rank-tiles';
import { Ranking } from './ranking';
import { Rater } from './rater';
import { styles } from './styles';
import { renderEarlierRatings, renderRatings, renderSorts, renderTools } from './toolbar';
import { basisWords, progressWords, SORT_WORDS } from './words';

const TEXT_FIELDS = 'input, select, textarea, suggest-input, tag-entry';
const LARGE_SIDE = 512;
const SMALL_SIDE = 128;
const TILE_SIZE = 112;
const BUTTONS: readonly ButtonAction[] = ['open', 'label'];
/** While a folder is being indexed it is ranked anew this often. */
const REFRESH_MS = 2500;

/** Rankings by what a person finds interesting: one galaxy large, to be rated by keys, and the list that it stands in. */
@customElement('anomalies-app')
export class AnomaliesApp extends LitElement {
  static override styles = [toolkitStyles, panelStyles, progressStyles, noticeStyles, styles];

  @state() private folder = '';
  @state() private appearance: Appearance = DEFAULT_APPEARANCE;
  @state() private status?: FolderStatus;
  @state() private ratings?: RatingSituation;
  @state() private choice: Choice = DEFAULT_CHOICE;
  @state() private notice?: Notice;
  @state() private arrivals = 0;
  @query('tile-grid') private grid?: TileGrid;

  private readonly host: MessageConnection = connectToHost();
  private readonly rater: Rater = new Rater(this, this.host, {
    shown: () => this.ranking.shown,
    moveTo: (cutout) => this.moveTo(cutout),
    lookAt: (cutout) => this.lookAt(cutout),
    inBatches: () => this.choice.sort === 'next',
    onRated: () => this.rank('rating'),
    onDone: () => this.goOn(),
    say: (notice) => (this.notice = notice),
  });
  private readonly ranking: Ranking = new Ranking(
    this,
    this.host,
    () => this.choice,
    () => this.rater.skipped,
    () => this.onRanked(),
  );
  private readonly looking: Inspected = new Inspected(this.ranking);
  private readonly learning = new LearningMeasure(this, this.host, (error) => this.fail(error));
  private readonly beside = new Beside(this, this.host);
  private readonly labels: LabelState = new LabelState(this, this.host, () => {
    // A rating of this panel's own has its ranking already.
    if (!this.rater.isBusy) void this.ranking.rank('data');
  });
  private readonly labelling: Labelling = new Labelling(this, this.host, this.labels, () => this.grid?.focus());
  private readonly actions = new TileActions(this.host, {
    folder: () => this.folder,
    grid: () => this.grid,
    label: (tiles) => void this.labelling.begin(tiles),
  });
  private readonly large = this.loaderOf(LARGE_SIDE);
  private readonly small = this.loaderOf(SMALL_SIDE);
  private rankedContents = '';
  private lastRank = 0;
  private refreshTimer?: number;

  private loaderOf(side: number): ThumbnailLoader {
    return new ThumbnailLoader(
      (cutouts) => this.host.sendRequest(Thumbnails, { folder: this.folder, cutouts: [...cutouts], size: side }),
      () => this.arrivals++,
    );
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.host.onNotification(CollectionStatus, (status) => this.follow(status));
    this.host.onNotification(RatingsChanged, (ratings) => {
      const other = JSON.stringify(ratings) !== JSON.stringify(this.ratings);
      this.ratings = ratings;
      if (other && !this.rater.isBusy) void this.ranking.rank('data');
    });
    this.host.listen();
    window.addEventListener('keydown', (event) => this.onKey(event));
    window.addEventListener('click', (event) => this.closeOptions(event));
    void this.begin();
  }

  private async begin(): Promise<void> {
    const kept = v.safeParse(AnomaliesStateSchema, panelState.get());
    try {
      const { folder, appearance, status, ratings } = await this.host.sendRequest(Ready);
      this.folder = folder;
      this.appearance = appearance;
      this.status = status;
      this.ratings = ratings;
      if (kept.success && kept.output.folder === folder) {
        this.choice = kept.output.choice ?? DEFAULT_CHOICE;
        for (const key of kept.output.skipped ?? []) this.rater.skipped.add(key);
        this.looking.moveTo(kept.output.current);
      }
      this.remember();
      void this.labels.follow(folder);
      void this.beside.readMap();
      await this.rank('choice');
      this.grid?.focus();
    } catch (error) {
      this.fail(error as Error);
    }
  }

  private rank(why: 'choice' | 'rating' | 'data'): Promise<void> {
    this.lastRank = performance.now();
    this.rankedContents = contentsOf(this.status?.state);
    return this.ranking.rank(why);
  }

  private follow(status: FolderStatus): void {
    this.status = status;
    if (contentsOf(status.state) === this.rankedContents || this.refreshTimer !== undefined) return;
    const wait = Math.max(0, this.lastRank + REFRESH_MS - performance.now());
    this.refreshTimer = window.setTimeout(() => {
      this.refreshTimer = undefined;
      void this.beside.readMap();
      void this.rank(this.ranking.shown.length === 0 ? 'choice' : 'data');
    }, wait);
  }

  private onRanked(): void {
    const { shown, open, result } = this.ranking;
    const { looking } = this;
    if (!looking.inList && !looking.visitor) {
      looking.moveTo((this.choice.sort === 'next' ? open.at(0) : undefined) ?? shown.at(0));
    }
    void this.labels.readOf(shown);
    this.beside.show(looking.cutout, 'learned');
    void this.updateComplete.then(() => looking.current !== undefined && this.grid?.reveal(looking.current));
    this.learning.follow(result?.learned.rated ?? 0);
    this.requestUpdate();
  }

  protected override willUpdate(): void {
    this.beside.show(this.looking.cutout, 'moved');
  }

  protected override updated(): void {
    const { current, visitor } = this.looking;
    if (current !== undefined && !visitor) this.grid?.show(current);
  }

  protected override render() {
    if (!this.folder) {
      return html`<div class="empty" role=${this.notice ? 'alert' : nothing}>
        ${this.notice?.text ?? 'Opening the index…'}
      </div>`;
    }
    return html`${this.renderHeader()} ${this.renderProgress()} ${this.renderBody()}
    ${this.labelling.renderFoot(this.notice)}`;
  }

  private renderHeader() {
    const { result } = this.ranking;
    return html`<header>
      <div class="line">
        ${renderSorts(this.choice.sort, (sort) => this.change({ sort }))}
        <span class="words basis" role="status">${result ? basisWords(result, this.choice.sort) : nothing}</span>
        <span class="spring"></span>
        ${renderOptions(this.choice, (part) => this.change(part))}
        ${renderTools(this.ranking.shown.length === 0, {
          map: () => this.do('map'),
          save: () => this.actions.send(SaveCollection, this.listed),
          python: () => void this.copyPython(),
          export: () => void this.save(),
        })}
      </div>
      ${
        this.ratings === undefined
          ? nothing
          : renderRatings(this.ratings, this.choice, {
              chooseRater: () => this.do('choose rater'),
              chooseOthers: () => this.do('choose others'),
              change: (part) => this.change(part),
            })
      }
      ${this.ratings ? renderEarlierRatings(this.ratings, (one, what) => void this.useEarlier(one, what)) : nothing}
      <learning-line .result=${result} .learning=${this.learning.result}></learning-line>
      ${this.labelling.renderFilter(this.choice.where, (where) => this.change({ where: where === '' ? undefined : where }))}
    </header>`;
  }

  private renderProgress() {
    const { progress, busy } = this.ranking;
    const indexing = this.status?.progress;
    if (indexing) return renderIndexing(indexing, () => this.do('cancel indexing'));
    if (!busy || !progress) return nothing;
    return html`<div class="progress">
      <progress aria-label="Ranking" max=${Math.max(progress.total, 1)} .value=${progress.done}></progress>
      <span class="text">${progressWords(progress)}</span>
    </div>`;
  }

  private renderBody() {
    const { error, result, shown } = this.ranking;
    if (error !== undefined) {
      return renderFailure(error, {
        again: () => void this.rank('choice'),
        chooseRater: () => this.do('choose rater'),
      });
    }
    if (!result) return html`<div class="empty"><vscode-progress-ring></vscode-progress-ring></div>`;
    const indexed = this.status?.state?.cutouts ?? 0;
    if (indexed === 0 && !this.status?.progress) {
      return this.status?.state?.complete
        ? renderNoGalaxies(this.folder, this.status.state)
        : renderUnindexed(this.folder, () => this.do('index'));
    }
    if (shown.length === 0) return renderEmpty(this.choice, this.status?.progress !== undefined);
    const { sort } = this.choice;
    const tiles = shown.map((one, i) =>
      rankTile(
        one,
        i,
        sort,
        this.labels.of(one).filter(({ text }) => !this.isRating(text)),
        this.rater.skipped.has(keyOf(one)),
      ),
    );
    return html`<main>
      <galaxy-inspector
        .cutout=${this.looking.cutout}
        .choice=${this.appearance}
        .large=${this.large}
        .small=${this.small}
        .arrivals=${this.arrivals}
        .beside=${this.beside}
        .version=${this.version++}
        @rate=${(event: CustomEvent<number | null>) => this.rate(event.detail)}
        @skip=${() => this.skip()}
        @undo=${() => this.rater.undo('undo')}
        @open=${() => this.looking.cutout && this.actions.send(Open, [this.looking.cutout])}
        @open-map=${() => this.do('map')}
        @look-at=${(event: CustomEvent<CutoutRef>) => this.lookAt(event.detail)}
      ></galaxy-inspector>
      <div class="grid">
        <tile-grid
          label="Galaxies, ${SORT_WORDS[sort].title.toLowerCase()}"
          aria-busy=${this.ranking.busy ? 'true' : 'false'}
          .tiles=${tiles}
          .actions=${BUTTONS}
          .tileSize=${TILE_SIZE}
          .choice=${this.appearance}
          .loader=${this.small}
          .arrivals=${this.arrivals}
          @tile-action=${this.actions.onAction}
          @tag=${(event: CustomEvent<string>) => this.change({ where: `${this.tagColumn} contains "${event.detail}"` })}
          @selection-change=${() => this.onSelection()}
        ></tile-grid>
        ${sort === 'next' ? renderBatchLine(this.ranking.open.length, shown.length, () => this.nextBatch()) : nothing}
      </div>
    </main>`;
  }

  private version = 0;

  /** A rating stands on its tile already, as a star. */
  private isRating(text: string): boolean {
    return this.ratings !== undefined && text.startsWith(`${this.ratings.column} `);
  }

  private get tagColumn(): string {
    return this.labels.situation?.columns.find(({ kind }) => kind === 'tags')?.name ?? 'tags';
  }

  private change(part: Partial<Choice>): void {
    this.choice = { ...this.choice, ...part };
    this.looking.moveTo(undefined);
    this.remember();
    this.grid?.reset();
    void this.rank('choice');
    this.grid?.focus();
  }

  private onSelection(): void {
    const [first] = this.grid?.selection ?? [];
    if (first && keyOf(first) !== this.looking.current) this.moveTo(first);
  }

  private moveTo(cutout: CutoutRef | undefined): void {
    this.looking.moveTo(cutout);
    this.remember();
    this.requestUpdate();
  }

  private lookAt(cutout: CutoutRef): void {
    this.looking.lookAt(cutout);
    this.remember();
    this.requestUpdate();
  }

  private rate(rating: number | null): void {
    const { cutout, visitor } = this.looking;
    if (!cutout || this.rater.isTurning) return;
    this.rater.rate(cutout, rating, visitor !== undefined);
    this.grid?.focus();
  }

  private skip(): void {
    const { cutout } = this.looking;
    if (!cutout || this.rater.isTurning) return;
    this.rater.skip(cutout);
    this.grid?.focus();
  }

  /** Shows the next batch by itself, where there is one. */
  private async goOn(): Promise<void> {
    if (this.choice.sort !== 'next' || this.ranking.open.length > 0 || !this.ranking.hasNext) return;
    this.looking.moveTo(undefined);
    await this.ranking.nextBatch();
    this.notice = { text: 'Batch finished: these are the next galaxies. U goes back to the last one.' };
    this.grid?.focus();
  }

  private nextBatch(): void {
    this.notice = undefined;
    this.looking.moveTo(undefined);
    if (this.choice.sort !== 'next') this.change({ sort: 'next' });
    else this.rater.enqueue(() => this.ranking.nextBatch());
    this.grid?.focus();
  }

  private async save(): Promise<void> {
    try {
      await this.host.sendRequest(Save, { choice: this.choice });
    } catch (error) {
      this.fail(error as Error);
    }
  }

  private async useEarlier(
    { file, column }: RatingSituation['earlier'][number],
    what: 'count' | 'copy' | 'forget',
  ): Promise<void> {
    try {
      this.notice = { text: await this.host.sendRequest(UseEarlierRatings, { file, column, what }) };
    } catch (error) {
      this.fail(error as Error);
    }
    this.grid?.focus();
  }

  private async copyPython(): Promise<void> {
    const neighbours = this.listed.map(({ path, hdu }) => ({ path, hdu }));
    await this.host.sendRequest(CopyPython, {
      query: { folder: this.folder, cutouts: neighbours.slice(0, 1) },
      neighbours,
    });
  }

  private do(what: 'index' | 'cancel indexing' | 'choose rater' | 'choose others' | 'map'): void {
    void this.host.sendRequest(Do, what).catch((error: unknown) => {
      this.fail(error as Error);
    });
  }

  private fail({ message }: Error): void {
    this.notice = { text: message, error: true };
  }

  /** What is selected, where it is several, or all that is shown. */
  private get listed(): readonly CutoutRef[] {
    const selection = this.grid?.selection ?? [];
    return selection.length > 1 ? selection : this.ranking.shown;
  }

  private closeOptions(event: Event): void {
    const details = this.renderRoot.querySelector('details');
    if (details?.open && !event.composedPath().includes(details)) details.open = false;
  }

  private onKey(event: KeyboardEvent): void {
    const path = event.composedPath();
    const key = panelKey(
      event,
      path.some((one) => one instanceof HTMLElement && one.matches(TEXT_FIELDS)),
    );
    if (key === undefined) return;
    switch (key.kind) {
      case 'rate':
        this.rate(key.rating);
        break;
      case 'skip':
        this.skip();
        break;
      case 'undo':
      case 'redo':
        this.rater.undo(key.kind);
        break;
      case 'next batch':
        this.nextBatch();
        break;
      case 'move':
        if (!this.grid || path.includes(this.grid)) return;
        this.grid.focus();
        this.grid.key(event);
        break;
      case 'leave':
        if (!this.leave()) return;
    }
    event.preventDefault();
  }

  /** Closes the options, or goes back from a visitor to the list. @returns whether there was something to leave */
  private leave(): boolean {
    const details = this.renderRoot.querySelector('details');
    if (details?.open) {
      details.open = false;
      details.querySelector('summary')?.focus();
      return true;
    }
    if (!this.looking.visitor) return false;
    this.moveTo(this.looking.inList);
    return true;
  }

  private remember(): void {
    const { inList: current } = this.looking;
    panelState.set({
      folder: this.folder,
      choice: this.choice,
      ...(current ? { current: { path: current.path, hdu: current.hdu } } : {}),
      ...(this.rater.skipped.size > 0 ? { skipped: [...this.rater.skipped] } : {}),
    } satisfies AnomaliesState);
  }
}
