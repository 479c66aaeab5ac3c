import { html, LitElement, type PropertyValues } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { Card, Header } from '../../../src/fits';
import { focusIfNowhere } from '../../components/first-focus';
import { copyIcon } from '../../components/icons';
import { VirtualScroller } from '../../components/virtual-scroller';
import { listStyles } from '../list-styles';
import { controlStyles } from '../styles';
import { cardText, valueText } from './card-text';
import { CARD_HEIGHT, headerStyles } from './header-styles';

/**
 * A header as a table that can be searched, however many cards it has. A click or Ctrl+C copies a card; arrows, Page, Home
 * and End move; Ctrl+F searches. Event: `copy-text` (string).
 */
@customElement('header-table')
export class HeaderTable extends LitElement {
  static override styles = [controlStyles, listStyles, headerStyles];

  @property({ attribute: false }) header?: Header;
  @state() private text = '';
  @state() private current = 0;
  @query('.cards') private scrollElement?: HTMLElement;
  @query('input') private input?: HTMLInputElement;

  private readonly scroller = new VirtualScroller(this);
  private read?: { header: Header; cards: readonly Card[] };

  protected override render() {
    const { header } = this;
    if (!header) return html`<p class="none" role="status">Reading the header…</p>`;
    const cards = this.cardsOf(header);
    const shown = this.shown(cards);
    this.scroller.update({ element: () => this.scrollElement, count: shown.length, size: () => CARD_HEIGHT });
    const number = (n: number) => n.toLocaleString('en');
    return html`
      <div class="bar">
        <input
          type="search"
          placeholder="Search the header"
          aria-label="Search the header"
          .value=${this.text}
          @input=${(event: Event) => this.search((event.target as HTMLInputElement).value)}
        />
        <span class="count" aria-live="polite">
          ${shown.length < cards.length ? `${number(shown.length)} of ` : ''}${number(cards.length)} cards
        </span>
        <span class="spring"></span>
        <button
          class="icon copy-all"
          title="Copy these cards"
          aria-label="Copy these cards"
          @click=${() => this.copy(shown.map(cardText).join('\n'))}
        >
          ${copyIcon}
        </button>
      </div>
      <div
        class="cards list"
        tabindex="0"
        role="grid"
        aria-label="Cards of the header"
        aria-rowcount=${shown.length}
        @keydown=${(event: KeyboardEvent) => this.onKey(event, shown)}
      >
        <div class="all">${this.scroller.items.map(({ index }) => this.renderCard(shown[index], index))}</div>
      </div>
    `;
  }

  override focus(options?: FocusOptions): void {
    this.scrollElement?.focus(options);
  }

  /** Places are set from here, since the panel's policy allows no style attributes. */
  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has('header')) focusIfNowhere(this);
    const all = this.renderRoot.querySelector<HTMLElement>('.all');
    if (!all) return;
    all.style.height = `${this.scroller.totalSize}px`;
    all.querySelectorAll<HTMLElement>('.card').forEach((card, i) => {
      card.style.top = `${this.scroller.items[i].start}px`;
    });
  }

  private renderCard(card: Card, index: number) {
    const value = valueText(card);
    return html`<div
      class="card ${index === this.current ? 'current' : ''}"
      role="row"
      aria-rowindex=${index + 1}
      title=${cardText(card)}
      @click=${() => {
        this.current = index;
        this.copy(cardText(card));
      }}
    >
      <span class="keyword" role="rowheader">${card.keyword}</span>
      <span class="value ${typeof card.value}" role="gridcell">${value}</span>
      <span class="comment" role="gridcell">${card.comment}</span>
    </div>`;
  }

  /** Blank cards say nothing. */
  private cardsOf(header: Header): readonly Card[] {
    if (this.read?.header !== header) {
      const cards = header.cards.filter(({ keyword, value, comment }) => keyword || value || comment);
      this.read = { header, cards };
      this.current = 0;
    }
    return this.read.cards;
  }

  private shown(cards: readonly Card[]): readonly Card[] {
    const wanted = this.text.trim().toLowerCase();
    return wanted ? cards.filter((card) => cardText(card).toLowerCase().includes(wanted)) : cards;
  }

  private search(text: string): void {
    this.text = text;
    this.current = 0;
    void this.updateComplete.then(() => this.scroller.scrollTo(0));
  }

  private onKey(event: KeyboardEvent, shown: readonly Card[]): void {
    const control = event.ctrlKey || event.metaKey;
    const to = { ...MOVES, Home: -shown.length, End: shown.length }[event.key];
    if (control && event.key === 'f') this.input?.focus();
    else if (control && event.key === 'c' && shown[this.current]) this.copy(cardText(shown[this.current]));
    else if (!control && to !== undefined) {
      this.current = Math.min(shown.length - 1, Math.max(0, this.current + to));
      this.scroller.scrollTo(this.current);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  private copy(text: string): void {
    this.dispatchEvent(new CustomEvent('copy-text', { detail: text }));
  }
}

const MOVES: Readonly<Record<string, number>> = { ArrowUp: -1, ArrowDown: 1, PageUp: -20, PageDown: 20 };
