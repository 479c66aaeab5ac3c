import { html, LitElement, nothing } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import * as v from 'valibot';
import type { MessageConnection } from 'vscode-jsonrpc/browser';
import type { CutoutRef } from '../../src/engine/protocol';
import { contentsOf } from '../components/host/contents';
import { connectToHost, panelState } from '../components/host/connection';
import { forwardIcon } from '../components/controls/icons';
import { renderIndexing } from '../components/controls/indexing-bar';
import { renderNoGalaxies } from '../components/controls/no-galaxies';
import { LabelState } from '../components/labels/label-state';
import { Labelling, type Notice } from '../components/labels/labelling';
import { noticeStyles } from '../components/labels/notice-styles';
import { panelStyles } from '../components/controls/panel-styles';
import { progressStyles } from '../components/controls/progress-styles';
import { keyOf, ThumbnailLoader } from '../components/grid/thumbnail-loader';
import '../components/grid/tile-grid';
import type { Tile, TileAction, TileGrid } from '../components/grid/tile-grid';
import { toolkitStyles } from '../components/controls/toolkit';
import { DEFAULT_APPEARANCE } from '../../src/contracts/common';
import { Beside } from './beside';
import {
  type FolderStatus,
  type Appearance,
  CollectionStatus,
  CopyPaths,
  FindSimilar,
  Open,
  Reveal,
  SaveCollection,
  Thumbnails,
  TileCommand,
  type TileCommandName,
} from '../../src/contracts/common';
import { CopyPython } from '../../src/contracts/similar';
import {
  AnomaliesStateSchema,
  type AnomaliesState,
  BATCH,
  type Choice,
  DEFAULT_CHOICE,
  Do,
  Learning,
  type LearningResult,
  MOST_RATING,
  type RankedCutout,
  type RatingSituation,
  RatingsChanged,
  Ready,
  Save,
  UseEarlierRatings,
} from '../../src/contracts/anomalies';
import './inspector';
import './learning-line';
import { renderEmpty, renderFailure, renderUnindexed } from './nothing-ranked';
import { renderOptions } from './options-menu';
import { rankTile } from './rank-tiles';
import { Ranking } from './ranking';
import { Rater } from './rater';
import { styles } from './styles';
import { renderEarlierRatings, renderRatings, renderSorts, renderTools } from './toolbar';
import { basisWords, progressWords, SORT_WORDS } from './words';

const LARGE_SIDE = 512;
const SMALL_SIDE = 128;
const TILE_SIZE = 112;
const TILE_ACTIONS: readonly TileAction[] = ['open', 'label'];
/** While a folder is being indexed it is ranked anew this often. */
const REFRESH_MS = 2500;
/** How far learning has come is measured once nobody has rated for so long. */
const LEARNING_MS = 1500;

/** Rankings by what a person finds interesting: one galaxy large, to be rated by keys, and the list that it stands in. */
@customElement('anomalies-app')
export class AnomaliesApp extends LitElement {
  static override styles = [toolkitStyles, panelStyles, progressStyles, noticeStyles, styles];

  @state() private folder = '';
  @state() private appearance: Appearance = DEFAULT_APPEARANCE;
  @state() private status?: FolderStatus;
  @state() private ratings?: RatingSituation;
  @state() private choice: Choice = DEFAULT_CHOICE;
  @state() private current?: string;
  @state() private learning?: LearningResult;
  @state() private notice?: Notice;
  @state() private arrivals = 0;
  /** A galaxy that is looked at though the list has it not: a neighbour, or a rated one. */
  @state() private visitor?: RankedCutout;
  @query('tile-grid') private grid?: TileGrid;

  private readonly host: MessageConnection = connectToHost();
  private readonly rater: Rater = new Rater(this, this.host, {
    shown: () => this.ranking.shown,
    moveTo: (cutout) => this.moveTo(cutout),
    lookAt: (cutout) => this.lookAt(cutout),
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
  private readonly beside = new Beside(this, this.host);
  private readonly labels: LabelState = new LabelState(this, this.host, () => {
    // A rating of this panel's own has its ranking already.
    if (!this.rater.isBusy) void this.ranking.rank('data');
  });
  private readonly labelling: Labelling = new Labelling(this, this.host, this.labels, () => this.grid?.focus());
  private readonly large = this.loaderOf(LARGE_SIDE);
  private readonly small = this.loaderOf(SMALL_SIDE);
  private rankedContents = '';
  private lastRank = 0;
  private refreshTimer?: number;
  private learningTimer?: number;

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
    this.host.onNotification(TileCommand, ({ command, tile }) => this.onTileCommand(command, tile));
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
        this.current = kept.output.current && keyOf(kept.output.current);
      }
      this.remember();
      void this.labels.follow(folder);
      void this.beside.readMap();
      await this.rank('choice');
      this.grid?.focus();
    } catch (error) {
      this.notice = { text: (error as Error).message, error: true };
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
    const { shown } = this.ranking;
    if (!shown.some((one) => keyOf(one) === this.current) && !this.visitor) {
      const next = (this.choice.sort === 'next' ? this.ranking.open.at(0) : undefined) ?? shown.at(0);
      this.current = next && keyOf(next);
    }
    void this.labels.readOf(shown);
    this.beside.show(this.inspected, 'learned');
    void this.updateComplete.then(() => this.current !== undefined && this.grid?.reveal(this.current));
    this.measureLearning();
    this.requestUpdate();
  }

  /** The galaxy that is shown large. */
  private get inspected(): RankedCutout | undefined {
    if (this.visitor) return this.known(this.visitor) ?? this.visitor;
    return this.ranking.shown.find((one) => keyOf(one) === this.current);
  }

  private known(cutout: CutoutRef): RankedCutout | undefined {
    const { shown, result } = this.ranking;
    return [...shown, ...(result?.rated ?? []), ...(result?.cutouts ?? [])].find((one) => keyOf(one) === keyOf(cutout));
  }

  protected override willUpdate(): void {
    this.beside.show(this.inspected, 'moved');
  }

  protected override updated(): void {
    if (this.current !== undefined && !this.visitor) this.grid?.show(this.current);
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
          save: () => void this.host.sendRequest(SaveCollection, this.cutouts(this.listed)),
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
      <learning-line .result=${result} .learning=${this.learning}></learning-line>
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
        .cutout=${this.inspected}
        .choice=${this.appearance}
        .large=${this.large}
        .small=${this.small}
        .arrivals=${this.arrivals}
        .beside=${this.beside}
        .version=${this.version++}
        @rate=${(event: CustomEvent<number | null>) => this.rate(event.detail)}
        @skip=${() => this.skip()}
        @undo=${() => this.rater.undo('undo')}
        @open=${() => this.about((cutouts) => this.host.sendRequest(Open, cutouts))}
        @open-map=${() => this.do('map')}
        @look-at=${(event: CustomEvent<CutoutRef>) => this.lookAt(event.detail)}
      ></galaxy-inspector>
      <div class="grid">
        <tile-grid
          label="Galaxies, ${SORT_WORDS[sort].title.toLowerCase()}"
          aria-busy=${this.ranking.busy ? 'true' : 'false'}
          .tiles=${tiles}
          .actions=${TILE_ACTIONS}
          .tileSize=${TILE_SIZE}
          .choice=${this.appearance}
          .loader=${this.small}
          .arrivals=${this.arrivals}
          @tile-action=${(event: CustomEvent<{ action: TileAction; tile: Tile }>) => this.onTileAction(event.detail)}
          @tag=${(event: CustomEvent<string>) => this.change({ where: `${this.tagColumn} contains "${event.detail}"` })}
          @selection-change=${() => this.onSelection()}
        ></tile-grid>
        ${sort === 'next' ? this.renderBatch() : nothing}
      </div>
    </main>`;
  }

  private version = 0;

  private renderBatch() {
    const left = this.ranking.open.length;
    const text =
      left === 0
        ? 'All of these are rated or skipped.'
        : `${left} of ${this.ranking.shown.length} left to rate: 0 to ${MOST_RATING}, or S to skip`;
    return html`<div class="batch-done">
      <span class="words left" role="status">${text}</span>
      <span class="spring"></span>
      <vscode-button
        appearance=${left === 0 ? 'primary' : 'secondary'}
        class="next-batch"
        title="The next ${BATCH} (N)"
        @click=${() => this.nextBatch()}
        >Next ${BATCH}<span slot="start">${forwardIcon}</span></vscode-button
      >
    </div>`;
  }

  /** A rating stands on its tile already, as a star. */
  private isRating(text: string): boolean {
    return this.ratings !== undefined && text.startsWith(`${this.ratings.column} `);
  }

  private get tagColumn(): string {
    return this.labels.situation?.columns.find(({ kind }) => kind === 'tags')?.name ?? 'tags';
  }

  private change(part: Partial<Choice>): void {
    this.choice = { ...this.choice, ...part };
    this.visitor = undefined;
    this.current = undefined;
    this.remember();
    this.grid?.reset();
    void this.rank('choice');
    this.grid?.focus();
  }

  private onSelection(): void {
    const [first] = this.grid?.selection ?? [];
    if (!first || keyOf(first) === this.current) return;
    this.visitor = undefined;
    this.current = keyOf(first);
    this.remember();
  }

  private moveTo(cutout: RankedCutout | undefined): void {
    this.visitor = undefined;
    this.current = cutout && keyOf(cutout);
    this.remember();
  }

  /** Shows a neighbour or a rated galaxy large, without leaving the list. */
  private lookAt(cutout: CutoutRef): void {
    const there = this.ranking.shown.find((one) => keyOf(one) === keyOf(cutout));
    if (there) this.moveTo(there);
    else this.visitor = this.known(cutout) ?? { ...cutout, score: NaN, unusual: NaN };
  }

  private rate(rating: number | null): void {
    const cutout = this.inspected;
    if (!cutout || this.turning) return;
    const isVisit = this.visitor !== undefined;
    if (rating !== null && !isVisit) this.expectTurn(cutout);
    this.rater.rate(cutout, rating, isVisit);
    this.grid?.focus();
  }

  private skip(): void {
    const cutout = this.inspected;
    if (!cutout || this.turning) return;
    this.expectTurn(cutout);
    this.rater.skip(cutout);
    this.grid?.focus();
  }

  /** Between the last rating of a batch and the next batch no key rates again what was rated. */
  private turning = false;

  private expectTurn(cutout: RankedCutout): void {
    const open = this.ranking.open.filter((one) => keyOf(one) !== keyOf(cutout));
    if (this.choice.sort !== 'next' || open.length > 0 || cutout.rated !== undefined) return;
    this.turning = true;
    // Behind what is under way by then: the rating, the ranking, and the next batch.
    window.setTimeout(() => this.rater.enqueue(() => Promise.resolve(void (this.turning = false))));
  }

  /** Shows the next batch by itself, where there is one. */
  private async goOn(): Promise<void> {
    if (this.choice.sort !== 'next' || this.ranking.open.length > 0 || !this.ranking.hasNext) return;
    this.current = undefined;
    this.visitor = undefined;
    await this.ranking.nextBatch();
    this.notice = { text: 'Batch finished: these are the next galaxies. U goes back to the last one.' };
    this.grid?.focus();
  }

  private nextBatch(): void {
    this.notice = undefined;
    this.current = undefined;
    this.visitor = undefined;
    if (this.choice.sort !== 'next') this.change({ sort: 'next' });
    else this.rater.enqueue(() => this.ranking.nextBatch());
    this.grid?.focus();
  }

  private measureLearning(): void {
    window.clearTimeout(this.learningTimer);
    if ((this.ranking.result?.learned.rated ?? 0) === 0) {
      this.learning = undefined;
      return;
    }
    this.learningTimer = window.setTimeout(() => void this.readLearning(), LEARNING_MS);
  }

  private async readLearning(): Promise<void> {
    try {
      this.learning = (await this.host.sendRequest(Learning)) ?? this.learning;
    } catch (error) {
      this.notice = { text: (error as Error).message, error: true };
    }
  }

  private async save(): Promise<void> {
    try {
      await this.host.sendRequest(Save, { choice: this.choice });
    } catch (error) {
      this.notice = { text: (error as Error).message, error: true };
    }
  }

  private async useEarlier(
    { file, column }: RatingSituation['earlier'][number],
    what: 'count' | 'copy' | 'forget',
  ): Promise<void> {
    try {
      this.notice = { text: await this.host.sendRequest(UseEarlierRatings, { file, column, what }) };
    } catch (error) {
      this.notice = { text: (error as Error).message, error: true };
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
      this.notice = { text: (error as Error).message, error: true };
    });
  }

  /** What is selected, where it is several, or all that is shown. */
  private get listed(): readonly CutoutRef[] {
    const selection = this.grid?.selection ?? [];
    return selection.length > 1 ? selection : this.ranking.shown;
  }

  private cutouts(some: readonly CutoutRef[]) {
    return { folder: this.folder, cutouts: some.map(({ path, hdu }) => ({ path, hdu })) };
  }

  private about(work: (cutouts: { folder: string; cutouts: { path: string; hdu: number }[] }) => Promise<void>): void {
    if (this.inspected) void work(this.cutouts([this.inspected]));
  }

  private onTileAction({ action, tile }: { action: TileAction; tile: Tile }): void {
    if (action === 'label') void this.labelling.begin(this.grid?.about(tile) ?? [tile]);
    else if (action === 'similar') void this.host.sendRequest(FindSimilar, this.cutouts([tile]));
    else if (action === 'open') void this.host.sendRequest(Open, this.cutouts([tile]));
    else if (action === 'copy') void this.host.sendRequest(CopyPaths, this.cutouts(this.grid?.about(tile) ?? [tile]));
  }

  private onTileCommand(command: TileCommandName, key: string): void {
    const tile = this.grid?.tiles.find((one) => keyOf(one) === key);
    if (!tile) return;
    const about = this.grid?.about(tile) ?? [tile];
    if (command === 'findSimilar') void this.host.sendRequest(FindSimilar, this.cutouts([tile]));
    else if (command === 'label') void this.labelling.begin(about);
    else if (command === 'save') void this.host.sendRequest(SaveCollection, this.cutouts(about));
    else if (command === 'open') void this.host.sendRequest(Open, this.cutouts(about));
    else if (command === 'reveal') void this.host.sendRequest(Reveal, this.cutouts(about));
    else if (command === 'copyPaths') void this.host.sendRequest(CopyPaths, this.cutouts(about));
  }

  private closeOptions(event: Event): void {
    const details = this.renderRoot.querySelector('details');
    if (details?.open && !event.composedPath().includes(details)) details.open = false;
  }

  private onKey(event: KeyboardEvent): void {
    const inField = event.composedPath().some((one) => one instanceof HTMLElement && one.matches('input, select, textarea, suggest-input, tag-entry')); // prettier-ignore
    if (event.altKey) return;
    const key = event.key.toLowerCase();
    if (event.ctrlKey || event.metaKey) {
      if (inField) return;
      if (key === 'z') this.rater.undo(event.shiftKey ? 'redo' : 'undo');
      else if (key === 'y') this.rater.undo('redo');
      else return;
    } else if (key === 'escape') {
      const details = this.renderRoot.querySelector('details');
      if (details?.open) {
        details.open = false;
        details.querySelector('summary')?.focus();
      } else if (this.visitor) this.moveTo(this.ranking.shown.find((one) => keyOf(one) === this.current));
      else return;
    } else if (inField) return;
    else if (/^[0-9]$/.test(key) && Number(key) <= MOST_RATING) this.rate(Number(key));
    else if (key === 'delete' || key === 'backspace') this.rate(null);
    else if (key === 's') this.skip();
    else if (key === 'u') this.rater.undo('undo');
    else if (key === 'n') this.nextBatch();
    else if (key.startsWith('arrow') && this.grid && !event.composedPath().includes(this.grid)) {
      this.grid.focus();
      this.grid.key(event);
    } else return;
    event.preventDefault();
  }

  private remember(): void {
    const current = this.ranking.shown.find((one) => keyOf(one) === this.current);
    panelState.set({
      folder: this.folder,
      choice: this.choice,
      ...(current ? { current: { path: current.path, hdu: current.hdu } } : {}),
      ...(this.rater.skipped.size > 0 ? { skipped: [...this.rater.skipped] } : {}),
    } satisfies AnomaliesState);
  }
}
