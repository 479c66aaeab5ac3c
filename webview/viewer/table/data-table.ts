import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { FileClient, FoundRow, HduSummary, RowOrder, TableSummary } from '../../../src/viewing';
import { focusIfNowhere } from '../../components/host/first-focus';
import { VirtualScroller } from '../../components/grid/virtual-scroller';
import { listStyles } from '../list-styles';
import { controlStyles } from '../styles';
import { ColumnWidths } from './column-widths';
import { MatchCount } from './match-count';
import { RowCache } from './row-cache';
import { HEAD_HEIGHT, NUMBER_WIDTH, ROW_HEIGHT, tableStyles } from './table-styles';

/** Rows of a page: a browser's scroll bar reaches no further than some millions of pixels. */
const PAGE = 100_000;
/** A key makes a column so much wider or narrower. */
const WIDTH_STEP = 16;

/**
 * A table HDU: pages of rows, of which only those in sight exist. A click on a column's head puts rows in its order
 * (again: reversed, and again: as in the file). A drag of a head's right edge makes its column wider or narrower, a
 * double-click there fits it; so do Shift with the left and right arrow, and F, on the head. Arrows, Page, Home and End move;
 * Ctrl+F searches, Ctrl+C copies the row. Event: `copy-text` (string).
 */
@customElement('data-table')
export class DataTable extends LitElement {
  static override styles = [controlStyles, listStyles, tableStyles];

  @property({ attribute: false }) file!: FileClient;
  @property({ attribute: false }) hdu!: HduSummary;
  @state() private summary?: TableSummary;
  @state() private page = 0;
  @state() private order?: RowOrder;
  @state() private columnText = '';
  @state() private searchText = '';
  @state() private found?: FoundRow | 'nowhere' | 'searching';
  /** Place of the row that keys move. */
  @state() private current = 0;
  @state() private error?: string;
  @query('.scroll') private scrollElement?: HTMLElement;
  @query('.search') private searchInput?: HTMLInputElement;

  private readonly rowScroller = new VirtualScroller(this);
  private readonly columnScroller = new VirtualScroller(this);
  private rows?: RowCache;
  private widths = new ColumnWidths([], () => 0);
  private counted?: MatchCount;
  private rowsOf?: { order?: RowOrder; columns: string };

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('hdu') || changed.has('file')) void this.open();
  }

  override focus(options?: FocusOptions): void {
    this.scrollElement?.focus(options);
  }

  private async open(): Promise<void> {
    const { file, hdu } = this;
    [this.summary, this.order, this.error, this.found, this.rowsOf] = [
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
    ];
    [this.page, this.current] = [0, 0];
    this.countMatches();
    try {
      const summary = await file.call('table', { hdu: hdu.index });
      if (this.file !== file || this.hdu !== hdu) return;
      const widths = new ColumnWidths(summary.columns, textMeasure(this));
      await widths.readFrom(file, hdu, summary);
      if (this.file !== file || this.hdu !== hdu) return;
      [this.widths, this.summary] = [widths, summary];
      await this.updateComplete;
      focusIfNowhere(this);
    } catch (error) {
      this.error = (error as Error).message;
    }
  }

  protected override render() {
    if (this.error !== undefined) return html`<div class="error" role="alert">${this.error}</div>`;
    const { summary } = this;
    if (!summary) return html`<div class="none" role="status">Reading the table…</div>`;
    const columns = this.shownColumns(summary);
    this.cacheFor(columns);
    const count = Math.min(PAGE, summary.rows - this.page * PAGE);
    this.rowScroller.update({ element: () => this.scrollElement, count, size: () => ROW_HEIGHT, before: HEAD_HEIGHT });
    this.columnScroller.update({
      element: () => this.scrollElement,
      count: columns.length,
      size: (i) => this.widths.of(columns[i]),
      sizes: this.widths.version,
      horizontal: true,
      before: NUMBER_WIDTH,
    });
    return html`
      ${this.renderBar(summary, columns)}
      ${
        columns.length === 0
          ? html`<div class="none">No column's name has “${this.columnText}” in it.</div>`
          : html`<div
              class="scroll list"
              tabindex="0"
              role="grid"
              aria-label="Rows of the table"
              aria-rowcount=${summary.rows}
              aria-colcount=${summary.columns.length}
              @keydown=${(event: KeyboardEvent) => this.onKey(event)}
            >
              <div class="all">${this.renderHead(summary, columns)} ${this.renderRows(summary, columns)}</div>
            </div>`
      }
    `;
  }

  /** Sizes and places are set from here, since the panel's policy allows no style attributes. */
  protected override updated(): void {
    const all = this.renderRoot.querySelector<HTMLElement>('.all');
    if (!all) return;
    all.style.height = `${this.rowScroller.totalSize}px`;
    all.style.width = `${this.columnScroller.totalSize}px`;
    const columns = this.columnScroller.items;
    const place = (cells: Iterable<HTMLElement>) => {
      let i = 0;
      for (const cell of cells) {
        const { start, size } = columns[i++];
        cell.style.left = `${start}px`;
        cell.style.width = `${size}px`;
      }
    };
    place(all.querySelectorAll<HTMLElement>('.head .column'));
    all.querySelectorAll<HTMLElement>('.line').forEach((line, i) => {
      line.style.top = `${this.rowScroller.items[i].start}px`;
      place(line.querySelectorAll<HTMLElement>('.cell'));
    });
  }

  private renderBar({ rows, columns }: TableSummary, shown: readonly number[]) {
    const pages = Math.max(1, Math.ceil(rows / PAGE));
    const number = (n: number) => n.toLocaleString('en');
    return html`<div class="bar">
      <span class="count" aria-live="polite">
        ${rows === 1 ? '1 row' : `${number(rows)} rows`},
        ${shown.length < columns.length ? `${shown.length} of ` : ''}${number(columns.length)} columns
      </span>
      <input
        type="search"
        class="columns"
        placeholder="Columns by name"
        aria-label="Show columns by name"
        .value=${this.columnText}
        @input=${(event: Event) => this.onColumnText((event.target as HTMLInputElement).value)}
      />
      <input
        type="search"
        class="search"
        placeholder="Find in the rows"
        aria-label="Find in the rows"
        .value=${this.searchText}
        @input=${(event: Event) => this.onSearchText((event.target as HTMLInputElement).value)}
        @keydown=${(event: KeyboardEvent) => this.onSearchKey(event)}
      />
      ${
        typeof this.found === 'string'
          ? html`<span class="count" role="status">${this.found === 'nowhere' ? 'Not found' : 'Searching…'}</span>`
          : this.counted
            ? html`<span class="count matches" role="status">${this.counted.words}</span>`
            : nothing
      }
      <label class="count"
        >Row
        <input
          type="number"
          class="go"
          min="1"
          max=${rows}
          aria-label="Go to row"
          @change=${(event: Event) => this.onGo(event.target as HTMLInputElement)}
      /></label>
      ${
        pages > 1
          ? html`<span class="pages">
              <button
                class="text"
                title="Previous page"
                aria-label="Previous page"
                ?disabled=${this.page === 0}
                @click=${() => this.goTo((this.page - 1) * PAGE)}
              >
                ‹
              </button>
              <span class="count">page ${this.page + 1} of ${pages}</span>
              <button
                class="text"
                title="Next page"
                aria-label="Next page"
                ?disabled=${this.page + 1 >= pages}
                @click=${() => this.goTo((this.page + 1) * PAGE)}
              >
                ›
              </button>
            </span>`
          : nothing
      }
    </div>`;
  }

  private renderHead({ columns }: TableSummary, shown: readonly number[]) {
    return html`<div class="head" role="row">
      ${this.columnScroller.items.map(({ index }) => {
        const column = shown[index];
        const { name, form, unit, numeric, sortable } = columns[column];
        const order = this.order?.column === column ? this.order : undefined;
        const sorted = order ? (order.descending ? 'descending' : 'ascending') : 'none';
        return html`<div class="column">
          <button
            class=${numeric ? 'numeric' : ''}
            role="columnheader"
            aria-sort=${sorted}
            aria-disabled=${!sortable}
            title="${name} (${form}${unit ? `, ${unit}` : ''})${sortable ? ': sort by it' : ''}. Shift+←, Shift+→: narrower, wider; F: fit to its contents"
            @click=${() => sortable && this.sortBy(column)}
            @keydown=${(event: KeyboardEvent) => this.onHeadKey(event, column)}
          >
            <b>${name}${order ? (order.descending ? ' ↓' : ' ↑') : ''}</b><span>${unit ?? form}</span>
          </button>
          <span
            class="grip"
            title="Drag: wider or narrower; double-click: fit to its contents"
            @pointerdown=${(event: PointerEvent) => this.onGrip(event, column)}
            @dblclick=${() => this.fit(column)}
          ></span>
        </div>`;
      })}
    </div>`;
  }

  private renderRows({ columns }: TableSummary, shown: readonly number[]) {
    return this.rowScroller.items.map(({ index }) => {
      const place = this.page * PAGE + index;
      const row = this.rows?.at(place);
      const found = typeof this.found === 'object' && this.found.place === place ? this.found.column : undefined;
      return html`<div
        class="line ${place === this.current ? 'current' : ''}"
        role="row"
        aria-rowindex=${place + 1}
        @click=${() => (this.current = place)}
      >
        <span class="number" role="rowheader">${row ? (row.number + 1).toLocaleString('en') : '…'}</span>
        ${this.columnScroller.items.map(({ index: i }) => {
          const column = shown[i];
          const kind = [columns[column].numeric ? 'numeric' : '', column === found ? 'found' : ''].join(' ');
          return html`<span class="cell ${kind}" role="gridcell" title=${row?.cells[i] ?? ''}
            >${row?.cells[i] ?? ''}</span
          >`;
        })}
      </div>`;
    });
  }

  private shownColumns({ columns }: TableSummary): number[] {
    const wanted = this.columnText.trim().toLowerCase();
    return columns.flatMap(({ name }, i) => (name.toLowerCase().includes(wanted) ? [i] : []));
  }

  private cacheFor(columns: readonly number[]): void {
    const key = columns.join(' ');
    if (this.rowsOf?.columns === key && this.rowsOf.order === this.order) return;
    this.rowsOf = { columns: key, order: this.order };
    this.rows = new RowCache(
      this.file,
      this.hdu,
      columns,
      this.order,
      () => this.requestUpdate(),
      (error) => (this.error = error.message),
    );
  }

  private onHeadKey(event: KeyboardEvent, column: number): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const step = event.shiftKey ? { ArrowLeft: -WIDTH_STEP, ArrowRight: WIDTH_STEP }[event.key] : undefined;
    if (step !== undefined) this.resize(column, this.widths.of(column) + step);
    else if (event.key.toLowerCase() === 'f' && !event.shiftKey) this.fit(column);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  private onGrip(event: PointerEvent, column: number): void {
    if (event.button !== 0) return;
    event.preventDefault();
    const grip = event.target as HTMLElement;
    const [from, width] = [event.clientX, this.widths.of(column)];
    grip.setPointerCapture(event.pointerId);
    const move = (at: PointerEvent) => this.resize(column, width + at.clientX - from);
    grip.addEventListener('pointermove', move);
    const end = () => grip.removeEventListener('pointermove', move);
    grip.addEventListener('lostpointercapture', end, { once: true });
  }

  private resize(column: number, width: number): void {
    this.widths.set(column, width);
    this.requestUpdate();
  }

  /** Makes a column as wide as the longest cell in sight, and its head. */
  private fit(column: number): void {
    if (!this.summary) return;
    const at = this.shownColumns(this.summary).indexOf(column);
    const rows = this.rowScroller.items.map(({ index }) => this.rows?.at(this.page * PAGE + index)?.cells[at] ?? '');
    this.widths.fit(column, rows);
    this.requestUpdate();
  }

  private sortBy(column: number): void {
    const { order } = this;
    this.order =
      order?.column !== column
        ? { column, descending: false }
        : order.descending
          ? undefined
          : { column, descending: true };
    this.found = undefined;
    this.goTo(0);
  }

  /** Brings a place of the order into view. */
  private goTo(place: number): void {
    const rows = this.summary?.rows ?? 0;
    if (!Number.isFinite(place) || rows === 0) return;
    this.current = Math.min(rows - 1, Math.max(0, Math.floor(place)));
    this.page = Math.floor(this.current / PAGE);
    void this.updateComplete.then(() => this.rowScroller.scrollTo(this.current % PAGE, 'center'));
  }

  private move(by: number): void {
    const rows = this.summary?.rows ?? 0;
    this.current = Math.min(rows - 1, Math.max(0, this.current + by));
    const page = Math.floor(this.current / PAGE);
    if (page !== this.page) this.goTo(this.current);
    else this.rowScroller.scrollTo(this.current % PAGE);
  }

  private onKey(event: KeyboardEvent): void {
    const control = event.ctrlKey || event.metaKey;
    if (control && event.key === 'f') this.searchInput?.focus();
    else if (control && event.key === 'c' && getSelection()?.isCollapsed !== false) this.copyRow();
    else if (control && (event.key === 'Home' || event.key === 'End')) {
      this.goTo(event.key === 'Home' ? 0 : (this.summary?.rows ?? 1) - 1);
    } else if (!control && event.key in MOVES) this.move(MOVES[event.key]);
    else if (!control && event.key === 'Home') this.goTo(0);
    else if (!control && event.key === 'End') this.goTo((this.summary?.rows ?? 1) - 1);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  private onColumnText(text: string): void {
    this.columnText = text;
    // The search is of the columns that are shown.
    this.found = undefined;
    this.countMatches();
  }

  private onSearchText(text: string): void {
    this.searchText = text;
    // Another text may be found where the last one was.
    this.found = undefined;
    this.countMatches();
  }

  /** The field is emptied: of the same number once more it would tell nothing. */
  private onGo(field: HTMLInputElement): void {
    if (field.value === '') return;
    this.goTo(Number(field.value) - 1);
    field.value = '';
  }

  private onSearchKey(event: KeyboardEvent): void {
    if (event.key !== 'Enter') return;
    void this.search(event.shiftKey);
    event.preventDefault();
  }

  private async search(backwards: boolean): Promise<void> {
    const { summary, order, searchText: text } = this;
    if (!summary || summary.rows === 0 || text === '') return;
    const again = typeof this.found === 'object' && this.found.place === this.current;
    const from = (this.current + (again ? (backwards ? -1 : 1) : 0) + summary.rows) % summary.rows;
    const columns = this.shownColumns(summary);
    this.found = 'searching';
    try {
      const found = await this.file.call('find', { hdu: this.hdu.index, columns, text, from, backwards, order });
      this.found = found ?? 'nowhere';
      if (!found) return;
      if (!this.counted) this.countMatches(text, columns);
      this.goTo(found.place);
      this.columnScroller.scrollTo(columns.indexOf(found.column));
    } catch (error) {
      this.error = (error as Error).message;
    }
  }

  /** Begins to count the rows that hold a text, or, without one, counts none. */
  private countMatches(text?: string, columns: readonly number[] = []): void {
    this.counted?.stop();
    const { summary, file, hdu } = this;
    this.counted =
      text === undefined || !summary ? undefined : new MatchCount(summary.rows, () => this.requestUpdate());
    this.counted?.run(file, hdu, columns, text!).catch((error: unknown) => (this.error = (error as Error).message));
  }

  private copyRow(): void {
    const row = this.rows?.at(this.current);
    if (row) this.dispatchEvent(new CustomEvent('copy-text', { detail: row.cells.join('\t') }));
  }
}

/** CSS pixels that texts take in the font of an element. */
function textMeasure(element: HTMLElement): (text: string) => number {
  const context = document.createElement('canvas').getContext('2d');
  if (!context) return (text) => 8 * text.length;
  const { fontSize, fontFamily } = getComputedStyle(element);
  context.font = `${fontSize} ${fontFamily}`;
  return (text) => context.measureText(text).width;
}

const MOVES: Readonly<Record<string, number>> = { ArrowUp: -1, ArrowDown: 1, PageUp: -20, PageDown: 20 };
