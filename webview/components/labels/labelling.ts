import { html, nothing, type LitElement } from 'lit';
import type { MessageConnection } from 'vscode-jsonrpc/browser';
import type { Tile } from '../grid/tile';
import { ChooseLabels } from '../../../src/contracts/labels';
import './filter-line';
import type { LabelState } from './label-state';
import './tag-entry';
import type { LabelWords, TagEntry } from './tag-entry';

/** A word at the foot of a panel. */
export interface Notice {
  readonly text: string;
  readonly error?: boolean;
}

/** Labels of a panel's tiles as a person writes them: the entry at its foot, and the line of the label file and the filter. */
export class Labelling {
  private tiles: readonly Tile[] = [];

  /** @param onLeave the entry is closed: the grid takes the keys again. */
  constructor(
    private readonly element: LitElement,
    private readonly host: MessageConnection,
    private readonly labels: LabelState,
    private readonly onLeave: () => void,
  ) {}

  /** Asks for a label for some galaxies; where there is no file to write to, for that first. */
  async begin(tiles: readonly Tile[]): Promise<void> {
    if (this.labels.situation?.name === undefined) {
      await this.host.sendRequest(ChooseLabels, 'choose');
      return;
    }
    this.tiles = tiles;
    // Wherever the focus has gone meanwhile, Escape closes the entry before anything else.
    this.element.addEventListener('keydown', this.onKey, true);
    this.element.requestUpdate();
    await this.element.updateComplete;
    await this.element.renderRoot.querySelector<TagEntry>('tag-entry')?.takeFocus();
  }

  /** Closes the entry without a word. */
  drop(): void {
    this.tiles = [];
    this.element.removeEventListener('keydown', this.onKey, true);
    this.element.requestUpdate();
  }

  private readonly onKey = (event: KeyboardEvent): void => {
    const inEntry = event.composedPath().some((one) => one instanceof HTMLElement && one.matches('tag-entry'));
    // Within the entry it closes the suggestions first.
    if (event.key !== 'Escape' || inEntry) return;
    event.stopPropagation();
    event.preventDefault();
    this.leave();
  };

  /** The entry while it is open; else a word that the panel or the label file has to say. */
  renderFoot(said?: Notice) {
    const { situation, notice } = this.labels;
    if (this.tiles.length > 0 && situation) {
      const present = [...new Set(this.tiles.flatMap((tile) => this.labels.tagsOf(tile)))];
      return html`<tag-entry
        .count=${this.tiles.length}
        .columns=${situation.columns}
        .present=${present}
        @label=${(event: CustomEvent<LabelWords>) => this.write(event.detail)}
        @leave=${() => this.leave()}
      ></tag-entry>`;
    }
    const word = said ?? notice;
    return word
      ? html`<div class=${word.error ? 'notice error' : 'notice'} role=${word.error ? 'alert' : 'status'}>
          ${word.text}
        </div>`
      : nothing;
  }

  /** The label file, and what narrows the list. @param filter takes a new expression, '' for none */
  renderFilter(where: string | undefined, filter: (where: string) => void) {
    const choose = (what: 'choose' | 'tags' | 'match') => () => void this.host.sendRequest(ChooseLabels, what);
    return html`<filter-line
      .situation=${this.labels.situation}
      .where=${where ?? ''}
      @filter=${(event: CustomEvent<string>) => filter(event.detail)}
      @choose-labels=${choose('choose')}
      @show-tags=${choose('tags')}
      @match-labels=${choose('match')}
    ></filter-line>`;
  }

  private write(words: LabelWords): void {
    const { tiles } = this;
    this.leave();
    void this.labels.write(tiles, words);
  }

  private leave(): void {
    this.drop();
    this.onLeave();
  }
}
