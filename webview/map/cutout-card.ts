import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { DisplayChoice } from '../../src/imaging';
import '../components/grid/cutout-picture';
import { similarIcon } from '../components/controls/icons';
import { displayName } from '../components/galaxy-names';
import type { CutoutRef, Thumbnail } from '../../src/contracts/map';

/** CSS pixels of the card, and between it and its point. */
export const CARD = { width: 172, height: 235, gap: 14 } as const;

/** The cutout that a point is: its picture and name, and what can be done with it. Events: `open`, `similar`. */
@customElement('cutout-card')
export class CutoutCard extends LitElement {
  static override styles = css`
    :host {
      position: absolute;
      z-index: 3;
      box-sizing: border-box;
      width: 172px;
      padding: 8px;
      border: 1px solid var(--vscode-editorHoverWidget-border, var(--vscode-contrastBorder, transparent));
      border-radius: 5px;
      font-size: 12px;
      color: var(--vscode-editorHoverWidget-foreground, var(--vscode-foreground));
      background: var(--vscode-editorHoverWidget-background, var(--vscode-editorWidget-background));
      box-shadow: 0 2px 8px var(--vscode-widget-shadow, transparent);
    }
    cutout-picture {
      width: 154px;
      height: 154px;
      border-radius: 3px;
      cursor: pointer;
    }
    .name {
      display: -webkit-box;
      margin: 6px 0 4px;
      overflow: hidden;
      overflow-wrap: anywhere;
      -webkit-box-orient: vertical;
      -webkit-line-clamp: 2;
    }
    button {
      display: flex;
      align-items: center;
      gap: 5px;
      padding: 0;
      border: 0;
      font: inherit;
      color: var(--vscode-textLink-foreground);
      background: none;
      cursor: pointer;
    }
    button:hover {
      color: var(--vscode-textLink-activeForeground);
      text-decoration: underline;
    }
    button:focus-visible {
      outline: 1px solid var(--vscode-focusBorder);
      outline-offset: 2px;
    }
  `;

  /** Undefined while its name is on its way. */
  @property({ attribute: false }) cutout?: CutoutRef;
  @property({ attribute: false }) thumbnail?: Thumbnail;
  @property({ attribute: false }) choice!: DisplayChoice;

  protected override render() {
    const { cutout } = this;
    const name = cutout ? displayName(cutout) : '';
    return html`<cutout-picture
        title="Open"
        .thumbnail=${this.thumbnail}
        .choice=${this.choice}
        @click=${() => this.tell('open')}
      ></cutout-picture>
      <span class="name" title=${cutout?.path ?? ''}>${name || '…'}</span>
      ${
        cutout
          ? html`<button aria-label="Find similar to ${name}" @click=${() => this.tell('similar')}>
              ${similarIcon} Find similar
            </button>`
          : nothing
      }`;
  }

  private tell(what: 'open' | 'similar'): void {
    this.dispatchEvent(new CustomEvent(what));
  }
}
