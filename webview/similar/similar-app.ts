import { html, LitElement, nothing } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import { CancellationTokenSource, type MessageConnection } from 'vscode-jsonrpc/browser';
import type { CollectionState, CutoutInfo, IndexProgress, PictureRef } from '../../src/engine/protocol';
import { contentsOf } from '../components/host/contents';
import { focusIfNowhere, focusWithPage } from '../components/host/first-focus';
import { connectToHost, panelState } from '../components/host/connection';
import { backIcon, forwardIcon, warningIcon } from '../components/controls/icons';
import { renderIndexing } from '../components/controls/indexing-bar';
import { renderNoGalaxies } from '../components/controls/no-galaxies';
import { LittleRoom } from '../components/controls/little-room';
import { LabelState } from '../components/labels/label-state';
import { Labelling } from '../components/labels/labelling';
import { noticeStyles } from '../components/labels/notice-styles';
import { keyOf, ThumbnailLoader } from '../components/grid/thumbnail-loader';
import '../components/grid/tile-grid';
import type { Tile, TileAction, TileGrid } from '../components/grid/tile-grid';
import { panelStyles } from '../components/controls/panel-styles';
import { progressStyles } from '../components/controls/progress-styles';
import { toolkitStyles } from '../components/controls/toolkit';
import {
  CancelIndexing,
  CollectionStatus,
  CopyPaths,
  DEFAULT_APPEARANCE,
  Open,
  Remember,
  IndexFolder,
  Reveal,
  SaveCollection,
  Thumbnails,
  TileCommand,
  type Appearance,
  type TileCommandName,
} from '../../src/contracts/common';
import {
  CollectionsChanged,
  CopyPython,
  DuplicatesDecided,
  Export,
  Ready,
  type PanelResult,
  Search,
  ShowQuery,
  ShowUnreadable,
  type Query,
} from '../../src/contracts/similar';
import { QueryHistory } from './history';
import './query-examples';
import { isSearch, namesOf, searchedWords } from './query-words';
import { styles } from './styles';
import { displayName, position, positionDegrees } from '../components/galaxy-names';
import { pictureRef, regionText, tileOf } from './tiles';
import { renderToolbar } from './toolbar';

const TILE_ACTIONS: readonly TileAction[] = ['similar', 'more', 'less', 'label'];

/** What an example is of: what is looked for, or what is not. */
type Side = 'more' | 'less';

/** While an index is being built the neighbours are asked for again this often. */
const REFRESH_MS = 1000;
const REMEMBER_MS = 400;
/** Sides at which thumbnails are asked for: the next larger than a tile's on this screen. */
const THUMBNAIL_SIDES = [128, 256, 512];

/** The similarity panel: the query on top, its neighbours below, most similar first. */
@customElement('similar-app')
export class SimilarApp extends LitElement {
  static override styles = [toolkitStyles, panelStyles, progressStyles, noticeStyles, styles];

  @state() private appearance: Appearance = DEFAULT_APPEARANCE;
  @state() private result?: PanelResult;
  @state() private error?: string;
  @state() private collection?: CollectionState;
  @state() private progress?: IndexProgress;
  /** Indexing was stopped before its end. */
  @state() private interrupted = false;
  @state() private searching = false;
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
    if ([current?.tag, current?.where, current?.order].some((one) => one !== undefined)) void this.search();
  });
  private readonly labelling: Labelling = new Labelling(this, this.host, this.labels, () => this.grid?.focus());
  private readonly room = new LittleRoom(this);
  private readonly loader = new ThumbnailLoader(
    (cutouts) =>
      this.host.sendRequest(Thumbnails, { folder: this.folder, cutouts: [...cutouts], size: this.thumbnailSide }),
    () => this.arrivals++,
  );
  private thumbnailSide = 128;
  private searchNumber = 0;
  private searchUnderWay?: CancellationTokenSource;
  private lastSearch = 0;
  private searchedContents = '';
  private refreshTimer?: number;
  private rememberTimer?: number;

  override connectedCallback(): void {
    super.connectedCallback();
    this.host.onNotification(ShowQuery, (shown) => this.go(shown));
    this.host.onNotification(CollectionStatus, ({ folder, state: collection, progress, interrupted }) => {
      if (folder !== this.history.current?.folder) return;
      this.interrupted = interrupted ?? false;
      this.collection = collection;
      this.progress = progress;
      this.scheduleRefresh();
    });
    this.host.onNotification(CollectionsChanged, () => {
      if (this.history.current?.collection !== undefined) void this.search();
    });
    this.host.onNotification(DuplicatesDecided, () => {
      if (this.history.current) void this.search();
    });
    this.host.onNotification(TileCommand, ({ command, tile }) => this.onTileCommand(command, tile));
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

  private get folder(): string {
    return this.history.current?.folder ?? '';
  }

  /** Shows a new query. */
  private go(to: Query): void {
    this.history.push(to);
    this.show();
  }

  private show(): void {
    panelState.set(this.history.state);
    this.result = undefined;
    this.tiles = [];
    this.error = undefined;
    this.loader.clear();
    this.grid?.reset();
    this.selectedCount = 0;
    this.labelling.drop();
    if (!this.history.current) return;
    void this.labels.follow(this.folder);
    void this.search();
  }

  private async search(): Promise<void> {
    const current = this.history.current;
    if (!current) return;
    const number = ++this.searchNumber;
    // Nobody waits for the answer to the question before.
    this.searchUnderWay?.cancel();
    const underWay = (this.searchUnderWay = new CancellationTokenSource());
    this.searching = true;
    this.lastSearch = performance.now();
    this.searchedContents = contentsOf(this.collection);
    try {
      const result = await this.host.sendRequest(Search, current, underWay.token);
      if (number !== this.searchNumber) return;
      this.result = result;
      this.tiles = result.neighbours.map(tileOf);
      void this.labels.readOf(this.tiles);
      this.error = undefined;
      void this.updateComplete.then(() => focusIfNowhere(this.grid));
    } catch (error) {
      if (number !== this.searchNumber) return;
      this.error = (error as Error).message;
    } finally {
      if (number === this.searchNumber) this.searching = false;
    }
    this.scheduleRefresh();
  }

  /** Asks again when the collection has changed since, but not more often than a person can follow. */
  private scheduleRefresh(): void {
    const contents = contentsOf(this.collection);
    if (this.searching || contents === this.searchedContents || this.refreshTimer !== undefined) return;
    const wait = Math.max(0, this.lastSearch + REFRESH_MS - performance.now());
    this.refreshTimer = window.setTimeout(() => {
      this.refreshTimer = undefined;
      void this.search();
    }, wait);
  }

  protected override render() {
    const current = this.history.current;
    if (!current) {
      return html`<div class="empty">
        <p>Right-click a FITS file in the explorer and choose <b>Find Similar Galaxies</b>.</p>
      </div>`;
    }
    return html`${this.renderHeader(current)} ${this.renderProgress()} ${this.renderBody()}
    ${this.labelling.renderFoot()}`;
  }

  private renderHeader(current: Query) {
    const shown = this.result?.query;
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
          ${unlike > 0 || this.dragging ? this.renderExamples('less', this.result?.negatives ?? []) : nothing}
          <div class="navigation">
            <vscode-button
              appearance="icon"
              aria-label="Back to the query before"
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
    return html`<button class="link direction" title="Turn the order round" @click=${turn}>
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
    if (!this.result) return this.error ? nothing : 'Reading the query…';
    const { neighbours, searched } = this.result;
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
        save: () => void this.host.sendRequest(SaveCollection, this.cutouts(this.selectedOrAll())),
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

  private renderProgress() {
    const { progress, collection } = this;
    if (!progress) {
      if (!collection || collection.complete || collection.indexing) return nothing;
      return html`<div class="progress stopped">
        <span class="text"
          >${
            this.interrupted
              ? 'The index is not complete: indexing was stopped.'
              : 'The folder has not been checked for new or deleted files since this window was opened.'
          }</span
        >
        <vscode-button appearance="secondary" @click=${this.resume}>Continue indexing</vscode-button>
      </div>`;
    }
    return renderIndexing(progress, this.cancel);
  }

  private renderBody() {
    if (this.error !== undefined) {
      return html`<div class="empty" role="alert">
        <div class="warning">${warningIcon}</div>
        <p>${this.error}</p>
        <vscode-button @click=${() => void this.search()}>Try again</vscode-button>
      </div>`;
    }
    if (this.result && this.tiles.length === 0) {
      return this.progress || this.collection?.indexing
        ? html`<div class="empty">
            <vscode-progress-ring></vscode-progress-ring>
            <p>The first neighbours appear as soon as other galaxies have been read.</p>
          </div>`
        : this.collection?.cutouts === 0
          ? renderNoGalaxies(this.folder, this.collection)
          : html`<div class="empty">
              <p>
                ${
                  this.history.current?.order
                    ? html`No galaxy of <b>${this.folder}</b> that matches the filter has a value of this column.`
                    : html`There are no other galaxies in <b>${this.folder}</b>.`
                }
              </p>
              <p>The setting <code>morphoscope.include</code> says which files count.</p>
            </div>`;
    }
    return html`<tile-grid
      label=${this.history.current?.order ? 'Galaxies in their order' : 'Galaxies by similarity, most similar first'}
      aria-busy=${this.searching ? 'true' : 'false'}
      .tiles=${this.labels.labelled(this.tiles)}
      .actions=${TILE_ACTIONS}
      .tileSize=${this.appearance.tileSize}
      .choice=${this.appearance}
      .loader=${this.loader}
      .arrivals=${this.arrivals}
      @tile-action=${(event: CustomEvent<{ action: TileAction; tile: Tile }>) => this.onTileAction(event.detail)}
      @tag=${(event: CustomEvent<string>) => this.findTagged(event.detail)}
      @dragstart=${() => (this.dragging = true)}
      @dragend=${() => (this.dragging = false)}
      @selection-change=${() => (this.selectedCount = this.grid?.selection.length ?? 0)}
    ></tile-grid>`;
  }

  private onTileAction({ action, tile }: { action: TileAction; tile: Tile }): void {
    if (action === 'similar') this.findSimilarTo([tile]);
    else if (action === 'label') void this.labelling.begin(this.grid?.about(tile) ?? [tile]);
    else if (action === 'more' || action === 'less') this.refine(action, this.grid?.about(tile) ?? [tile]);
    else if (action === 'open') void this.host.sendRequest(Open, this.cutouts([tile]));
    else this.copy();
  }

  private onTileCommand(command: TileCommandName, key: string): void {
    const tile = this.tiles.find((one) => keyOf(one) === key);
    if (!tile) return;
    const about = this.grid?.about(tile) ?? [tile];
    if (command === 'findSimilar') this.findSimilarTo(about);
    else if (command === 'moreLikeThis') this.refine('more', about);
    else if (command === 'lessLikeThis') this.refine('less', about);
    else if (command === 'label') void this.labelling.begin(about);
    else if (command === 'save') void this.host.sendRequest(SaveCollection, this.cutouts(about));
    else if (command === 'open') void this.host.sendRequest(Open, this.cutouts(about));
    else if (command === 'reveal') void this.host.sendRequest(Reveal, this.cutouts(about));
    else void this.host.sendRequest(CopyPaths, this.cutouts(about));
  }

  /** Takes examples into one side of the query and out of the other, or out of it; what is shown stays until the answer. */
  private refine(side: Side, added: readonly PictureRef[], removed: readonly PictureRef[] = []): void {
    const { current } = this.history;
    if (!current || !this.result) return;
    const keys = new Set([...added, ...removed].map(keyOf));
    const others = (all: readonly PictureRef[]) => all.filter((one) => !keys.has(keyOf(one))).map(pictureRef);
    const now = added.map(pictureRef);
    // What carries the tag stays a word of the query, until one of it is taken out.
    const { tag } = removed.length === 0 ? current : { tag: undefined };
    const before =
      tag === undefined ? this.result.query : current.cutouts.map(({ hdu, ...ref }) => ({ ...ref, hdu: hdu ?? 0 }));
    const cutouts = [...others(before), ...(side === 'more' ? now : [])];
    const negatives = [...others(this.result.negatives), ...(side === 'less' ? now : [])];
    if (cutouts.length === 0 && tag === undefined) return;
    const { where } = current;
    this.history.push({
      folder: current.folder,
      cutouts,
      ...(negatives.length > 0 ? { negatives } : {}),
      ...(tag === undefined ? {} : { tag }),
      ...(where === undefined ? {} : { where }),
    });
    panelState.set(this.history.state);
    void this.search();
    this.grid?.focus();
  }

  private filter(where: string): void {
    this.again({ where: where === '' ? undefined : where });
  }

  /** The same query, but for something; what is shown stays until the answer. */
  private again(part: Partial<Query>): void {
    const { current } = this.history;
    if (!current) return;
    this.history.push({ ...current, ...part });
    panelState.set(this.history.state);
    void this.search();
    this.grid?.focus();
  }

  private findTagged(tag: string): void {
    this.go({ folder: this.folder, cutouts: [], tag });
    this.grid?.focus();
  }

  private findSimilarTo(tiles: readonly Tile[]): void {
    this.go(this.cutouts(tiles));
    this.grid?.focus();
  }

  private cutouts(tiles: readonly Tile[]): { folder: string; cutouts: { path: string; hdu: number }[] } {
    return { folder: this.folder, cutouts: tiles.map(({ path, hdu }) => ({ path, hdu })) };
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
    void this.host.sendRequest(CopyPaths, this.cutouts(this.selectedOrAll()));
  }

  private copyPython(): void {
    const current = this.history.current;
    if (!current || !this.result) return;
    const selection = new Set((this.grid?.selection ?? []).map(keyOf));
    const neighbours = this.result.neighbours.filter((one) => selection.size === 0 || selection.has(keyOf(one)));
    void this.host.sendRequest(CopyPython, { query: current, neighbours });
  }

  private export(): void {
    const current = this.history.current;
    if (!current || !this.result) return;
    void this.host.sendRequest(Export, { query: current, neighbours: [...this.result.neighbours] });
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
