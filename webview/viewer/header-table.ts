import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Card, Header } from '../../src/fits';

/** A header as a table that can be searched; a click on a row copies the card. Event: `copy-text` (string). */
@customElement('header-table')
export class HeaderTable extends LitElement {
  static override styles = css`
    :host {
      display: flex;
      flex-direction: column;
      min-height: 0;
    }
    .search {
      flex: none;
      display: flex;
      align-items: center;
      gap: 12px;
      padding: 8px 12px;
    }
    input {
      flex: 0 1 280px;
      padding: 3px 6px;
      font: inherit;
      color: var(--vscode-input-foreground);
      background: var(--vscode-input-background);
      border: 1px solid var(--vscode-input-border, var(--vscode-contrastBorder, transparent));
    }
    input:focus {
      outline: 1px solid var(--vscode-focusBorder);
    }
    .count {
      color: var(--vscode-descriptionForeground);
    }
    .cards {
      flex: 1;
      overflow: auto;
      padding: 0 12px 12px;
    }
    table {
      border-collapse: collapse;
      font-family: var(--vscode-editor-font-family);
      font-size: var(--vscode-editor-font-size);
    }
    td {
      padding: 1px 16px 1px 0;
      vertical-align: top;
      white-space: pre-wrap;
    }
    td:first-child {
      white-space: nowrap;
      color: var(--vscode-symbolIcon-fieldForeground, var(--vscode-textLink-foreground));
    }
    td:last-child {
      color: var(--vscode-descriptionForeground);
    }
    tr {
      cursor: copy;
    }
    tr:hover {
      background: var(--vscode-list-hoverBackground);
    }
  `;

  @property({ attribute: false }) header?: Header;
  @state() private text = '';

  protected override render() {
    const cards = (this.header?.cards ?? []).filter(({ keyword, value, comment }) => keyword || value || comment);
    const wanted = this.text.trim().toLowerCase();
    const shown = wanted ? cards.filter((card) => cardText(card).toLowerCase().includes(wanted)) : cards;
    return html`
      <div class="search">
        <input
          type="search"
          placeholder="Search the header"
          aria-label="Search the header"
          .value=${this.text}
          @input=${(event: Event) => (this.text = (event.target as HTMLInputElement).value)}
        />
        <span class="count" aria-live="polite">
          ${wanted ? `${shown.length} of ${cards.length} cards` : `${cards.length} cards`}
        </span>
      </div>
      <div class="cards" tabindex="0">
        <table>
          ${shown.map(
            (card) =>
              html`<tr title="Copy this card" @click=${() => this.copy(card)}>
                <td>${card.keyword}</td>
                <td>${valueText(card)}</td>
                <td>${card.comment ?? nothing}</td>
              </tr>`,
          )}
        </table>
      </div>
    `;
  }

  private copy(card: Card): void {
    this.dispatchEvent(new CustomEvent('copy-text', { detail: cardText(card) }));
  }
}

function valueText({ value }: Card): string {
  if (value === undefined) return '';
  if (typeof value === 'boolean') return value ? 'T' : 'F';
  return typeof value === 'object' ? `(${value.re}, ${value.im})` : String(value);
}

function cardText(card: Card): string {
  const value = valueText(card);
  return [card.keyword, value && `= ${value}`, card.comment && `/ ${card.comment}`].filter(Boolean).join(' ');
}
