import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { CutoutInfo, PictureRef } from '../../src/engine/protocol';
import type { DisplayChoice } from '../../src/imaging';
import '../components/grid/cutout-picture';
import { closeIcon } from '../components/controls/icons';
import type { ThumbnailLoader } from '../components/grid/thumbnail-loader';
import { TILES_DRAGGED } from '../components/grid/tile';
import { displayName } from '../components/galaxy-names';
import { pictureRef, regionText } from './tiles';

/** Most pictures that are shown; the others are counted. */
const SHOWN = 12;

/**
 * The examples that a query has on one side, what the neighbours are to look like or what not: pictures that can be taken
 * out again, and a place to drop tiles. Events: `remove-example` PictureRef, `drop-tiles` keys.
 */
@customElement('query-examples')
export class QueryExamples extends LitElement {
  static override styles = css`
    :host {
      display: flex;
      flex-wrap: wrap;
      align-items: flex-start;
      gap: 6px;
      border-radius: 5px;
      outline: 1px dashed transparent;
      outline-offset: 3px;
    }
    :host([dragging]) {
      min-width: 120px;
      min-height: 44px;
      outline-color: var(--vscode-focusBorder);
    }
    :host([over]) {
      background: var(--vscode-editor-dropIntoPromptBackground, var(--vscode-list-dropBackground));
    }
    .example {
      position: relative;
    }
    cutout-picture {
      display: block;
      width: 60px;
      height: 60px;
      border-radius: 4px;
    }
    :host([kind='more']) .example:first-child cutout-picture {
      width: 84px;
      height: 84px;
    }
    :host([kind='less']) cutout-picture {
      width: 44px;
      height: 44px;
      outline: 2px solid var(--vscode-editorError-foreground, var(--vscode-errorForeground));
    }
    /* Where there is little room the neighbours need it more. */
    @media (max-height: 560px) {
      cutout-picture,
      :host([kind='more']) .example:first-child cutout-picture {
        width: 48px;
        height: 48px;
      }
    }
    button {
      position: absolute;
      top: -5px;
      right: -5px;
      display: grid;
      place-content: center;
      width: 20px;
      height: 20px;
      padding: 0;
      border: 1px solid var(--vscode-contrastBorder, transparent);
      border-radius: 10px;
      color: var(--vscode-button-secondaryForeground);
      background: var(--vscode-button-secondaryBackground);
      cursor: pointer;
      opacity: 0;
    }
    .example:hover button,
    button:focus-visible {
      opacity: 1;
    }
    button:focus-visible {
      outline: 1px solid var(--vscode-focusBorder);
    }
    .label,
    .rest {
      align-self: center;
      font-size: 12px;
      color: var(--vscode-descriptionForeground);
    }
  `;

  @property({ reflect: true }) kind: 'more' | 'less' = 'more';
  @property({ attribute: false }) cutouts: readonly CutoutInfo[] = [];
  @property({ attribute: false }) choice!: DisplayChoice;
  @property({ attribute: false }) loader!: ThumbnailLoader;
  /** Changes when thumbnails have arrived. */
  @property({ type: Number }) arrivals = 0;
  @property({ type: Boolean, reflect: true }) dragging = false;

  override connectedCallback(): void {
    super.connectedCallback();
    this.addEventListener('dragover', (event) => this.onOver(event));
    this.addEventListener('dragleave', () => this.setOver(false));
    this.addEventListener('drop', (event) => this.onDrop(event));
  }

  protected override render() {
    const { cutouts, kind } = this;
    // The last example of what it is to look like stays: without it there is no query.
    const removable = kind === 'less' || cutouts.length > 1;
    const label = kind === 'less' ? 'Not like' : '';
    return html`${label && (cutouts.length > 0 || this.dragging) ? html`<span class="label">${label}</span>` : nothing}
    ${cutouts.slice(0, SHOWN).map((cutout) => this.renderExample(cutout, removable))}
    ${cutouts.length > SHOWN ? html`<span class="rest">and ${cutouts.length - SHOWN} more</span>` : nothing}
    ${this.dragging && cutouts.length === 0 ? html`<span class="label">drop here</span>` : nothing}`;
  }

  private renderExample(cutout: CutoutInfo, removable: boolean) {
    const name = displayName(cutout);
    const part = regionText(cutout);
    return html`<div class="example" data-path=${cutout.path} title=${part ? `${cutout.path}\n${part}` : cutout.path}>
      <cutout-picture .thumbnail=${this.loader.get(pictureRef(cutout))} .choice=${this.choice}></cutout-picture>
      ${
        removable
          ? html`<button
              title="Take ${name} out of the query"
              aria-label="Take ${name} out of the query"
              @click=${() => this.takeOut(cutout)}
            >
              ${closeIcon}
            </button>`
          : nothing
      }
    </div>`;
  }

  private takeOut(cutout: PictureRef): void {
    this.dispatchEvent(new CustomEvent<PictureRef>('remove-example', { detail: pictureRef(cutout) }));
  }

  private onOver(event: DragEvent): void {
    if (!event.dataTransfer?.types.includes(TILES_DRAGGED)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = 'copy';
    this.setOver(true);
  }

  private onDrop(event: DragEvent): void {
    this.setOver(false);
    const data = event.dataTransfer?.getData(TILES_DRAGGED);
    if (!data) return;
    event.preventDefault();
    this.dispatchEvent(new CustomEvent<string[]>('drop-tiles', { detail: JSON.parse(data) as string[] }));
  }

  private setOver(over: boolean): void {
    this.toggleAttribute('over', over);
  }
}
