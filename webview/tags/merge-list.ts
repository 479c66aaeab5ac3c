import { css, html, LitElement } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { LabelSummary, Synonym } from '../../src/contracts/tags';

const REASONS: Record<Synonym['reason'], string> = {
  case: 'different in case only',
  separators: 'different in spaces, hyphens or underscores only',
  plural: 'singular and plural',
  participle: 'the same word with different endings',
  spelling: 'one letter apart',
};

/** Tags that may mean the same as another. Events: `merge`, `dismiss`, with the pair; `offer-again`. */
@customElement('merge-list')
export class MergeList extends LitElement {
  static override styles = css`
    :host {
      display: block;
      flex: none;
      max-height: 30vh;
      overflow-y: auto;
      padding: 8px 12px;
      border-bottom: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
    }
    h2 {
      margin: 0 0 4px;
      font-size: 13px;
      font-weight: 600;
    }
    ul {
      display: grid;
      gap: 4px;
      margin: 0;
      padding: 0;
      list-style: none;
    }
    li {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: 4px 10px;
    }
    .pair {
      flex: 1 1 260px;
      min-width: 0;
      overflow-wrap: anywhere;
    }
    .count,
    .reason,
    .dismissed {
      color: var(--vscode-descriptionForeground);
    }
    .again {
      padding: 0;
      border: 0;
      font: inherit;
      color: var(--vscode-textLink-foreground);
      background: none;
      cursor: pointer;
    }
    .again:hover {
      text-decoration: underline;
    }
    .again:focus-visible {
      outline: 1px solid var(--vscode-focusBorder);
    }
    .dismissed {
      margin: 4px 0 0;
    }
    ul:empty + .dismissed {
      margin: 0;
    }
    vscode-button[appearance='secondary'] {
      --button-border: var(--vscode-button-secondaryBorder, var(--vscode-contrastBorder, transparent));
    }
  `;

  @property({ attribute: false }) merges: readonly Synonym[] = [];
  @property({ attribute: false }) labels: readonly LabelSummary[] = [];
  /** How many were said not to be the same. */
  @property({ attribute: false }) dismissed = 0;
  /** A change is being written. */
  @property({ attribute: false }) busy = false;

  protected override render() {
    const { merges, dismissed } = this;
    const key = ({ from, to }: Synonym) => JSON.stringify([from, to]);
    return html`${merges.length > 0 ? html`<h2>May mean the same</h2>` : ''}
      <ul>
        ${repeat(merges, key, (merge) => this.renderMerge(merge))}
      </ul>
      ${
        dismissed > 0
          ? html`<p class="dismissed">
              ${dismissed} ${dismissed === 1 ? 'pair is' : 'pairs are'} marked as not the same.
              <button class="again" @click=${() => this.dispatchEvent(new CustomEvent('offer-again'))}>
                Ask again
              </button>
            </p>`
          : ''
      }`;
  }

  private renderMerge(merge: Synonym) {
    const { from, to, reason } = merge;
    const rows = (tag: string) => this.labels.find(({ name }) => name === tag)?.rows ?? 0;
    const counted = (tag: string) => html`<b>#${tag}</b> <span class="count">${rows(tag).toLocaleString('en')}</span>`;
    const tell = (what: 'merge' | 'dismiss') => this.dispatchEvent(new CustomEvent(what, { detail: merge }));
    return html`<li data-from=${from}>
      <span class="pair">${counted(from)} into ${counted(to)} <span class="reason">· ${REASONS[reason]}</span></span>
      <vscode-button
        class="merge"
        aria-label="Merge ${from} into ${to}"
        ?disabled=${this.busy}
        @click=${() => tell('merge')}
        >Merge</vscode-button
      >
      <vscode-button
        appearance="secondary"
        class="dismiss"
        aria-label="${from} is not the same as ${to}"
        @click=${() => tell('dismiss')}
        >Not the same</vscode-button
      >
    </li>`;
  }
}
