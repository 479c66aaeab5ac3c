import { css, html, LitElement } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import '../controls/suggest-input';
import type { InputProblem, Suggestion } from '../controls/suggest-input';
import type { TableColumn } from '../../../src/contracts/labels';
import { labelExample } from './label-example';

/** What a person has written: a tag to add, one to take out, or a value of a column. */
export type LabelWords =
  | { readonly kind: 'add' | 'remove'; readonly tag: string }
  | { readonly kind: 'set'; readonly column: string; readonly value: string | null };

/** `ring` adds a tag, `-ring` takes it out, `class=spiral` sets a value and `class=` takes it out. Null for nothing. */
export function readLabelWords(text: string): LabelWords | null {
  const words = text.trim().replace(/^#/, '');
  if (words === '' || words === '-') return null;
  const set = /^([^=]+)=(.*)$/s.exec(words);
  if (set) return { kind: 'set', column: set[1].trim(), value: set[2].trim() === '' ? null : set[2].trim() };
  return words.startsWith('-')
    ? { kind: 'remove', tag: words.slice(1).replace(/^#/, '').trim() }
    : { kind: 'add', tag: words };
}

/**
 * What may be written: tags in use, the most frequent first, and values of classes, ratings and the like.
 * @param present tags that the galaxies in hand carry, to be taken out.
 */
export function suggestLabels(text: string, columns: readonly TableColumn[], present: readonly string[]): Suggestion[] {
  const typed = text.trim().replace(/^#/, '').toLowerCase();
  const all: { label: string; detail: string }[] = [];
  if (typed.startsWith('-')) {
    for (const tag of present) all.push({ label: `-${tag}`, detail: 'take out' });
  } else {
    for (const { values } of columns.filter(({ kind }) => kind === 'tags'))
      for (const { value, count } of values ?? []) all.push({ label: value, detail: String(count) });
    for (const { name, kind, values } of columns)
      if (kind === 'class' || kind === 'binary' || kind === 'rating')
        for (const { value, count } of values ?? []) all.push({ label: `${name}=${value}`, detail: String(count) });
  }
  const begins = all.filter(({ label }) => label.toLowerCase().startsWith(typed));
  const has = all.filter(
    ({ label }) => !begins.some((one) => one.label === label) && label.toLowerCase().includes(typed),
  );
  return [...begins, ...has]
    .filter(({ label }) => label !== text)
    .map(({ label, detail }) => ({ label, detail, insert: label, from: 0, to: text.length }));
}

/** Asks for a label of the galaxies in hand. Events: `label` LabelWords, `leave`. */
@customElement('tag-entry')
export class TagEntry extends LitElement {
  static override styles = css`
    :host {
      display: flex;
      flex: none;
      flex-wrap: wrap;
      align-items: center;
      gap: 4px 10px;
      padding: 8px 12px;
      border-top: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
      background: var(--vscode-editorWidget-background);
    }
    suggest-input {
      flex: 1 1 180px;
      max-width: 360px;
    }
    .hint {
      color: var(--vscode-descriptionForeground);
    }
  `;

  @property({ type: Number }) count = 0;
  @property({ attribute: false }) columns: readonly TableColumn[] = [];
  @property({ attribute: false }) present: readonly string[] = [];

  /** Once there is something to focus: elements of an entry that has just been opened draw themselves later. */
  async takeFocus(): Promise<void> {
    await this.updateComplete;
    const input = this.renderRoot.querySelector<LitElement>('suggest-input');
    await input?.updateComplete;
    input?.focus();
  }

  protected override render() {
    return html`
      <span>Label ${this.count === 1 ? 'this galaxy' : `${this.count} galaxies`}</span>
      <suggest-input
        upwards
        label="A tag, or a column and its value"
        placeholder=${labelExample(this.columns)}
        .suggest=${(text: string) => suggestLabels(text, this.columns, this.present)}
        .check=${checkLabelWords}
        @commit=${(event: CustomEvent<string>) => this.commit(event.detail)}
        @leave=${() => this.dispatchEvent(new CustomEvent('leave'))}
      ></suggest-input>
      <span class="hint">Enter writes, Escape cancels</span>
    `;
  }

  private commit(text: string): void {
    const words = readLabelWords(text);
    this.dispatchEvent(words ? new CustomEvent('label', { detail: words }) : new CustomEvent('leave'));
  }
}

function checkLabelWords(text: string): InputProblem | undefined {
  const separator = /[;|,\n]/.exec(text.includes('=') ? '' : text);
  return separator ? { message: 'one tag at a time', from: separator.index, to: separator.index + 1 } : undefined;
}
