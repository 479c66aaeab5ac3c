import { elementScroll, observeElementOffset, observeElementRect, Virtualizer } from '@tanstack/virtual-core';
import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { DisplayChoice } from '../../../src/imaging';
import { CommonCuts } from './common-cuts';
import './cutout-picture';
import { GridLayout, PADDING } from './grid-layout';
import { GridSelection } from './grid-selection';
import { keyOf, type ThumbnailLoader } from './thumbnail-loader';
import { type Tile, TILES_DRAGGED } from './tile';
import { tileStyles } from './tile-styles';
import { type ButtonAction, renderTileTexts } from './tile-view';

/** Event of a grid: a button or key of a tile. */
export type TileActionEvent = CustomEvent<{ readonly action: ButtonAction; readonly tile: Tile }>;

/**
 * A grid of cutouts of which only the visible ones exist. It works as VS Code's lists do: click, Shift and Ctrl select;
 * arrows, Home, End and Page move; Enter opens. Events: `tile-action` (`TileActionEvent`), `tag` text, `selection-change`.
 */
@customElement('tile-grid')
export class TileGrid extends LitElement {
  static override styles = tileStyles;

  @property({ attribute: false }) tiles: readonly Tile[] = [];
  @property({ type: Number }) tileSize = 128;
  @property({ attribute: false }) choice!: DisplayChoice;
  @property({ attribute: false }) loader!: ThumbnailLoader;
  /** Changes when thumbnails have arrived. */
  @property({ type: Number }) arrivals = 0;
  @property() label = '';
  /** What the buttons on a tile, and their keys, do. */
  @property({ attribute: false }) actions: readonly ButtonAction[] = ['findSimilar', 'moreLikeThis', 'lessLikeThis'];

  @state() private width = 0;
  @query('.scroll') private scroller!: HTMLElement;

  private readonly selecting = new GridSelection();
  private readonly commonCuts = new CommonCuts();
  private layout = new GridLayout({ width: 0, tileSize: 128, tiles: 0, hasDetails: false, hasLabels: false });
  private virtualizer?: Virtualizer<HTMLElement, HTMLElement>;
  private unmount?: () => void;
  private hasDetails = false;
  private hasLabels = false;

  /** What a command on a tile is about: all selected tiles where it is one of them, else itself. */
  about(tile: Tile): readonly Tile[] {
    return this.selecting.isSelected(keyOf(tile)) ? this.selection : [tile];
  }

  /** The selected tiles, in the order of the grid. */
  get selection(): Tile[] {
    return this.tiles.filter((tile) => this.selecting.isSelected(keyOf(tile)));
  }

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener('contextmenu', forgetContext, { capture: true });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener('contextmenu', forgetContext, { capture: true });
    this.unmount?.();
    this.virtualizer = undefined;
  }

  override focus(options?: FocusOptions): void {
    this.scroller?.focus(options);
  }

  /** Makes a tile the one that is selected, and brings it into sight. */
  show(key: string): void {
    const { selecting } = this;
    if (selecting.placeOf(key) === undefined || (selecting.current === key && selecting.isSelected(key))) return;
    selecting.select(key, 'one');
    this.requestUpdate();
    this.reveal(key);
  }

  /** Scrolls until a tile is in sight. */
  reveal(key: string): void {
    const at = this.selecting.placeOf(key);
    if (at !== undefined) this.bringIntoSight(at);
  }

  /** Selects nothing and goes back to the first tile: for another query. */
  reset(): void {
    this.selecting.reset();
    this.virtualizer?.scrollToOffset(0);
    this.requestUpdate();
  }

  protected override firstUpdated(): void {
    const scroller = this.scroller;
    this.virtualizer = new Virtualizer({
      ...this.virtualizerOptions,
      getScrollElement: () => scroller,
    });
    this.unmount = this.virtualizer._didMount();
    this.virtualizer._willUpdate();
    new ResizeObserver(([entry]) => (this.width = entry.contentRect.width)).observe(scroller);
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('tiles')) {
      this.hasDetails = this.tiles.some(({ details }) => details.length > 0);
      this.hasLabels = this.tiles.some(({ labels }) => labels !== undefined && labels.length > 0);
      this.selecting.follow(this.tiles.map(keyOf));
    }
    const rowHeight = this.virtualizer?.options.estimateSize(0);
    const { width, tileSize, tiles, hasDetails, hasLabels } = this;
    this.layout = new GridLayout({ width, tileSize, tiles: tiles.length, hasDetails, hasLabels });
    if (changed.has('tiles') && this.hasUpdated && this.hasFocus) this.showFocus();
    this.commonCuts.follow(this.tiles, this.loader, this.choice.cuts);
    if (this.virtualizer) {
      this.virtualizer.setOptions({ ...this.virtualizer.options, ...this.virtualizerOptions });
      if (rowHeight !== this.layout.rowHeight) this.virtualizer.measure();
    }
  }

  protected override updated(): void {
    this.virtualizer?._willUpdate();
    this.place();
  }

  protected override render() {
    const rows = this.virtualizer?.getVirtualItems() ?? [];
    const { columns } = this.layout;
    const { current } = this.selecting;
    const visible = rows.flatMap(({ index: row }) => {
      const first = row * columns;
      return this.tiles.slice(first, first + columns).map((tile, i) => ({ tile, index: first + i }));
    });
    return html`
      <div
        class="scroll"
        tabindex="0"
        role="listbox"
        aria-multiselectable="true"
        aria-label=${this.label}
        aria-activedescendant=${current === undefined ? nothing : this.idOf(current)}
        @focus=${() => this.showFocus()}
        @keydown=${(event: KeyboardEvent) => this.key(event)}
      >
        <div class="all">
          ${repeat(
            visible,
            ({ tile }) => keyOf(tile),
            ({ tile, index }) => this.renderTile(tile, index),
          )}
        </div>
      </div>
    `;
  }

  private renderTile(tile: Tile, index: number) {
    const key = keyOf(tile);
    return html`<div
      class=${key === this.selecting.current ? 'tile current' : 'tile'}
      id=${this.idOf(key)}
      data-index=${index}
      data-path=${tile.path}
      role="option"
      aria-selected=${this.selecting.isSelected(key)}
      aria-posinset=${index + 1}
      aria-setsize=${this.tiles.length}
      aria-label=${tile.label}
      title=${tile.tooltip}
      @click=${(event: MouseEvent) => this.onClick(event, key)}
      draggable="true"
      @dragstart=${(event: DragEvent) => this.onDrag(event, key)}
      @contextmenu=${() => this.onContext(key)}
      @dblclick=${() => this.act('open', tile)}
    >
      <cutout-picture
        .thumbnail=${this.loader.get(tile)}
        .choice=${this.choice}
        .common=${this.commonCuts.display}
      ></cutout-picture>
      ${renderTileTexts(tile, this.tileSize, this.actions, this.clicks)}
    </div>`;
  }

  private readonly clicks = {
    act: (action: ButtonAction, tile: Tile): void => this.act(action, tile),
    findTag: (tag: string): void => void this.dispatchEvent(new CustomEvent('tag', { detail: tag })),
  };

  /** Positions are set from here, since the panel's policy allows no style attributes. */
  private place(): void {
    const all = this.scroller.querySelector<HTMLElement>('.all');
    if (all) all.style.height = `${this.virtualizer?.getTotalSize() ?? 0}px`;
    // Three buttons fit on the smallest tile.
    this.scroller.style.setProperty('--action-size', `${Math.min(26, Math.floor(this.tileSize / 3) - 5)}px`);
    for (const element of this.scroller.querySelectorAll<HTMLElement>('.tile')) {
      const { left, top } = this.layout.place(Number(element.dataset.index));
      element.style.width = `${this.tileSize}px`;
      element.style.left = `${left}px`;
      element.style.top = `${top}px`;
    }
  }

  private get virtualizerOptions() {
    const { rowHeight, rows } = this.layout;
    return {
      count: rows,
      estimateSize: () => rowHeight,
      getScrollElement: () => this.scroller,
      observeElementRect,
      observeElementOffset,
      scrollToFn: elementScroll,
      overscan: 2,
      paddingStart: PADDING,
      paddingEnd: PADDING,
      scrollPaddingStart: PADDING,
      scrollPaddingEnd: PADDING,
      onChange: () => this.requestUpdate(),
    };
  }

  private idOf(key: string): string {
    return `tile-${this.selecting.placeOf(key) ?? 'none'}`;
  }

  private get hasFocus(): boolean {
    return this.renderRoot instanceof ShadowRoot && this.renderRoot.activeElement === this.scroller;
  }

  /** The focused grid always has a current tile, at first the first in sight: without one nobody sees the focus. */
  private showFocus(): void {
    if (this.selecting.current !== undefined || this.tiles.length === 0) return;
    const row = Math.floor(this.scroller.scrollTop / this.layout.rowHeight);
    this.selecting.current = keyOf(this.tiles[Math.min(row * this.layout.columns, this.tiles.length - 1)]);
    this.requestUpdate();
  }

  private onClick(event: MouseEvent, key: string): void {
    this.scroller.focus({ preventScroll: true });
    if (event.shiftKey) this.select(key, 'range');
    else if (event.ctrlKey || event.metaKey) this.select(key, 'toggle');
    else this.select(key, 'one');
  }

  /** One of several selected tiles is dragged together with them. */
  private onDrag(event: DragEvent, key: string): void {
    if (!this.selecting.isSelected(key)) this.select(key, 'one');
    event.dataTransfer?.setData(TILES_DRAGGED, JSON.stringify([...this.selecting.selected]));
    if (event.dataTransfer) event.dataTransfer.effectAllowed = 'copy';
  }

  private onContext(key: string): void {
    if (!this.selecting.isSelected(key)) this.select(key, 'one');
    // The editor looks for its context on the page's own elements, and sees nothing of a shadow tree.
    document.body.dataset.vscodeContext = JSON.stringify({
      webviewSection: 'tile',
      tile: key,
      preventDefaultContextMenuItems: true,
    });
  }

  /** Does what a key says, also one that was pressed elsewhere on the page. */
  key(event: KeyboardEvent): void {
    if (event.altKey || !(this.move(event) || this.actByKey(event))) return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** @returns whether the key moves */
  private move({ key, shiftKey }: KeyboardEvent): boolean {
    const to = this.layout.moved(key, this.selecting.at, this.tiles.length, this.scroller.clientHeight);
    if (to === undefined) return false;
    this.select(keyOf(this.tiles[to]), shiftKey ? 'range' : 'one');
    this.bringIntoSight(to);
    return true;
  }

  /** @returns whether the key does something here */
  private actByKey(event: KeyboardEvent): boolean {
    const { key } = event;
    const command = event.ctrlKey || event.metaKey;
    const { at } = this.selecting;
    if (key === 'a' && command) this.changeSelection(() => this.selecting.selectAll());
    else if (key === 'Escape' && this.selecting.selected.size > 0)
      this.changeSelection(() => this.selecting.selectNone());
    else {
      // The key is taken, though there is no tile for it to be about.
      if (key === 's' && !command && this.actions.includes('findSimilar') && at < 0) return true;
      return at >= 0 && this.actOn(this.tiles[at], key, command);
    }
    return true;
  }

  private actOn(tile: Tile, key: string, command: boolean): boolean {
    const ifOffered = (action: ButtonAction) => {
      if (this.actions.includes(action)) this.act(action, tile);
    };
    if (key === 'Enter') this.act(command ? 'findSimilar' : 'open', tile);
    else if (key === ' ') this.select(keyOf(tile), 'toggle');
    else if (key === 'c' && command) this.act('copyPaths', tile);
    else if (command) return false;
    else if (key === 's' && this.actions.includes('findSimilar')) this.act('findSimilar', tile);
    else if (key === 't') ifOffered('label');
    // `+` puts a tile among the examples of a query, or, where there is no query, into a collection.
    else if (key === '+' || key === '=') ifOffered(this.actions.includes('moreLikeThis') ? 'moreLikeThis' : 'save');
    else if (key === '-') ifOffered('lessLikeThis');
    else return false;
    return true;
  }

  private bringIntoSight(index: number): void {
    this.virtualizer?.scrollToIndex(this.layout.rowOf(index), { align: 'auto' });
  }

  private select(key: string, how: 'one' | 'toggle' | 'range'): void {
    this.changeSelection(() => this.selecting.select(key, how));
  }

  private changeSelection(change: () => void): void {
    change();
    this.requestUpdate();
    this.dispatchEvent(new CustomEvent('selection-change'));
  }

  private act(action: ButtonAction, tile: Tile): void {
    this.dispatchEvent(new CustomEvent('tile-action', { detail: { action, tile } }));
  }
}

/** A right-click is about a tile only where it is on one. */
function forgetContext(): void {
  delete document.body.dataset.vscodeContext;
}
