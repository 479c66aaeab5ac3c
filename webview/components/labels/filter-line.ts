import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { filterExample } from './filter-example';
import { compileFilter, complete, ExpressionError, type Column } from '../../../src/expressions';
import { closeIcon, labelIcon } from '../controls/icons';
import '../controls/suggest-input';
import type { InputProblem, Suggestion } from '../controls/suggest-input';
import type { LabelSituation } from '../../../src/contracts/labels';

/** What the index itself knows of each galaxy. */
const OWN: readonly Column[] = [
  { name: 'path', type: 'text' },
  { name: 'ra', type: 'number' },
  { name: 'dec', type: 'number' },
  { name: 'pixel_scale', type: 'number' },
  { name: 'width', type: 'number' },
  { name: 'height', type: 'number' },
];

/**
 * The line of the filter and the label file. Events: `filter` text, `choose-labels`, `match-labels`, `show-tags`.
 */
@customElement('filter-line')
export class FilterLine extends LitElement {
  static override styles = css`
    :host {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: 6px 10px;
      margin-top: 8px;
    }
    suggest-input {
      flex: 1 1 220px;
    }
    .icon {
      display: grid;
      place-content: center;
      width: 24px;
      height: 24px;
      margin-left: -38px;
      z-index: 1;
      padding: 0;
      border: 0;
      border-radius: 3px;
      color: var(--vscode-icon-foreground);
      background: none;
      cursor: pointer;
    }
    .icon.tags {
      margin-left: -8px;
    }
    .icon:hover {
      background: var(--vscode-toolbar-hoverBackground);
    }
    .file {
      flex: none;
      max-width: 100%;
      padding: 3px 6px;
      border: 1px solid transparent;
      border-radius: 3px;
      overflow: hidden;
      text-overflow: ellipsis;
      white-space: nowrap;
      font: inherit;
      color: var(--vscode-textLink-foreground);
      background: none;
      cursor: pointer;
    }
    .file:hover {
      background: var(--vscode-toolbar-hoverBackground);
    }
    button:focus-visible {
      outline: 1px solid var(--vscode-focusBorder);
    }
    .counts {
      color: var(--vscode-descriptionForeground);
    }
    .errors {
      flex-basis: 100%;
      color: var(--vscode-errorForeground);
      overflow-wrap: anywhere;
      white-space: pre-line;
    }
  `;

  @property({ attribute: false }) situation?: LabelSituation;
  /** The filter in force. */
  @property() where = '';

  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>('suggest-input')?.focus();
  }

  protected override render() {
    const { situation } = this;
    return html`
      <suggest-input
        label="Filter: an expression over labels and catalogues"
        placeholder="Filter, e.g. ${filterExample([...(situation?.columns ?? []), ...(situation?.others ?? [])])}"
        .value=${this.where}
        .suggest=${this.suggest}
        .check=${this.check}
        @commit=${(event: CustomEvent<string>) => this.send(event.detail.trim())}
      ></suggest-input>
      ${
        this.where
          ? html`<button class="icon clear" aria-label="No filter" title="No filter" @click=${() => this.send('')}>
              ${closeIcon}
            </button>`
          : nothing
      }
      ${this.renderFile()}
      ${situation?.errors.length ? html`<div class="errors" role="alert">${situation.errors.join('\n')}</div>` : nothing}
    `;
  }

  private renderFile() {
    const { situation } = this;
    if (!situation) return nothing;
    if (situation.name === undefined) {
      return html`<button
        class="file"
        title="Where tags and classes are kept"
        @click=${() => this.tell('choose-labels')}
      >
        Choose a label file…
      </button>`;
    }
    const { name, readable, rows, matched, editable } = situation;
    const counts = !readable
      ? 'not read'
      : rows === 0
        ? 'no rows yet'
        : `${matched.toLocaleString('en')} of ${rows.toLocaleString('en')} rows matched`;
    return html`<button
        class="file"
        title="${name}${editable ? '' : ' (read only)'}: how its rows are matched…"
        @click=${() => this.tell('match-labels')}
      >
        ${name} <span class="counts">${counts}</span>
      </button>
      <button class="icon tags" aria-label="Show the tags" title="The tags…" @click=${() => this.tell('show-tags')}>
        ${labelIcon}
      </button>`;
  }

  private get columns(): Column[] {
    const { situation } = this;
    const named = [...(situation?.columns ?? []), ...(situation?.others ?? [])];
    const columns = new Map<string, Column>();
    for (const { name, type, integers } of [...named, ...OWN]) {
      if (!columns.has(name)) columns.set(name, { name, type, integers });
    }
    return [...columns.values()];
  }

  private readonly suggest = (text: string, cursor: number): Suggestion[] =>
    complete(text, cursor, this.columns).map(({ label, detail, insert, from, to }) => ({
      label,
      detail,
      insert,
      from,
      to,
    }));

  private readonly check = (text: string): InputProblem | undefined => {
    if (text.trim() === '' || !this.situation) return undefined;
    try {
      compileFilter(text, this.columns);
      return undefined;
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error;
      // Measures of shape are columns where they were taken, and which cell makes a column one of texts: the engine knows.
      const isOfEngine = error.message.startsWith('there is no column') && MEASURES.test(text);
      return isOfEngine || error.message.includes('is compared here with') ? undefined : error;
    }
  };

  private send(where: string): void {
    this.dispatchEvent(new CustomEvent('filter', { detail: where }));
  }

  private tell(what: string): void {
    this.dispatchEvent(new CustomEvent(what));
  }
}

const MEASURES =
  /\b(concentration|asymmetry|smoothness|gini|m20|ellipticity|position_angle|half_light_radius|petrosian_radius|colour_1|colour_2|measure_flag)\b/;
