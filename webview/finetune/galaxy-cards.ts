import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import '../components/grid/cutout-picture';
import { choiceKeys } from '../components/grid/choice-keys';
import { keyOf, type ThumbnailLoader } from '../components/grid/thumbnail-loader';
import type { Appearance } from '../../src/contracts/common';
import type { CutoutRef } from '../../src/contracts/finetune';
import { pageStyles } from './page-styles';

/** A galaxy that may be given a label. */
export interface Card extends CutoutRef {
  /** Below its name. */
  readonly lines: readonly string[];
  /** What is written of it now. */
  readonly label?: string;
}

/** More classes than these are chosen from a list. */
const MOST_BUTTONS = 4;

/**
 * Galaxies side by side, each to be looked at and labelled: arrows move, the digit on a choice labels and goes on, Enter opens. Events: `label`
 * {card, value}, `open` card.
 */
@customElement('galaxy-cards')
export class GalaxyCards extends LitElement {
  static override styles = [
    pageStyles,
    css`
      ul {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(148px, 1fr));
        gap: 12px;
        margin: 0;
        padding: 3px;
        list-style: none;
      }
      li {
        min-width: 0;
        padding: 6px;
        border: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
        border-radius: 4px;
      }
      li:focus-visible {
        outline: 2px solid var(--vscode-focusBorder);
      }
      li.labelled {
        border-color: var(--vscode-charts-green);
      }
      cutout-picture {
        width: 100%;
        border-radius: 3px;
      }
      .name,
      .line {
        overflow: hidden;
        text-overflow: ellipsis;
        font-size: 12px;
        white-space: nowrap;
      }
      .name {
        margin-top: 4px;
      }
      .line {
        color: var(--vscode-descriptionForeground);
        font-variant-numeric: tabular-nums;
      }
      .line.given {
        color: var(--vscode-foreground);
      }
      .choices {
        display: flex;
        flex-wrap: wrap;
        gap: 4px;
        margin-top: 6px;
      }
      .choices button {
        max-width: 100%;
        padding: 2px 7px;
        border: 1px solid var(--vscode-button-secondaryBorder, var(--vscode-contrastBorder, transparent));
        border-radius: 3px;
        overflow: hidden;
        text-overflow: ellipsis;
        font: inherit;
        font-size: 12px;
        color: var(--vscode-button-secondaryForeground);
        background: var(--vscode-button-secondaryBackground);
        cursor: pointer;
      }
      .choices button[aria-pressed='true'] {
        color: var(--vscode-button-foreground);
        background: var(--vscode-button-background);
      }
      :host-context(.vscode-high-contrast) button[aria-pressed='true'],
      :host-context(.vscode-high-contrast-light) button[aria-pressed='true'] {
        outline: 2px solid var(--vscode-contrastActiveBorder, var(--vscode-focusBorder));
      }
      kbd {
        margin-right: 5px;
        font: inherit;
        opacity: 0.75;
      }
      select {
        width: 100%;
      }
    `,
  ];

  @property({ attribute: false }) cards: readonly Card[] = [];
  /** What they can be labelled as; nothing where the file cannot be written to. */
  @property({ attribute: false }) choices: readonly string[] = [];
  /** Labels given here, by galaxy. */
  @property({ attribute: false }) given: ReadonlyMap<string, string> = new Map();
  @property({ attribute: false }) appearance!: Appearance;
  @property({ attribute: false }) loader!: ThumbnailLoader;
  @property({ type: Number }) arrivals = 0;
  @property() label = '';
  @state() private current = 0;

  protected override render() {
    return html`<ul aria-label=${this.label} @keydown=${(event: KeyboardEvent) => this.onKey(event)}>
      ${repeat(
        this.cards,
        (card) => keyOf(card),
        (card, i) => this.renderCard(card, i),
      )}
    </ul>`;
  }

  private renderCard(card: Card, i: number) {
    const given = this.given.get(keyOf(card));
    const name = card.path.split('/').at(-1) ?? card.path;
    return html`<li
      tabindex=${i === Math.min(this.current, this.cards.length - 1) ? 0 : -1}
      class=${given === undefined ? '' : 'labelled'}
      data-path=${card.path}
      aria-label=${[name, ...card.lines, ...(given === undefined ? [] : [`labelled ${given}`])].join(', ')}
      @focus=${() => (this.current = i)}
      @dblclick=${() => this.tell('open', card)}
    >
      <cutout-picture .thumbnail=${this.loader.get(card)} .choice=${this.appearance}></cutout-picture>
      <div class="name" title=${card.path}>${name}</div>
      ${card.lines.map((line) => html`<div class="line" title=${line}>${line}</div>`)}
      ${given === undefined ? nothing : html`<div class="line given">✓ labelled ${given}</div>`}
      ${this.choices.length > 0 ? this.renderChoices(card, given ?? card.label) : nothing}
    </li>`;
  }

  private renderChoices(card: Card, now: string | undefined) {
    const give = (value: string) => this.tell('label', { card, value });
    const keys = choiceKeys(this.choices);
    if (this.choices.length > MOST_BUTTONS) {
      return html`<div class="choices">
        <select
          aria-label="Label of ${card.path}"
          @change=${(event: Event) => give((event.target as HTMLSelectElement).value)}
        >
          ${now === undefined || !this.choices.includes(now) ? html`<option value="" selected disabled>Label…</option>` : nothing}
          ${this.choices.map((one, k) => html`<option value=${one} ?selected=${one === now}>${named(one, keys[k])}</option>`)}
        </select>
      </div>`;
    }
    return html`<div class="choices">
      ${this.choices.map(
        (one, k) =>
          html`<button
            tabindex="-1"
            title=${keys[k] === undefined ? one : `${one}: press ${keys[k]}`}
            aria-pressed=${one === now}
            aria-keyshortcuts=${keys[k] ?? nothing}
            @click=${() => give(one)}
          >
            ${keys[k] === undefined || keys[k] === one ? nothing : html`<kbd>${keys[k]}</kbd>`}${one}
          </button>`,
      )}
    </div>`;
  }

  private onKey(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target instanceof HTMLSelectElement) return;
    const card = this.cards.at(this.current);
    if (!card) return;
    const chosen = choiceKeys(this.choices).indexOf(event.key);
    if (event.key === 'ArrowRight') this.move(1);
    else if (event.key === 'ArrowLeft') this.move(-1);
    else if (event.key === 'ArrowDown') this.move(this.perRow);
    else if (event.key === 'ArrowUp') this.move(-this.perRow);
    else if (event.key === 'Enter' && event.target instanceof HTMLLIElement) this.tell('open', card);
    else if (chosen >= 0) {
      this.tell('label', { card, value: this.choices[chosen] });
      this.move(1);
    } else return;
    event.preventDefault();
  }

  private move(by: number): void {
    this.current = Math.max(0, Math.min(this.cards.length - 1, this.current + by));
    this.renderRoot.querySelectorAll('li').item(this.current)?.focus();
  }

  /** Cards in the first row, as they are laid out now. */
  private get perRow(): number {
    const items = [...this.renderRoot.querySelectorAll('li')];
    return Math.max(1, items.filter(({ offsetTop }) => offsetTop === items[0]?.offsetTop).length);
  }

  private tell(name: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

/** A choice in a list, with its key before it. */
function named(choice: string, key: string | undefined): string {
  return key === undefined || key === choice ? choice : `${key}  ${choice}`;
}
