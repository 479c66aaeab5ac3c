import { html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { cutoutName } from '../../src/collection/cutout-name';
import type { DisplayChoice } from '../../src/imaging';
import '../components/grid/cutout-picture';
import type { ThumbnailLoader } from '../components/grid/thumbnail-loader';
import { displayName } from '../components/galaxy-names';
import type { DuplicateCutout, ListName, TileLabels } from '../../src/contracts/duplicates';
import { keyOfPair, type Pair } from './pairs';
import { pairStyles } from './pair-styles';

/** Pairs that are shown at first, and that the button below adds. */
const SHOWN = 50;

/** What a person does about a pair. */
export type PairAction = 'keep first' | 'keep second' | 'ignore' | 'consider' | 'separate' | 'open';

type Side = 'first' | 'second';

/** What the keys and buttons of each list do. */
const KEYS: Record<ListName, Record<string, PairAction>> = {
  open: { 1: 'keep first', 2: 'keep second', n: 'ignore', Delete: 'ignore', Enter: 'open' },
  ignored: { a: 'consider', Enter: 'open' },
  merged: { a: 'separate', Enter: 'open' },
};

/** Pairs of cutouts, one below the other. Arrows go from pair to pair. Events: `pair-action` {action, pair}, `shown`. */
@customElement('pair-list')
export class PairList extends LitElement {
  static override styles = pairStyles;

  @property({ attribute: false }) pairs: readonly Pair[] = [];
  @property() list: ListName = 'open';
  @property({ attribute: false }) choice!: DisplayChoice;
  @property({ attribute: false }) loader!: ThumbnailLoader;
  /** What the label file says of galaxies, by their names. */
  @property({ attribute: false }) labels: ReadonlyMap<string, TileLabels> = new Map();
  /** Changes as pictures arrive. */
  @property({ attribute: false }) arrivals = 0;
  /** A decision is being written. */
  @property({ attribute: false }) busy = false;
  @state() private most = SHOWN;
  /** The pair that the keyboard is at. */
  @state() private current = 0;

  /** The pairs that are there to be seen. */
  get shown(): readonly Pair[] {
    return this.pairs.slice(0, this.most);
  }

  /** Begins at the top again. */
  reset(): void {
    this.most = SHOWN;
    this.current = 0;
  }

  /** Puts the keyboard where it was, or at the last pair where that one is gone. */
  async focusCurrent(): Promise<void> {
    this.current = Math.max(0, Math.min(this.current, this.shown.length - 1));
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>(`li[data-index="${this.current}"]`)?.focus();
  }

  protected override render() {
    const { shown, pairs } = this;
    return html`<ol
        aria-label="Pairs that may be the same; 1 or 2 keeps one, N says that they are not the same"
        @keydown=${(event: KeyboardEvent) => this.onKey(event)}
        @focusin=${(event: FocusEvent) => this.onFocus(event)}
      >
        ${repeat(shown, keyOfPair, (pair, i) => this.renderPair(pair, i))}
      </ol>
      ${
        shown.length < pairs.length
          ? html`<vscode-button appearance="secondary" class="more" @click=${() => this.showMore()}
              >Show ${Math.min(SHOWN, pairs.length - shown.length)} more of
              ${(pairs.length - shown.length).toLocaleString('en')}</vscode-button
            >`
          : nothing
      }`;
  }

  private renderPair(pair: Pair, index: number) {
    const { first, second, reasons, numbers } = pair;
    const name = `${displayName(first)} and ${displayName(second)}`;
    return html`<li
      data-index=${index}
      data-first=${first.path}
      data-second=${second.path}
      tabindex=${index === this.current ? 0 : -1}
      aria-label=${[name, ...reasons, ...numbers].join(', ')}
    >
      <div class="pictures">${this.renderPicture(pair, 'first')} ${this.renderPicture(pair, 'second')}</div>
      <div class="about">
        ${this.renderSide(pair, 'first')} ${this.renderSide(pair, 'second')}
        <div class="line">
          <div class="why">
            <span class="reason">${reasons.join(' · ')}</span>
            <span class="numbers">${numbers.join(' · ')}</span>
          </div>
          ${this.renderDecision(pair, name)}
        </div>
      </div>
    </li>`;
  }

  private renderDecision(pair: Pair, name: string) {
    const button = (action: PairAction, words: string, title: string) =>
      html`<vscode-button
        appearance="secondary"
        class=${action}
        title=${title}
        aria-label="${words}: ${name}"
        ?disabled=${this.busy}
        @click=${() => this.act(action, pair)}
        >${words}</vscode-button
      >`;
    if (this.list === 'open') return button('ignore', 'Not the same', 'Ignore this pair (N)');
    if (this.list === 'ignored') return button('consider', 'Ask again', 'List this pair again (A)');
    return button(
      'separate',
      'Undo merge',
      'Undo the merge: the second one is a galaxy of its own again (A); labels stay as they are',
    );
  }

  private renderPicture(pair: Pair, side: Side) {
    const { path, hdu } = pair[side];
    return html`<cutout-picture
      role="img"
      aria-label=${displayName(pair[side])}
      title=${path}
      .thumbnail=${this.loader.get({ path, hdu })}
      .choice=${this.choice}
      @dblclick=${() => this.act('open', pair)}
    ></cutout-picture>`;
  }

  private renderSide(pair: Pair, side: Side) {
    const cutout = pair[side];
    const [number, other] = side === 'first' ? [1, pair.second] : [2, pair.first];
    const name = displayName(cutout);
    const folder = cutout.path.slice(0, Math.max(0, cutout.path.lastIndexOf('/') + 1));
    const labels = this.labels.get(cutoutName(cutout));
    const words = labels ? [...labels.tags.map((tag) => `#${tag}`), ...labels.values.map(({ value }) => value)] : [];
    return html`<div class="line ${side}">
      <div class="what">
        <span class="name" title=${cutout.path}
          >${folder === '' ? nothing : html`<span class="folder">${folder}</span>`}${name}</span
        >
        <span class="size">${sizeOf(cutout)}</span>
        ${words.map((word) => html`<span class="label">${word}</span>`)}
      </div>
      ${this.renderFate(pair, side, number, name, displayName(other))}
    </div>`;
  }

  private renderFate(pair: Pair, side: Side, number: number, name: string, other: string) {
    if (this.list === 'merged') {
      return html`<span class="fate">${side === 'first' ? 'kept' : 'left out of searches'}</span>`;
    }
    if (this.list === 'ignored') return nothing;
    return html`<vscode-button
      appearance=${side === 'first' ? 'primary' : 'secondary'}
      class="keep"
      title="Keep ${name} and leave ${other} out of searches (${number}); no file is deleted"
      aria-label="Keep ${name}, merge ${other} into it"
      ?disabled=${this.busy}
      @click=${() => this.act(side === 'first' ? 'keep first' : 'keep second', pair)}
      >Keep this</vscode-button
    >`;
  }

  private act(action: PairAction, pair: Pair): void {
    this.current = Math.max(0, this.pairs.indexOf(pair));
    this.dispatchEvent(new CustomEvent('pair-action', { detail: { action, pair } }));
  }

  private async showMore(): Promise<void> {
    this.current = this.most;
    this.most += SHOWN;
    await this.focusCurrent();
    this.dispatchEvent(new CustomEvent('shown'));
  }

  private onFocus(event: FocusEvent): void {
    const row = (event.target as HTMLElement).closest<HTMLElement>('li[data-index]');
    if (row) this.current = Number(row.dataset.index);
  }

  private onKey(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const last = this.shown.length - 1;
    const { current } = this;
    const to = { ArrowDown: current + 1, ArrowUp: current - 1, Home: 0, End: last }[event.key];
    if (to !== undefined) {
      this.current = Math.max(0, Math.min(last, to));
      void this.focusCurrent();
    } else {
      // On a button, Enter is the button's.
      const onRow = (event.target as HTMLElement).matches('li');
      const action = KEYS[this.list][event.key.length === 1 ? event.key.toLowerCase() : event.key];
      if (!action || (event.key === 'Enter' && !onRow) || (this.busy && action !== 'open')) return;
      this.act(action, this.shown[current]);
    }
    event.preventDefault();
  }
}

function sizeOf({ width, height, bands }: DuplicateCutout): string {
  return `${width} × ${height}${bands > 1 ? ` × ${bands}` : ''} px`;
}
