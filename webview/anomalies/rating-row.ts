import { css, html, LitElement } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { MOST_RATING } from '../../src/contracts/anomalies';

const WORDS = [
  'of no interest',
  'little interest',
  'some interest',
  'interesting',
  'very interesting',
  'what I look for',
];

/** Buttons from 0 to 5. Events: `rate` number, or null to take it away. */
@customElement('rating-row')
export class RatingRow extends LitElement {
  static override styles = css`
    :host {
      display: flex;
      gap: 4px;
    }
    button {
      flex: 1 1 0;
      max-width: 44px;
      height: 30px;
      padding: 0;
      border: 1px solid var(--vscode-contrastBorder, var(--vscode-button-border, transparent));
      border-radius: 4px;
      font: inherit;
      font-weight: 600;
      font-variant-numeric: tabular-nums;
      color: var(--vscode-button-secondaryForeground);
      background: var(--vscode-button-secondaryBackground);
      cursor: pointer;
    }
    button:hover {
      background: var(--vscode-button-secondaryHoverBackground);
    }
    button[aria-pressed='true'] {
      border-color: var(--vscode-contrastActiveBorder, transparent);
      color: var(--vscode-button-foreground);
      background: var(--vscode-button-background);
    }
    button:focus-visible {
      outline: 1px solid var(--vscode-focusBorder);
      outline-offset: 1px;
    }
  `;

  @property({ type: Number }) rating?: number;

  protected override render() {
    return html`${Array.from({ length: MOST_RATING + 1 }, (_, value) => {
      const pressed = this.rating === value;
      return html`<button
        aria-label="Rate ${value}, ${WORDS[value]}"
        aria-pressed=${pressed}
        title="${value}: ${WORDS[value]}${pressed ? '; again to take it away' : ''}"
        @click=${() => this.dispatchEvent(new CustomEvent('rate', { detail: pressed ? null : value }))}
      >
        ${value}
      </button>`;
    })}`;
  }
}
