import { html, LitElement, nothing } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import type { MessageConnection } from 'vscode-jsonrpc/browser';
import type { CollectionState, CutoutInfo, IndexProgress, PictureRef } from '../../src/engine/protocol';
import {
  type Appearance,
  CancelIndexing,
  CollectionStatus,
  CopyPaths,
  DEFAULT_APPEARANCE,
  IndexFolder,
  Remember,
  SaveCollection,
  Thumbnails,
} from '../../src/contracts/common';
import {
  CollectionsChanged,
  CopyPython,
  DuplicatesDecided,
  Export,
  type PanelResult,
  type Query,
  Ready,
  ShowQuery,
  ShowUnreadable,
} from '../../src/contracts/similar';
import { backIcon, forwardIcon } from '../components/controls/icons';
import { LittleRoom } from '../components/controls/little-room';
import { panelStyles } from '../components/controls/panel-styles';
import { progressStyles } from '../components/controls/progress-styles';
import { toolkitStyles } from '../components/controls/toolkit';
import { displayName, position, positionDegrees } from '../components/galaxy-names';
import { keyOf, ThumbnailLoader } from '../components/grid/thumbnail-loader';
import type { Tile } from '../components/grid/tile';
import { TileActions } from '../components/grid/tile-actions';
import '../components/grid/tile-grid';
import type { TileGrid } from '../components/grid/tile-grid';
import type { ButtonAction } from '../components/grid/tile-view';
import { connectToHost, panelState } from '../components/host/connection';
import { focusIfNowhere, focusWithPage } from '../components/host/first-focus';
import { LabelState } from '../components/labels/label-state';
import { Labelling } from '../components/labels/labelling';
import { noticeStyles } from '../components/labels/notice-styles';
import { renderEmpty, renderFailure, renderProgress } from './empty-page';
import { QueryHistory } from './history';
import './query-examples';
import { isSearch, namesOf, searchedWords } from './query-words';
import { refined, type Side } from './refine';
import { QueryAnswer } from './search';
import { styles } from './styles';
import { regionText, tileOf } from './tiles';
import { renderToolbar } from './toolbar';

const BUTTONS: readonly ButtonAction[] = ['findSimilar', 'moreLikeThis', 'lessLikeThis', 'label'];
const REMEMBER_MS = 400;
/** Sides at which thumbnails are asked for: the next larger than a tile's on this screen. */
const THUMBNAIL_SIDES = [128, 256, 512];

/** The similarity panel: the query on top, its neighbours below, most similar first. */
@customElement('similar-app')
export class SimilarApp extends LitElement {
  static override styles = [toolkitStyles, panelStyles, progressStyles, noticeStyles, styles];

  @state() private appearance: Appearance = DEFAULT_APPEARANCE;
  @state() collection?: CollectionState;
  @state() progress?: IndexProgress;
  /** Indexing was stopped before its end. */
  @state() interrupted = false;
  @state() private tiles: readonly Tile[] = [];
  @state() private selectedCount = 0;
  @state() private arrivals = 0;
  @state() private dragging = false;
  /** Where there is little room: whether the controls of how pictures look are shown all the same. */
  @state() private looksOpen = false;
  @query('tile-grid') private grid?: TileGrid;

  private readonly history = new QueryHistory(panelState.get());
  private readonly host: MessageConnection = connectToHost();
  private readonly labels = new LabelState(this, this.host, () => {
    const { current } = this.history;
    if ([current?.tag, current?.where, current?.order].some((one) => one !== undefined)) void this.answer.search();
  });
  private readonly labelling: Labelling = new Labelling(this, this.host, this.labels, () => this.grid?.focus());
  private readonly room = new LittleRoom(this);
  private readonly loader = new ThumbnailLoader(
    (cutouts) =>
      this.host.sendRequest(Thumbnails, { folder: this.folder, cutouts: [...cutouts], size: this.thumbnailSide }),
    () => this.arrivals++,
  );
  private readonly answer: QueryAnswer = new QueryAnswer(
    this,
    this.host,
    () => this.history.current,
    () => this.collection,
    (result) => this.onResult(result),
  );
  private readonly actions = new TileActions(this.host, {
    folder: () => this.folder,
    grid: () => this.grid,
    label: (tiles) => void this.labelling.begin(tiles),
    findSimilar: (tiles) => this.findSimilarTo(tiles),
    copyPaths: () => this.copy(),
    moreLikeThis: (tiles) => this.refine('more', tiles),
    lessLikeThis: (tiles) => this.refine('less', tiles),
  });
  private thumbnailSide = 128;
  private rememberTimer?: number;

  override connectedCallback(): void {
    super.connectedCallback();
    this.host.onNotification(ShowQuery, (shown) => this.go(shown));
    this.host.onNotification(CollectionStatus, ({ folder, state: collection, progress, interrupted }) => {
      if (folder !== this.history.current?.folder) return;
      this.interrupted = interrupted ?? false;
      this.collection = collection;
      this.progress = progress;
      this.answer.follow();
    });
    this.host.onNotification(CollectionsChanged, () => {
      if (this.history.current?.collection !== undefined) void this.answer.search();
    });
    this.host.onNotification(DuplicatesDecided, () => {
      if (this.history.current) void this.answer.search();
    });
    this.host.listen();
    window.addEventListener('keydown', (event) => this.onKey(event));
    focusWithPage(() => this.grid);
    void this.begin();
  }

  private async begin(): Promise<void> {
    const { query: first, appearance } = await this.host.sendRequest(Ready);
    this.setAppearance(appearance);
    if (first) this.history.push(first);
    this.show();
  }

  get folder(): string {
    return this.history.current?.folder ?? '';
  }

  /** Shows a new query. */
  private go(to: Query): void {
    this.history.push(to);
    this.show();
  }

  private show(): void {
    panelState.set(this.history.state);
    this.answer.clear();
    this.tiles = [];
    this.loader.clear();
    this.grid?.reset();
    this.selectedCount = 0;
    this.labelling.drop();
    if (!this.history.current) return;
    void this.labels.follow(this.folder);
    void this.answer.search();
  }

  private onResult({ neighbours }: PanelResult): void {
    this.tiles = neighbours.map(tileOf);
    void this.labels.readOf(this.tiles);
    void this.updateComplete.then(() => focusIfNowhere(this.grid));
  }

  protected override render() {
    const current = this.history.current;
    if (!current) {
      return html`<div class="empty">
        <p>Right-click a FITS file in the explorer and choose <b>Find Similar Galaxies</b>.</p>
      </div>`;
    }
    return html`${this.renderHeader(current)} ${renderProgress(this, { cancel: this.cancel, resume: this.resume })}
    ${this.renderBody()} ${this.labelling.renderFoot()}`;
  }

  private renderHeader(current: Query) {
    const { result } = this.answer;
    const shown = result?.query;
    const first = shown?.[0];
    const names = namesOf(current);
    const name = current.tag === undefined && current.collection === undefined && first ? displayName(first) : names[0];
    const more = names.length - 1;
    const unlike = current.negatives?.length ?? 0;
    return html`
      <header>
        <div class="query">
          ${current.order ? nothing : shown ? this.renderExamples('more', shown) : html`<div class="pending"></div>`}
          <div class="about">
            <h1 title=${current.cutouts.map(({ path }) => path).join('\n')}>
              <span class="name">${name}</span>
              ${more > 0 ? html`<span class="more">and ${more} more</span>` : nothing}
              ${unlike > 0 ? html`<span class="more">and unlike ${unlike}</span>` : nothing}
            </h1>
            <div class="position" title=${first ? positionDegrees(first) : ''}>
              ${first && current.tag === undefined ? [regionText(first), position(first)].filter(Boolean).join(' · ') : nothing}
            </div>
            <div class="searched" aria-live="polite">${this.renderSearched()}</div>
            ${current.order ? this.renderOrder(current.order) : nothing}
          </div>
          ${unlike > 0 || this.dragging ? this.renderExamples('less', result?.negatives ?? []) : nothing}
          <div class="navigation">
            <vscode-button
              appearance="icon"
              aria-label="Back to the previous query"
              title="Back (Alt+Left)"
              ?disabled=${!this.history.canGoBack}
              @click=${this.goBack}
              >${backIcon}</vscode-button
            >
            <vscode-button
              appearance="icon"
              aria-label="Forward to the next query"
              title="Forward (Alt+Right)"
              ?disabled=${!this.history.canGoForward}
              @click=${this.goForward}
              >${forwardIcon}</vscode-button
            >
          </div>
        </div>
        ${this.renderToolbar()} ${this.labelling.renderFilter(current.where, (where) => this.filter(where))}
      </header>
    `;
  }

  private renderOrder(order: NonNullable<Query['order']>) {
    const turn = () => this.again({ order: { ...order, descending: !order.descending } });
    return html`<button class="link direction" title="Reverse the order" @click=${turn}>
      ${order.descending ? 'highest first' : 'lowest first'}
    </button>`;
  }

  private renderExamples(kind: Side, cutouts: readonly CutoutInfo[]) {
    return html`<query-examples
      kind=${kind}
      role="group"
      aria-label=${kind === 'more' ? 'Find more like these' : 'Find less like these'}
      .cutouts=${cutouts}
      .choice=${this.appearance}
      .loader=${this.loader}
      .arrivals=${this.arrivals}
      .dragging=${this.dragging}
      @remove-example=${(event: CustomEvent<PictureRef>) => this.refine(kind, [], [event.detail])}
      @drop-tiles=${(event: CustomEvent<string[]>) =>
        this.refine(
          kind,
          this.tiles.filter((tile) => event.detail.includes(keyOf(tile))),
        )}
    ></query-examples>`;
  }

  private renderSearched() {
    const { result, error } = this.answer;
    if (!result) return error ? nothing : 'Reading the query…';
    const { neighbours, searched } = result;
    const failed = this.collection?.failed ?? 0;
    const words = searchedWords(this.history.current, neighbours.length, searched);
    if (failed === 0 || !isSearch(this.history.current)) return words;
    return html`${words} ·
      <vscode-link href="#" class="unreadable" @click=${this.showUnreadable}
        >${failed.toLocaleString('en')} unreadable</vscode-link
      >`;
  }

  private renderToolbar() {
    return renderToolbar(
      this.appearance,
      { selected: this.selectedCount, listed: this.tiles.length },
      {
        change: (part) => this.change(part),
        save: () => this.actions.send(SaveCollection, this.selectedOrAll()),
        copy: () => this.copy(),
        copyPython: () => this.copyPython(),
        export: () => this.export(),
      },
      {
        folds: this.room.isLittle,
        open: this.looksOpen,
        toggle: () => (this.looksOpen = !this.looksOpen),
      },
    );
  }

  private renderBody() {
    const { error, result, searching } = this.answer;
    if (error !== undefined) return renderFailure(error, () => void this.answer.search());
    if (result && this.tiles.length === 0) return renderEmpty(this, this.history.current);
    return html`<tile-grid
      label=${this.history.current?.order ? 'Galaxies in their order' : 'Galaxies by similarity, most similar first'}
      aria-busy=${searching ? 'true' : 'false'}
      .tiles=${this.labels.labelled(this.tiles)}
      .actions=${BUTTONS}
      .tileSize=${this.appearance.tileSize}
      .choice=${this.appearance}
      .loader=${this.loader}
      .arrivals=${this.arrivals}
      @tile-action=${this.actions.onAction}
      @tag=${(event: CustomEvent<string>) => this.findTagged(event.detail)}
      @dragstart=${() => (this.dragging = true)}
      @dragend=${() => (this.dragging = false)}
      @selection-change=${() => (this.selectedCount = this.grid?.selection.length ?? 0)}
    ></tile-grid>`;
  }

  /** Takes examples into one side of the query and out of the other, or out of it; what is shown stays until the answer. */
  private refine(side: Side, added: readonly PictureRef[], removed: readonly PictureRef[] = []): void {
    const { current } = this.history;
    const { result } = this.answer;
    const next = current && result && refined(current, result, side, added, removed);
    if (next) this.ask(next);
  }

  private filter(where: string): void {
    this.again({ where: where === '' ? undefined : where });
  }

  /** Changes a part of the query; what is shown stays until the answer. */
  private again(part: Partial<Query>): void {
    const { current } = this.history;
    if (!current) return;
    this.ask({ ...current, ...part });
  }

  private ask(next: Query): void {
    this.history.push(next);
    panelState.set(this.history.state);
    void this.answer.search();
    this.grid?.focus();
  }

  private findTagged(tag: string): void {
    this.go({ folder: this.folder, cutouts: [], tag });
    this.grid?.focus();
  }

  private findSimilarTo(tiles: readonly Tile[]): void {
    this.go(this.actions.named(tiles));
    this.grid?.focus();
  }

  private readonly goBack = () => {
    this.history.back();
    this.show();
  };

  private readonly goForward = () => {
    this.history.forward();
    this.show();
  };

  private selectedOrAll(): readonly Tile[] {
    const selection = this.grid?.selection ?? [];
    return selection.length > 0 ? selection : this.tiles;
  }

  private copy(): void {
    this.actions.send(CopyPaths, this.selectedOrAll());
  }

  private copyPython(): void {
    const { current } = this.history;
    const { result } = this.answer;
    if (!current || !result) return;
    const selection = new Set((this.grid?.selection ?? []).map(keyOf));
    const neighbours = result.neighbours.filter((one) => selection.size === 0 || selection.has(keyOf(one)));
    void this.host.sendRequest(CopyPython, { query: current, neighbours });
  }

  private export(): void {
    const { current } = this.history;
    const { result } = this.answer;
    if (current && result) void this.host.sendRequest(Export, { query: current, neighbours: [...result.neighbours] });
  }

  private readonly cancel = () => void this.host.sendRequest(CancelIndexing, this.folder);
  private readonly resume = () => void this.host.sendRequest(IndexFolder, this.folder);

  private readonly showUnreadable = (event: Event) => {
    event.preventDefault();
    void this.host.sendRequest(ShowUnreadable);
  };

  private onKey(event: KeyboardEvent): void {
    if (this.labels.takesKey(event) || !event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === 'ArrowLeft' && this.history.canGoBack) this.goBack();
    else if (event.key === 'ArrowRight' && this.history.canGoForward) this.goForward();
    else return;
    event.preventDefault();
  }

  private change(part: Partial<Appearance>): void {
    this.setAppearance({ ...this.appearance, ...part });
    window.clearTimeout(this.rememberTimer);
    this.rememberTimer = window.setTimeout(() => {
      void this.host.sendRequest(Remember, this.appearance);
    }, REMEMBER_MS);
  }

  private setAppearance(appearance: Appearance): void {
    this.appearance = appearance;
    const wanted = appearance.tileSize * window.devicePixelRatio;
    const side = THUMBNAIL_SIDES.find((one) => one >= wanted) ?? THUMBNAIL_SIDES[THUMBNAIL_SIDES.length - 1];
    if (side === this.thumbnailSide) return;
    this.thumbnailSide = side;
    this.loader.clear();
  }
}
