import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { Card, Header } from '../../../src/fits';
import { focusIfNowhere } from '../../components/host/first-focus';
import { copyIcon } from '../../components/controls/icons';
import { VirtualScroller } from '../../components/grid/virtual-scroller';
import { listStyles } from '../list-styles';
import { controlStyles } from '../styles';
import { cardText, valueText } from './card-text';
import { CARD_HEIGHT, headerStyles } from './header-styles';

/** A header of the file, and the HDU that it is of. */
export interface HeaderOf {
  readonly hdu: number;
  readonly header: Header;
}

/** A card, and the HDU whose header it stands in. */
interface CardOf {
  readonly hdu: number;
  readonly card: Card;
}

/**
 * A header as a table that can be searched, however many cards it has, or the headers of all HDUs. A click or Ctrl+C copies a
 * card; arrows, Page, Home and End move; Ctrl+F searches. Events: `copy-text` (string), `all` (boolean: whether the headers
 * of all HDUs are wanted), `go-to-hdu` (number).
 */
@customElement('header-table')
export class HeaderTable extends LitElement {
  static override styles = [controlStyles, listStyles, headerStyles];

  /** The header of the HDU that is shown, or of all where `all` is on; undefined while they are being read. */
  @property({ attribute: false }) headers?: readonly HeaderOf[];
  /** How many HDUs the file has. */
  @property({ type: Number }) hdus = 1;
  /** The HDU that is shown. */
  @property({ type: Number }) hdu = 0;
  @property({ type: Boolean }) all = false;
  @state() private text = '';
  @state() private current = 0;
  @query('.cards') private scrollElement?: HTMLElement;
  @query('input') private input?: HTMLInputElement;

  private readonly scroller = new VirtualScroller(this);
  private read?: { of: readonly HeaderOf[]; cards: readonly CardOf[] };

  protected override render() {
    const { headers } = this;
    if (!headers) return html`<p class="none" role="status">Reading the header…</p>`;
    const cards = this.cardsOf(headers);
    const shown = this.shown(cards);
    this.scroller.update({ element: () => this.scrollElement, count: shown.length, size: () => CARD_HEIGHT });
    const number = (n: number) => n.toLocaleString('en');
    return html`
      <div class="bar">
        <input
          type="search"
          placeholder=${this.scope}
          aria-label=${this.scope}
          .value=${this.text}
          @input=${(event: Event) => this.search((event.target as HTMLInputElement).value)}
        />
        <span class="count" aria-live="polite">
          ${shown.length < cards.length ? `${number(shown.length)} of ` : ''}${number(cards.length)} cards
          ${this.all ? `of ${number(headers.length)} HDUs` : this.hdus > 1 ? `of HDU ${this.hdu}` : nothing}
        </span>
        ${
          this.hdus > 1
            ? html`<label class="all-hdus"
                ><input type="checkbox" .checked=${this.all} @change=${() => this.tell('all', !this.all)} />all
                HDUs</label
              >`
            : nothing
        }
        <span class="spring"></span>
        <button
          class="icon copy-all"
          title="Copy these cards"
          aria-label="Copy these cards"
          @click=${() => this.copy(shown.map(({ card }) => cardText(card)).join('\n'))}
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
    if (changed.has('headers')) focusIfNowhere(this);
    const all = this.renderRoot.querySelector<HTMLElement>('.all');
    if (!all) return;
    all.style.height = `${this.scroller.totalSize}px`;
    all.querySelectorAll<HTMLElement>('.card').forEach((card, i) => {
      card.style.top = `${this.scroller.items[i].start}px`;
    });
  }

  private get scope(): string {
    if (this.hdus === 1) return 'Search the header';
    return this.all ? 'Search all headers' : `Search the header of HDU ${this.hdu}`;
  }

  private renderCard({ card, hdu }: CardOf, index: number) {
    const value = valueText(card);
    return html`<div
      class="card ${index === this.current ? 'current' : ''} ${this.all ? 'of-all' : ''}"
      role="row"
      aria-rowindex=${index + 1}
      title=${cardText(card)}
      @click=${() => {
        this.current = index;
        this.copy(cardText(card));
      }}
    >
      ${
        this.all
          ? html`<a
              class="hdu"
              role="gridcell"
              href="#"
              tabindex="-1"
              title="Go to HDU ${hdu} (Enter)"
              @click=${(event: Event) => {
                event.preventDefault();
                event.stopPropagation();
                this.tell('go-to-hdu', hdu);
              }}
              >${hdu}</a
            >`
          : nothing
      }
      <span class="keyword" role="rowheader">${card.keyword}</span>
      <span class="value ${typeof card.value}" role="gridcell">${value}</span>
      <span class="comment" role="gridcell">${card.comment}</span>
    </div>`;
  }

  /** Blank cards say nothing. */
  private cardsOf(headers: readonly HeaderOf[]): readonly CardOf[] {
    if (this.read?.of !== headers) {
      const cards = headers.flatMap(({ hdu, header }) =>
        header.cards
          .filter(({ keyword, value, comment }) => keyword || value || comment)
          .map((card) => ({ hdu, card })),
      );
      this.read = { of: headers, cards };
      this.current = 0;
    }
    return this.read.cards;
  }

  private shown(cards: readonly CardOf[]): readonly CardOf[] {
    const wanted = this.text.trim().toLowerCase();
    return wanted ? cards.filter(({ card }) => cardText(card).toLowerCase().includes(wanted)) : cards;
  }

  private search(text: string): void {
    this.text = text;
    this.current = 0;
    void this.updateComplete.then(() => this.scroller.scrollTo(0));
  }

  private onKey(event: KeyboardEvent, shown: readonly CardOf[]): void {
    const control = event.ctrlKey || event.metaKey;
    const to = { ...MOVES, Home: -shown.length, End: shown.length }[event.key];
    if (control && event.key === 'f') this.input?.focus();
    else if (control && event.key === 'c' && shown[this.current]) this.copy(cardText(shown[this.current].card));
    else if (!control && event.key === 'Enter' && this.all && shown[this.current])
      this.tell('go-to-hdu', shown[this.current].hdu);
    else if (!control && to !== undefined) {
      this.current = Math.min(shown.length - 1, Math.max(0, this.current + to));
      this.scroller.scrollTo(this.current);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  private copy(text: string): void {
    this.tell('copy-text', text);
  }

  private tell(what: 'copy-text' | 'all' | 'go-to-hdu', detail: string | boolean | number): void {
    this.dispatchEvent(new CustomEvent(what, { detail }));
  }
}

const MOVES: Readonly<Record<string, number>> = { ArrowUp: -1, ArrowDown: 1, PageUp: -20, PageDown: 20 };
