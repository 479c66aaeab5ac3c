import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import type { MessageConnection } from 'vscode-jsonrpc/browser';
import type { DisplayChoice } from '../../src/imaging';
import { focusIfNowhere, focusWithPage } from '../components/host/first-focus';
import { connectToHost, panelState } from '../components/host/connection';
import { gridIcon } from '../components/controls/icons';
import { LabelState } from '../components/labels/label-state';
import { Labelling } from '../components/labels/labelling';
import { noticeStyles } from '../components/labels/notice-styles';
import { panelStyles } from '../components/controls/panel-styles';
import { progressStyles } from '../components/controls/progress-styles';
import { keyOf, ThumbnailLoader } from '../components/grid/thumbnail-loader';
import '../components/grid/tile-grid';
import type { Tile } from '../components/grid/tile';
import { TileActions } from '../components/grid/tile-actions';
import type { TileGrid } from '../components/grid/tile-grid';
import type { ButtonAction } from '../components/grid/tile-view';
import { titleStyles } from '../components/controls/title-styles';
import { toolkitStyles } from '../components/controls/toolkit';
import { displayName } from '../components/galaxy-names';
import { type Legend, colourPoints } from './colours';
import {
  CancelIndexing,
  CollectionStatus,
  FindSimilar,
  IndexFolder,
  type FolderStatus,
  Open,
  Thumbnails,
} from '../../src/contracts/common';
import {
  type ColourChoice,
  ColourPoints,
  ColoursChanged,
  CopyPython,
  FindTagged,
  GRID_MOST,
  type MapColour,
  type MapState,
  Ready,
} from '../../src/contracts/map';
import './cutout-card';
import { CARD } from './cutout-card';
import { renderEmpty, renderFailure } from './empty-page';
import { NOTHING, renderHeader } from './header';
import './map-legend';
import { MapLoader } from './map-loader';
import { readMapState } from './map-state';
import './plane/map-canvas';
import type { Looked, MapCanvas } from './plane/map-canvas';
import type { Tool } from './plane/gestures';
import { PointNames } from './point-names';
import { renderProgress } from './progress-bar';
import { styles } from './styles';
import { type MapTheme, readTheme } from '../components/host/theme-colours';

/** A card stays so long after the pointer has left its point, for the pointer to come over to it. */
const CARD_STAYS_MS = 350;
const REMEMBER_MS = 300;
const THUMBNAIL_SIDE = 256;
/** Most rings that can be told apart. */
const LIT_MOST = 500;
const TILE_SIZE = 112;
const BUTTONS: readonly ButtonAction[] = ['findSimilar', 'save', 'open', 'label'];

/** The map: all cutouts of a folder as points, those alike near one another. */
@customElement('map-app')
export class MapApp extends LitElement {
  static override styles = [toolkitStyles, panelStyles, progressStyles, titleStyles, noticeStyles, styles];

  @state() private folder = '';
  /** Why the collection cannot be opened. */
  @state() private refusal?: string;
  @state() private status?: FolderStatus;
  @state() private choices: readonly ColourChoice[] = [];
  /** What was chosen last: it counts again when it comes back, such as while a table is being written. */
  @state() private wanted = NOTHING;
  @state() private colour?: MapColour;
  /** Why there are no colours. */
  @state() private colourError?: string;
  @state() private appearance?: DisplayChoice;
  @state() private tool: Tool = 'pan';
  @state() private selected: Uint32Array = new Uint32Array();
  /** Points of what is selected in the grid. */
  @state() private lit: readonly number[] = [];
  @state() private tiles?: readonly Tile[];
  @state() private looked?: Looked;
  @state() private arrivals = 0;
  @state() private theme: MapTheme = readTheme(document.body);
  @query('map-canvas') private canvas?: MapCanvas;
  @query('tile-grid') private grid?: TileGrid;

  private readonly host: MessageConnection = connectToHost();
  private readonly restored: MapState | undefined = readMapState(panelState.get());
  private readonly map = new MapLoader(this.host, () => this.onMap());
  private readonly thumbnails = new ThumbnailLoader(
    (cutouts) =>
      this.host.sendRequest(Thumbnails, { folder: this.folder, cutouts: [...cutouts], size: THUMBNAIL_SIDE }),
    () => this.arrivals++,
  );
  private readonly names = new PointNames(this.host);
  private readonly labels = new LabelState(this, this.host, () => undefined);
  private readonly labelling: Labelling = new Labelling(this, this.host, this.labels, () => this.grid?.focus());
  private readonly actions = new TileActions(this.host, {
    folder: () => this.folder,
    grid: () => this.grid,
    label: (tiles) => void this.labelling.begin(tiles),
  });
  private revision?: string;
  private rgb: Uint8Array = new Uint8Array();
  private legend: Legend = { kind: 'none' };
  private colourQuestions = 0;
  private overCard = false;
  private cardTimer?: number;
  private rememberTimer?: number;

  override connectedCallback(): void {
    super.connectedCallback();
    this.host.onNotification(CollectionStatus, (status) => this.follow(status));
    this.host.onNotification(ColoursChanged, (choices) => {
      this.choices = choices;
      void this.loadColour();
    });
    this.host.listen();
    window.addEventListener('keydown', (event) => this.labels.takesKey(event));
    focusWithPage(() => this.canvas);
    // The theme is classes and variables of the page.
    new MutationObserver(() => (this.theme = readTheme(document.body))).observe(document.documentElement, {
      attributes: true,
      attributeFilter: ['style', 'class'],
    });
    void this.begin();
  }

  private async begin(): Promise<void> {
    this.refusal = undefined;
    try {
      await this.open();
    } catch (error) {
      this.refusal = (error as Error).message;
    }
  }

  private async open(): Promise<void> {
    const { folder, appearance, choices, status } = await this.host.sendRequest(Ready);
    this.folder = folder;
    this.appearance = appearance;
    this.choices = choices;
    this.wanted = this.restored?.colourBy ?? NOTHING;
    this.remember();
    this.follow(status);
  }

  private follow(status: FolderStatus): void {
    this.status = status;
    if (status.state) this.map.follow(status.state);
  }

  /** The map is another, or is on its way. */
  private onMap(): void {
    const { points } = this.map;
    if (points?.revision !== this.revision) {
      this.revision = points?.revision;
      this.names.reset(points?.revision);
      this.clearSelection();
      this.looked = undefined;
      this.colour = undefined;
      void this.loadColour();
    }
    this.requestUpdate('map');
  }

  /** What points are coloured by: what was chosen, where there is such a thing. */
  private get colourBy(): string {
    return this.choices.some(({ id }) => id === this.wanted) ? this.wanted : NOTHING;
  }

  private async loadColour(): Promise<void> {
    const { revision, colourBy } = this;
    // Answers may overtake one another: the last question counts.
    const question = ++this.colourQuestions;
    let colour: MapColour | null = null;
    let refusal: string | undefined;
    if (colourBy !== NOTHING && revision !== undefined) {
      try {
        colour = await this.host.sendRequest(ColourPoints, { revision, id: colourBy });
      } catch (error) {
        refusal = (error as Error).message;
      }
    }
    if (question !== this.colourQuestions) return;
    this.colour = colour ?? undefined;
    this.colourError = refusal;
  }

  protected override willUpdate(changed: PropertyValues): void {
    const { points } = this.map;
    const count = (points?.positions.length ?? 0) / 2;
    if (!changed.has('colour') && !changed.has('theme') && this.rgb.length === 4 * count) return;
    ({ rgb: this.rgb, legend: this.legend } = colourPoints(count, this.colour, this.theme));
  }

  protected override render() {
    const { points } = this.map;
    if (this.refusal !== undefined) return renderFailure(this.refusal, () => void this.begin());
    if (!this.appearance || !this.status) return html`<div class="empty">Opening the map…</div>`;
    const header = renderHeader({
      folder: this.folder,
      points,
      choices: this.choices,
      colourBy: this.colourBy,
      tool: this.tool,
      choose: (colourBy) => this.chooseColour(colourBy),
      use: (tool) => (this.tool = tool),
      zoomBy: (factor) => this.canvas?.zoomBy(factor),
      showAll: () => this.canvas?.reset(),
      selected: this.selected.length,
      copyPython: () => this.copyPython(),
    });
    return html`${header}
    ${renderProgress(this.map, this.status, () => void this.host.sendRequest(CancelIndexing, this.folder))}
    ${
      points && points.positions.length > 0
        ? this.renderMap(points.positions)
        : renderEmpty(this.map, this.status, () => void this.host.sendRequest(IndexFolder, this.folder))
    }`;
  }

  private renderMap(positions: Float32Array) {
    const choice = this.choices.find(({ id }) => id === this.colourBy);
    return html`<map-legend .label=${choice?.label ?? ''} .legend=${this.legend}></map-legend>
      ${
        this.colourError === undefined
          ? nothing
          : html`<div class="colour-error" role="alert">No colours: ${this.colourError}</div>`
      }
      <div class="plane">
        <map-canvas
          role="application"
          aria-label="Map of ${positions.length / 2} galaxies. Arrow keys move, plus and minus zoom, 0 shows all, Enter opens the galaxy in the middle, S finds those similar to it."
          .positions=${positions}
          .samePoints=${this.map.samePoints}
          .rgb=${this.rgb}
          .selected=${this.selected}
          .lit=${this.lit}
          .theme=${this.theme}
          .tool=${this.tool}
          .firstView=${this.restored?.view}
          @look=${(event: CustomEvent<Looked | undefined>) => this.onLook(event.detail)}
          @open-point=${(event: CustomEvent<number>) => void this.about([event.detail], Open)}
          @similar-point=${(event: CustomEvent<number>) => void this.about([event.detail], FindSimilar)}
          @select=${(event: CustomEvent<{ points: Uint32Array; add: boolean }>) => this.select(event.detail)}
          @clear-selection=${() => this.clearSelection()}
          @view-change=${() => this.remember()}
        ></map-canvas>
        ${this.renderCard()}
      </div>
      ${this.renderFooter()} ${this.renderGrid()} ${this.labelling.renderFoot()}`;
  }

  private renderCard() {
    const { looked } = this;
    if (!looked) return nothing;
    const cutout = this.names.known(looked.point);
    return html`<cutout-card
        .cutout=${cutout}
        .thumbnail=${cutout ? this.thumbnails.get(cutout) : undefined}
        .choice=${this.appearance}
        .arrivals=${this.arrivals}
        @pointerenter=${() => (this.overCard = true)}
        @pointerleave=${() => {
          this.overCard = false;
          this.hideCardSoon();
        }}
        @wheel=${(event: WheelEvent) => this.zoomUnderCard(event)}
        @open=${() => void this.about([looked.point], Open)}
        @similar=${() => void this.about([looked.point], FindSimilar)}
      ></cutout-card>
      <div class="said" aria-live="polite">${looked.how === 'keys' && cutout ? displayName(cutout) : ''}</div>`;
  }

  private renderFooter() {
    const { length } = this.selected;
    if (length === 0) {
      return html`<footer>Drag to move, scroll to zoom, Shift and drag to select, click to open.</footer>`;
    }
    return html`<footer>
      <span class="selected" aria-live="polite">${length.toLocaleString('en')} selected</span>
      ${
        this.tiles
          ? html`<vscode-button appearance="secondary" class="hide-grid" @click=${() => this.hideGrid()}
              >Hide grid</vscode-button
            >`
          : html`<vscode-button class="show-grid" @click=${() => void this.showGrid().then(() => this.grid?.focus())}
              >Show in grid<span slot="start">${gridIcon}</span></vscode-button
            >`
      }
      <vscode-button appearance="secondary" class="clear" @click=${() => this.clearSelection()}>Clear</vscode-button>
    </footer>`;
  }

  private renderGrid() {
    const { tiles, selected } = this;
    if (!tiles) return nothing;
    return html`<section class="grid" aria-label="The selected galaxies">
      ${
        tiles.length < selected.length
          ? html`<div class="cut">
              The first ${tiles.length.toLocaleString('en')} of ${selected.length.toLocaleString('en')} selected
              galaxies
            </div>`
          : nothing
      }
      <tile-grid
        label="The selected galaxies"
        .actions=${BUTTONS}
        .tiles=${this.labels.labelled(tiles)}
        .tileSize=${TILE_SIZE}
        .choice=${this.appearance}
        .loader=${this.thumbnails}
        .arrivals=${this.arrivals}
        @tile-action=${this.actions.onAction}
        @tag=${(event: CustomEvent<string>) => void this.host.sendRequest(FindTagged, event.detail)}
        @selection-change=${() => this.lightUp()}
      ></tile-grid>
    </section>`;
  }

  protected override updated(): void {
    focusIfNowhere(this.canvas);
    const card = this.renderRoot.querySelector<HTMLElement>('cutout-card');
    if (!card || !this.looked || !this.canvas) return;
    // The card stands beside its point, where there is room; set from here, since the panel's policy allows no style attributes.
    const { x, y } = this.looked.at;
    const { width, height } = this.canvas.view;
    const right = x + CARD.gap + CARD.width < width;
    card.style.left = `${Math.max(0, right ? x + CARD.gap : x - CARD.gap - CARD.width)}px`;
    card.style.top = `${Math.max(4, Math.min(height - CARD.height - 4, y - CARD.height / 2))}px`;
  }

  private onLook(looked: Looked | undefined): void {
    window.clearTimeout(this.cardTimer);
    // A pointer may be on its way to the card; a key is not.
    if (!looked && this.looked?.how === 'pointer') return this.hideCardSoon();
    this.looked = looked;
    if (!looked) return;
    void this.names.of([looked.point]).then(() => this.requestUpdate());
  }

  /** A card is not in the way of the wheel. */
  private zoomUnderCard(event: WheelEvent): void {
    event.preventDefault();
    this.overCard = false;
    this.looked = undefined;
    this.canvas?.dispatchEvent(new WheelEvent(event.type, event));
  }

  private hideCardSoon(): void {
    window.clearTimeout(this.cardTimer);
    this.cardTimer = window.setTimeout(() => {
      if (!this.overCard) this.looked = undefined;
    }, CARD_STAYS_MS);
  }

  private async about(points: readonly number[], request: typeof Open): Promise<void> {
    const cutouts = await this.names.of(points);
    if (cutouts.length > 0) await this.host.sendRequest(request, { folder: this.folder, cutouts });
  }

  private select({ points, add }: { points: Uint32Array; add: boolean }): void {
    if (!add && points.length === 0) return this.clearSelection();
    this.selected = add ? Uint32Array.from(new Set([...this.selected, ...points])).sort() : points;
    this.lit = [];
    if (this.tiles) void this.showGrid();
  }

  private clearSelection(): void {
    this.selected = new Uint32Array();
    this.tiles = undefined;
    this.lit = [];
  }

  private hideGrid(): void {
    this.tiles = undefined;
    this.lit = [];
  }

  /** What is selected in the grid has rings on the map. */
  private lightUp(): void {
    const { tiles = [] } = this;
    const places = new Map(tiles.map((tile, i) => [keyOf(tile), i]));
    const selection = this.grid?.selection ?? [];
    this.lit = selection.slice(0, LIT_MOST).map((tile) => this.selected[places.get(keyOf(tile))!]);
  }

  private async showGrid(): Promise<void> {
    const { selected } = this;
    const cutouts = await this.names.of(Array.from(selected.subarray(0, GRID_MOST)));
    if (selected !== this.selected || cutouts.length === 0) return;
    this.tiles = cutouts.map((cutout) => {
      const name = displayName(cutout);
      return { ...cutout, name, score: '', details: [], tooltip: cutout.path, label: name };
    });
    await this.labels.follow(this.folder);
    await this.labels.readOf(cutouts);
  }

  private copyPython(): void {
    const { revision, selected } = this;
    if (revision === undefined) return;
    const points = selected.length > 0 ? Array.from(selected) : undefined;
    void this.host.sendRequest(CopyPython, { revision, points });
  }

  private chooseColour(colourBy: string): void {
    this.wanted = colourBy;
    this.remember();
    void this.loadColour();
  }

  private remember(): void {
    window.clearTimeout(this.rememberTimer);
    this.rememberTimer = window.setTimeout(() => {
      const where = this.canvas?.whereabouts ?? this.restored?.view;
      const { folder, wanted: colourBy } = this;
      panelState.set({ folder, colourBy, ...(where ? { view: where } : {}) } satisfies MapState);
    }, REMEMBER_MS);
  }
}
