import { css, html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';

/** What may be written, in place of the characters `from` up to `to`. */
export interface Suggestion {
  readonly label: string;
  readonly detail: string;
  readonly insert: string;
  readonly from: number;
  readonly to: number;
}

/** What is wrong with a text, and where. */
export interface InputProblem {
  readonly message: string;
  readonly from: number;
  readonly to: number;
}

const SHOWN = 8;

/**
 * A line of text with suggestions below it, and what is wrong with it. Down and Up go through the suggestions, Tab and
 * Enter take one, Enter without one commits, Escape closes them or leaves. Events: `commit` text, `leave`, `text-change`.
 */
@customElement('suggest-input')
export class SuggestInput extends LitElement {
  static override shadowRootOptions = { ...LitElement.shadowRootOptions, delegatesFocus: true };
  static override styles = css`
    :host {
      position: relative;
      display: block;
      min-width: 0;
    }
    input {
      box-sizing: border-box;
      width: 100%;
      height: 26px;
      padding: 0 8px;
      border: 1px solid var(--vscode-input-border, var(--vscode-contrastBorder, transparent));
      border-radius: 2px;
      font: inherit;
      color: var(--vscode-input-foreground);
      background: var(--vscode-input-background);
    }
    input::placeholder {
      color: var(--vscode-input-placeholderForeground);
    }
    input:focus {
      outline: 1px solid var(--vscode-focusBorder);
      outline-offset: -1px;
    }
    input[aria-invalid='true'] {
      border-color: var(--vscode-inputValidation-errorBorder);
    }
    .below {
      position: absolute;
      z-index: 5;
      top: 27px;
      left: 0;
      min-width: 220px;
      max-width: 100%;
      border: 1px solid var(--vscode-editorSuggestWidget-border, var(--vscode-contrastBorder, transparent));
      border-radius: 3px;
      color: var(--vscode-editorSuggestWidget-foreground);
      background: var(--vscode-editorSuggestWidget-background);
      box-shadow: 0 2px 8px var(--vscode-widget-shadow, transparent);
    }
    :host([upwards]) .below {
      top: auto;
      bottom: 27px;
    }
    .option {
      display: flex;
      justify-content: space-between;
      gap: 16px;
      padding: 2px 8px;
      cursor: pointer;
      white-space: nowrap;
    }
    .option > span:first-child {
      overflow: hidden;
      text-overflow: ellipsis;
    }
    .option .detail {
      color: var(--vscode-descriptionForeground);
    }
    .option:hover {
      background: var(--vscode-list-hoverBackground);
    }
    .option[aria-selected='true'] {
      color: var(--vscode-editorSuggestWidget-selectedForeground, var(--vscode-list-activeSelectionForeground));
      background: var(--vscode-editorSuggestWidget-selectedBackground, var(--vscode-list-activeSelectionBackground));
      outline: 1px dashed var(--vscode-contrastActiveBorder, transparent);
      outline-offset: -1px;
    }
    .option[aria-selected='true'] .detail {
      color: inherit;
    }
    .problem {
      padding: 3px 8px;
      border: 1px solid var(--vscode-inputValidation-errorBorder);
      color: var(--vscode-inputValidation-errorForeground, var(--vscode-foreground));
      background: var(--vscode-inputValidation-errorBackground);
    }
    .problem pre {
      margin: 0;
      overflow: hidden;
      font-family: var(--vscode-editor-font-family);
    }
  `;

  @property() value = '';
  @property() placeholder = '';
  @property() label = '';
  @property({ attribute: false }) suggest: (text: string, cursor: number) => readonly Suggestion[] = () => [];
  /** Undefined where nothing is wrong. */
  @property({ attribute: false }) check: (text: string) => InputProblem | undefined = () => undefined;

  @state() private suggestions: readonly Suggestion[] = [];
  @state() private chosen = -1;
  @state() private problem?: InputProblem;
  @query('input') private input!: HTMLInputElement;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('value') && this.hasUpdated && this.input.value !== this.value) this.input.value = this.value;
    if (changed.has('check') || changed.has('value')) this.problem = this.check(this.value);
  }

  protected override render() {
    const { problem, suggestions } = this;
    return html`
      <input
        type="text"
        role="combobox"
        spellcheck="false"
        autocomplete="off"
        aria-label=${this.label}
        aria-expanded=${suggestions.length > 0}
        aria-controls="below"
        aria-invalid=${problem !== undefined}
        aria-activedescendant=${this.chosen >= 0 ? `option-${this.chosen}` : nothing}
        placeholder=${this.placeholder}
        .value=${this.value}
        @input=${() => this.typed()}
        @click=${() => this.offer()}
        @blur=${() => this.close()}
        @keydown=${(event: KeyboardEvent) => this.onKey(event)}
      />
      ${
        suggestions.length > 0
          ? html`<div class="below" id="below" role="listbox" aria-label="Suggestions">
              ${suggestions.map(
                (one, i) =>
                  html`<div
                    class="option"
                    id="option-${i}"
                    role="option"
                    aria-selected=${i === this.chosen}
                    @mousedown=${(event: Event) => {
                      event.preventDefault();
                      this.take(one);
                    }}
                  >
                    <span>${one.label}</span><span class="detail">${one.detail}</span>
                  </div>`,
              )}
            </div>`
          : problem
            ? html`<div class="below problem" id="below" role="alert">
                ${problem.message}
                <pre>${this.value}<br />${' '.repeat(problem.from)}${'^'.repeat(Math.max(1, problem.to - problem.from))}</pre>
              </div>`
            : nothing
      }
    `;
  }

  private typed(): void {
    // The editor's undo reaches the text that was written last, even when something else has the focus.
    if (this.shadowRoot?.activeElement !== this.input) {
      this.input.value = this.value;
      return;
    }
    this.value = this.input.value;
    // What is being written is not wrong yet: that is said when it is committed.
    this.problem = undefined;
    this.offer();
    this.dispatchEvent(new CustomEvent('text-change', { detail: this.value }));
  }

  private offer(): void {
    this.suggestions = this.suggest(this.value, this.input.selectionStart ?? this.value.length).slice(0, SHOWN);
    this.chosen = -1;
  }

  private close(): void {
    this.suggestions = [];
    this.chosen = -1;
  }

  private take(one: Suggestion): void {
    const text = this.value.slice(0, one.from) + one.insert + this.value.slice(one.to);
    const cursor = one.from + one.insert.length;
    this.value = text;
    this.input.value = text;
    this.input.setSelectionRange(cursor, cursor);
    this.dispatchEvent(new CustomEvent('text-change', { detail: text }));
    this.offer();
  }

  private onKey(event: KeyboardEvent): void {
    event.stopPropagation();
    const { suggestions } = this;
    if (event.key === 'ArrowDown' && suggestions.length === 0) this.offer();
    else if ((event.key === 'ArrowDown' || event.key === 'ArrowUp') && suggestions.length > 0) {
      const step = event.key === 'ArrowDown' ? 1 : -1;
      this.chosen = Math.min(suggestions.length - 1, Math.max(-1, this.chosen + step));
    } else if (event.key === 'Tab' && suggestions.length > 0 && !event.shiftKey) {
      this.take(suggestions[Math.max(0, this.chosen)]);
    } else if (event.key === 'Enter') {
      if (this.chosen >= 0) this.take(suggestions[this.chosen]);
      else this.commit();
    } else if (event.key === 'Escape') {
      if (suggestions.length > 0) this.close();
      else this.dispatchEvent(new CustomEvent('leave'));
    } else return;
    event.preventDefault();
  }

  private commit(): void {
    this.close();
    this.problem = this.check(this.value);
    if (!this.problem) this.dispatchEvent(new CustomEvent('commit', { detail: this.value }));
  }
}
