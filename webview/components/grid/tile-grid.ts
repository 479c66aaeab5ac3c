import { elementScroll, observeElementOffset, observeElementRect, Virtualizer } from '@tanstack/virtual-core';
import { css, html, LitElement, nothing, unsafeCSS, type PropertyValues } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { CutoutRef } from '../../../src/engine/protocol';
import { commonDisplay, type Display, type DisplayChoice } from '../../../src/imaging';
import './cutout-picture';
import { collectionIcon, copyIcon, labelIcon, minusIcon, openIcon, plusIcon, similarIcon } from '../controls/icons';
import { keyOf, type ThumbnailLoader } from './thumbnail-loader';

/** A cutout with what is written below it. */
export interface Tile extends CutoutRef {
  readonly name: string;
  /** On the picture: a score, or nothing. */
  readonly score: string;
  /** Below the name, side by side or one below the other: a position. */
  readonly details: readonly string[];
  readonly tooltip: string;
  readonly label: string;
  /** Below the details, as on a label: tags can be searched for. */
  readonly labels?: readonly TileLabel[];
}

export interface TileLabel {
  readonly text: string;
  /** The tag that a click asks for more of. */
  readonly tag?: string;
  /** It was written just now: where not all have room, it has. */
  readonly isNew?: boolean;
}

export type TileAction = 'open' | 'similar' | 'more' | 'less' | 'copy' | 'label' | 'save';
const BUTTONS: Record<TileAction, { readonly title: string; readonly label: string; readonly icon: unknown }> = {
  similar: { title: 'Find similar to this (S)', label: 'Find similar to', icon: similarIcon },
  more: { title: 'More like this (+)', label: 'More like', icon: plusIcon },
  less: { title: 'Less like this (-)', label: 'Less like', icon: minusIcon },
  open: { title: 'Open (Enter)', label: 'Open', icon: openIcon },
  copy: { title: 'Copy the path (Ctrl+C)', label: 'Copy the path of', icon: copyIcon },
  save: { title: 'Save in a collection (+)', label: 'Save in a collection:', icon: collectionIcon },
  label: { title: 'Label this (T)', label: 'Label', icon: labelIcon },
};
/** Of a drag, the keys of the tiles that are dragged. */
export const TILES_DRAGGED = 'application/x-morphoscope-tiles';

/** Pictures that say how all are drawn where their cuts are the same. */
const COMMON_TILES = 24;
const GAP = 10;
const PADDING = 12;
/** Heights of the lines below a picture: the name, and one line of details or, on a narrow tile, two. */
const NAME = 22;
const DETAIL = 16;
const LABELS = 20;
/** A label narrower than this says nothing any more. */
const LABEL_LEAST = 30;
const LABEL_GAP = 4;
/** From this width on two details stand side by side. */
const WIDE = 136;
/** Of a name too long for its tile the end stays, too: that is where names differ. */
const NAME_END = 10;

/**
 * A grid of cutouts of which only the visible ones exist. It works as VS Code's lists do: click, Shift and Ctrl select;
 * arrows, Home, End and Page move; Enter opens. Events: `tile-action` {action, tile}, `tag` text, `selection-change`.
 */
@customElement('tile-grid')
export class TileGrid extends LitElement {
  static override styles = css`
    :host {
      display: block;
      position: relative;
      min-height: 0;
    }
    .scroll {
      position: absolute;
      inset: 0;
      overflow-y: auto;
      outline: none;
      contain: strict;
    }
    .all {
      position: relative;
      width: 100%;
    }
    .tile {
      position: absolute;
      box-sizing: border-box;
      border-radius: 4px;
      cursor: pointer;
      outline: 1px solid transparent;
      outline-offset: 3px;
    }
    cutout-picture {
      border-radius: 3px;
    }
    .tile:hover {
      background: var(--vscode-list-hoverBackground);
      outline-color: var(--vscode-list-hoverBackground);
    }
    .tile[aria-selected='true'] {
      background: var(--vscode-list-inactiveSelectionBackground);
      color: var(--vscode-list-inactiveSelectionForeground);
      outline: 2px solid var(--vscode-list-inactiveSelectionBackground);
    }
    .scroll:focus .tile[aria-selected='true'] {
      background: var(--vscode-list-activeSelectionBackground);
      color: var(--vscode-list-activeSelectionForeground);
      outline-color: var(--vscode-list-activeSelectionBackground);
    }
    .scroll:focus-visible .tile.current {
      outline: 2px solid var(--vscode-focusBorder);
    }
    :host-context(.vscode-high-contrast) .tile[aria-selected='true'],
    :host-context(.vscode-high-contrast-light) .tile[aria-selected='true'] {
      outline: 2px solid var(--vscode-contrastActiveBorder, var(--vscode-focusBorder));
    }
    :host-context(.vscode-high-contrast) .tile:hover,
    :host-context(.vscode-high-contrast-light) .tile:hover {
      outline: 1px dashed var(--vscode-contrastActiveBorder, var(--vscode-focusBorder));
    }
    .caption {
      padding: 3px 2px 0;
      font-size: 12px;
    }
    .name,
    .details {
      display: flex;
      line-height: ${unsafeCSS(NAME - 4)}px;
      overflow: hidden;
      white-space: pre;
    }
    .name-start {
      overflow: hidden;
      text-overflow: ellipsis;
    }
    .name-end {
      flex: none;
    }
    .score {
      position: absolute;
      left: 4px;
      margin-top: -22px;
      padding: 0 5px;
      border-radius: 3px;
      font-size: 11px;
      line-height: 18px;
      font-variant-numeric: tabular-nums;
      color: var(--vscode-editor-foreground);
      background: color-mix(in srgb, var(--vscode-editor-background) 78%, transparent);
    }
    .details {
      flex-wrap: wrap;
      column-gap: 6px;
      font-size: 11px;
      line-height: ${unsafeCSS(DETAIL)}px;
      color: var(--vscode-descriptionForeground);
      font-variant-numeric: tabular-nums;
    }
    .tile[aria-selected='true'] .details {
      color: inherit;
    }
    .labels {
      display: flex;
      gap: 4px;
      height: ${unsafeCSS(LABELS)}px;
      padding: 2px 0;
      box-sizing: border-box;
      overflow: hidden;
      white-space: nowrap;
      font-size: 11px;
      line-height: ${unsafeCSS(LABELS - 4)}px;
    }
    .tile-label {
      flex: 0 1 auto;
      min-width: 0;
      max-width: 100%;
      padding: 0 5px;
      border: 0;
      border-radius: 8px;
      overflow: hidden;
      text-overflow: ellipsis;
      font: inherit;
      color: var(--vscode-badge-foreground);
      background: var(--vscode-badge-background);
    }
    .tile-label.rest {
      flex: none;
    }
    button.tile-label {
      cursor: pointer;
    }
    button.tile-label:hover {
      text-decoration: underline;
    }
    :host-context(.vscode-high-contrast) .tile-label,
    :host-context(.vscode-high-contrast-light) .tile-label {
      outline: 1px solid var(--vscode-contrastBorder);
      outline-offset: -1px;
    }
    .buttons {
      position: absolute;
      top: 5px;
      right: 5px;
      display: grid;
      /* A fourth stands beside the others. */
      grid-template-rows: repeat(3, auto);
      grid-auto-flow: column;
      direction: rtl;
      gap: 3px;
    }
    .action {
      display: grid;
      place-content: center;
      width: var(--action-size);
      height: var(--action-size);
      padding: 0;
      border: 1px solid var(--vscode-contrastBorder, transparent);
      border-radius: 4px;
      color: var(--vscode-button-foreground);
      background: var(--vscode-button-background);
      cursor: pointer;
      opacity: 0;
    }
    .action:hover {
      background: var(--vscode-button-hoverBackground);
    }
    .tile:hover .action,
    .tile.current .action:focus-visible,
    .scroll:focus-visible .tile.current .action {
      opacity: 1;
    }
  `;

  @property({ attribute: false }) tiles: readonly Tile[] = [];
  @property({ type: Number }) tileSize = 128;
  @property({ attribute: false }) choice!: DisplayChoice;
  @property({ attribute: false }) loader!: ThumbnailLoader;
  /** Changes when thumbnails have arrived. */
  @property({ type: Number }) arrivals = 0;
  @property() label = '';
  /** What the buttons on a tile, and their keys, do. */
  @property({ attribute: false }) actions: readonly TileAction[] = ['similar', 'more', 'less'];

  @state() private current?: string;
  @state() private selected: ReadonlySet<string> = new Set();
  @state() private width = 0;
  @query('.scroll') private scroller!: HTMLElement;

  private anchor?: string;
  private virtualizer?: Virtualizer<HTMLElement, HTMLElement>;
  private unmount?: () => void;
  private positions = new Map<string, number>();
  /** Of the first pictures, while the cuts of all are to be the same. */
  private common?: Display;
  private commonOf = '';
  /** Without any, no room is kept for them. */
  private hasDetails = false;
  private hasLabels = false;

  /** What a command on a tile is about: of one of several selected tiles all of them. */
  about(tile: Tile): readonly Tile[] {
    const { selection } = this;
    return selection.some((one) => keyOf(one) === keyOf(tile)) ? selection : [tile];
  }

  /** The selected tiles, in the order of the grid. */
  get selection(): Tile[] {
    return this.tiles.filter((tile) => this.selected.has(keyOf(tile)));
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
    const at = this.positions.get(key);
    if (at === undefined || (this.current === key && this.selected.has(key))) return;
    this.current = key;
    this.anchor = key;
    this.selected = new Set([key]);
    this.reveal(key);
  }

  /** Scrolls until a tile is in sight. */
  reveal(key: string): void {
    const at = this.positions.get(key);
    if (at !== undefined) this.virtualizer?.scrollToIndex(Math.floor(at / this.columns), { align: 'auto' });
  }

  /** Selects nothing and goes back to the first tile: for another query. */
  reset(): void {
    this.current = undefined;
    this.anchor = undefined;
    this.selected = new Set();
    this.virtualizer?.scrollToOffset(0);
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
      this.positions = new Map(this.tiles.map((tile, i) => [keyOf(tile), i]));
      this.hasDetails = this.tiles.some(({ details }) => details.length > 0);
      this.hasLabels = this.tiles.some(({ labels }) => labels !== undefined && labels.length > 0);
      const kept = [...this.selected].filter((key) => this.positions.has(key));
      if (kept.length !== this.selected.size) this.selected = new Set(kept);
      if (this.current !== undefined && !this.positions.has(this.current)) this.current = undefined;
      if (this.hasUpdated && this.renderRoot instanceof ShadowRoot && this.renderRoot.activeElement === this.scroller) {
        this.showFocus();
      }
    }
    this.findCommon();
    if (this.virtualizer) {
      const rowHeight = this.virtualizer.options.estimateSize(0);
      this.virtualizer.setOptions({ ...this.virtualizer.options, ...this.virtualizerOptions });
      if (rowHeight !== this.rowHeight) this.virtualizer.measure();
    }
  }

  /** From the first of the list, whatever is in sight: scrolling changes no picture. */
  private findCommon(): void {
    const first = this.choice.cuts === 'same for all' ? this.tiles.slice(0, COMMON_TILES) : [];
    const loaded = first.flatMap((tile) => {
      const thumbnail = this.loader.get(tile);
      return thumbnail && !('error' in thumbnail) ? [{ key: keyOf(tile), thumbnail }] : [];
    });
    const of = loaded.map(({ key }) => key).join('\n');
    if (of === this.commonOf) return;
    this.commonOf = of;
    this.common = commonDisplay(loaded.map(({ thumbnail }) => ({ ...thumbnail, bands: [...thumbnail.bands] })));
  }

  protected override updated(): void {
    this.virtualizer?._willUpdate();
    this.place();
  }

  protected override render() {
    const rows = this.virtualizer?.getVirtualItems() ?? [];
    const columns = this.columns;
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
        aria-activedescendant=${this.current === undefined ? nothing : this.idOf(this.current)}
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
      class=${key === this.current ? 'tile current' : 'tile'}
      id=${this.idOf(key)}
      data-index=${index}
      data-path=${tile.path}
      role="option"
      aria-selected=${this.selected.has(key)}
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
        .common=${this.common}
      ></cutout-picture>
      ${tile.score ? html`<span class="score">${tile.score}</span>` : nothing}
      <div class="caption">
        <div class="name">
          <span class="name-start">${tile.name.slice(0, -NAME_END)}</span
          ><span class="name-end">${tile.name.slice(-NAME_END)}</span>
        </div>
        <div class="details">${tile.details.map((detail) => html`<span>${detail}</span>`)}</div>
        ${tile.labels?.length ? this.renderLabels(tile.labels) : nothing}
      </div>
      <div class="buttons">${this.actions.map((action) => this.renderButton(action, tile))}</div>
    </div>`;
  }

  /** As many as can be read at this size; how many more there are, and which, is said. */
  private renderLabels(labels: readonly TileLabel[]) {
    const room = Math.max(1, Math.floor((this.tileSize + LABEL_GAP) / (LABEL_LEAST + LABEL_GAP)));
    const all = labels.length <= room ? labels : labels.toSorted((a, b) => Number(b.isNew ?? 0) - Number(a.isNew ?? 0));
    const shown = labels.length <= room ? all : all.slice(0, Math.max(1, room - 1));
    const rest = all.slice(shown.length).map(({ text }) => text);
    return html`<div class="labels">
      ${shown.map((label) => this.renderLabel(label))}
      ${rest.length > 0 ? html`<span class="tile-label rest" title=${rest.join('\n')}>+${rest.length}</span>` : nothing}
    </div>`;
  }

  private renderLabel({ text, tag }: TileLabel) {
    if (tag === undefined) return html`<span class="tile-label" title=${text}>${text}</span>`;
    return html`<button
      class="tile-label tag"
      tabindex="-1"
      title="${text}: find more of what has this tag"
      @click=${(event: Event) => {
        event.stopPropagation();
        this.dispatchEvent(new CustomEvent('tag', { detail: tag }));
      }}
      @dblclick=${(event: Event) => event.stopPropagation()}
    >
      ${text}
    </button>`;
  }

  private renderButton(action: TileAction, tile: Tile) {
    const { title, label, icon } = BUTTONS[action];
    return html`<button
      class="action ${action}"
      tabindex="-1"
      title=${title}
      aria-label="${label} ${tile.name}"
      @click=${(event: Event) => {
        event.stopPropagation();
        this.act(action, tile);
      }}
      @dblclick=${(event: Event) => event.stopPropagation()}
    >
      ${icon}
    </button>`;
  }

  /** Positions are set from here, since the panel's policy allows no style attributes. */
  private place(): void {
    const all = this.scroller.querySelector<HTMLElement>('.all');
    if (all) all.style.height = `${this.virtualizer?.getTotalSize() ?? 0}px`;
    // Three buttons fit on the smallest tile.
    this.scroller.style.setProperty('--action-size', `${Math.min(26, Math.floor(this.tileSize / 3) - 5)}px`);
    for (const element of this.scroller.querySelectorAll<HTMLElement>('.tile')) {
      const index = Number(element.dataset.index);
      element.style.width = `${this.tileSize}px`;
      element.style.left = `${this.margin + (index % this.columns) * this.pitch}px`;
      element.style.top = `${PADDING + Math.floor(index / this.columns) * this.rowHeight}px`;
    }
  }

  private get virtualizerOptions() {
    const { rowHeight } = this;
    return {
      count: Math.ceil(this.tiles.length / this.columns),
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

  private get columns(): number {
    return Math.max(1, Math.floor((this.width - 2 * PADDING + GAP) / (this.tileSize + GAP)));
  }

  /** Distance from tile to tile: what is left over of the width goes between them. */
  private get pitch(): number {
    const spare = this.width - 2 * PADDING - this.columns * (this.tileSize + GAP) + GAP;
    const full = this.tiles.length >= this.columns && this.columns > 1;
    return this.tileSize + GAP + (full ? Math.min(spare / (this.columns - 1), GAP) : 0);
  }

  private get margin(): number {
    return PADDING;
  }

  private get rowHeight(): number {
    const lines = this.hasDetails ? (this.tileSize < WIDE ? 2 : 1) : 0;
    return this.tileSize + NAME + lines * DETAIL + (this.hasLabels ? LABELS : 0) + GAP;
  }

  private idOf(key: string): string {
    return `tile-${this.positions.get(key) ?? 'none'}`;
  }

  /** The focused grid always has a current tile, at first the first in sight: without one nobody sees the focus. */
  private showFocus(): void {
    if (this.current !== undefined || this.tiles.length === 0) return;
    const row = Math.floor(this.scroller.scrollTop / this.rowHeight);
    this.current = keyOf(this.tiles[Math.min(row * this.columns, this.tiles.length - 1)]);
  }

  private onClick(event: MouseEvent, key: string): void {
    this.scroller.focus({ preventScroll: true });
    if (event.shiftKey) this.select(key, 'range');
    else if (event.ctrlKey || event.metaKey) this.select(key, 'toggle');
    else this.select(key, 'one');
  }

  /** One of several selected tiles is dragged together with them. */
  private onDrag(event: DragEvent, key: string): void {
    if (!this.selected.has(key)) this.select(key, 'one');
    event.dataTransfer?.setData(TILES_DRAGGED, JSON.stringify([...this.selected]));
    if (event.dataTransfer) event.dataTransfer.effectAllowed = 'copy';
  }

  private onContext(key: string): void {
    if (!this.selected.has(key)) this.select(key, 'one');
    // The editor looks for its context on the page's own elements, and sees nothing of a shadow tree.
    document.body.dataset.vscodeContext = JSON.stringify({
      webviewSection: 'tile',
      tile: key,
      preventDefaultContextMenuItems: true,
    });
  }

  /** Does what a key says, also one that was pressed elsewhere on the page. */
  key(event: KeyboardEvent): void {
    if (event.altKey) return;
    const at = this.current === undefined ? -1 : (this.positions.get(this.current) ?? -1);
    const perPage = Math.max(1, Math.floor(this.scroller.clientHeight / this.rowHeight)) * this.columns;
    const last = this.tiles.length - 1;
    const command = event.ctrlKey || event.metaKey;
    const move = new Map([
      ['ArrowRight', at + 1],
      ['ArrowLeft', at - 1],
      ['ArrowDown', at < 0 ? 0 : at + this.columns],
      ['ArrowUp', at - this.columns],
      ['PageDown', Math.max(0, at) + perPage],
      ['PageUp', at - perPage],
      ['Home', 0],
      ['End', last],
    ]).get(event.key);
    const tile = this.tiles.at(Math.max(0, at));
    if (move !== undefined && last >= 0) {
      // Up and down stay in their column; only whole pages stop at the ends.
      const vertical = event.key === 'ArrowUp' || event.key === 'ArrowDown';
      const to = vertical && (move < 0 || move > last) ? Math.max(at, 0) : Math.min(last, Math.max(0, move));
      this.select(keyOf(this.tiles[to]), event.shiftKey ? 'range' : 'one');
      this.virtualizer?.scrollToIndex(Math.floor(to / this.columns), { align: 'auto' });
    } else if (event.key === 'Enter' && tile && at >= 0) this.act(command ? 'similar' : 'open', tile);
    else if (event.key === ' ' && tile && at >= 0) this.select(keyOf(tile), 'toggle');
    else if (event.key === 's' && !command && this.actions.includes('similar')) {
      if (tile && at >= 0) this.act('similar', tile);
    } else if (event.key === 't' && !command && tile && at >= 0) this.actIfOffered('label', tile);
    else if ((event.key === '+' || event.key === '=') && !command && tile && at >= 0) this.add(tile);
    else if (event.key === '-' && !command && tile && at >= 0) this.actIfOffered('less', tile);
    else if (event.key === 'c' && command && tile && at >= 0) this.act('copy', tile);
    else if (event.key === 'a' && command) this.selectAll();
    else if (event.key === 'Escape' && this.selected.size > 0) this.setSelection(new Set());
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  private selectAll(): void {
    this.setSelection(new Set(this.tiles.map(keyOf)));
  }

  private select(key: string, how: 'one' | 'toggle' | 'range'): void {
    this.current = key;
    if (how === 'range' && this.anchor !== undefined && this.positions.has(this.anchor)) {
      const [from, to] = [this.positions.get(this.anchor)!, this.positions.get(key)!].sort((a, b) => a - b);
      this.setSelection(new Set(this.tiles.slice(from, to + 1).map(keyOf)));
      return;
    }
    this.anchor = key;
    if (how !== 'toggle') this.setSelection(new Set([key]));
    else {
      const selected = new Set(this.selected);
      if (!selected.delete(key)) selected.add(key);
      this.setSelection(selected);
    }
  }

  private setSelection(selected: ReadonlySet<string>): void {
    this.selected = selected;
    this.dispatchEvent(new CustomEvent('selection-change'));
  }

  /** `+` puts a tile among the examples of a query, or, where there is no query, into a collection. */
  private add(tile: Tile): void {
    this.actIfOffered(this.actions.includes('more') ? 'more' : 'save', tile);
  }

  private actIfOffered(action: TileAction, tile: Tile): void {
    if (this.actions.includes(action)) this.act(action, tile);
  }

  private act(action: TileAction, tile: Tile): void {
    this.dispatchEvent(new CustomEvent('tile-action', { detail: { action, tile } }));
  }
}

/** A right-click is about a tile only where it is on one. */
function forgetContext(): void {
  delete document.body.dataset.vscodeContext;
}
