import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { CutoutRef, RankExplanation } from '../../src/engine/protocol';
import type { DisplayChoice } from '../../src/imaging';
import '../components/grid/cutout-picture';
import { keyOf, type ThumbnailLoader } from '../components/grid/thumbnail-loader';
import { displayName, position } from '../components/galaxy-names';
import type { Beside } from './beside';
import type { RankedCutout } from '../../src/contracts/anomalies';
import './mini-map';
import { ratingWords } from './rank-tiles';
import './rating-row';
import { expectation, FLAG_WORDS } from './words';

/**
 * One galaxy, large, with what is known of it. Events: `rate` number or null, `skip`, `undo`, `look-at` CutoutRef, `open`,
 * `open-map`.
 */
@customElement('galaxy-inspector')
export class GalaxyInspector extends LitElement {
  static override styles = css`
    :host {
      display: grid;
      grid-template-columns: minmax(150px, 1fr) minmax(130px, 0.8fr);
      align-content: start;
      gap: 10px 12px;
      padding: 12px;
      overflow-y: auto;
    }
    .picture cutout-picture {
      border-radius: 4px;
      cursor: zoom-in;
    }
    .rating {
      display: grid;
      gap: 8px;
      margin-top: 10px;
    }
    .rest {
      display: flex;
      gap: 6px;
    }
    .rest button {
      padding: 3px 8px;
      border: 1px solid var(--vscode-contrastBorder, transparent);
      border-radius: 4px;
      font: inherit;
      color: var(--vscode-textLink-foreground);
      background: none;
      cursor: pointer;
    }
    .rest button:hover {
      background: var(--vscode-toolbar-hoverBackground);
    }
    button:focus-visible {
      outline: 1px solid var(--vscode-focusBorder);
    }
    h2 {
      margin: 0;
      overflow-wrap: anywhere;
      font-size: 13px;
      font-weight: 600;
    }
    h3 {
      margin: 0 0 4px;
      font-size: 11px;
      font-weight: 400;
      color: var(--vscode-descriptionForeground);
    }
    .about {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      align-content: start;
      gap: 10px;
      min-width: 0;
    }
    .said {
      color: var(--vscode-descriptionForeground);
      font-variant-numeric: tabular-nums;
    }
    .flags {
      color: var(--vscode-editorWarning-foreground);
    }
    .strip {
      display: grid;
      grid-template-columns: repeat(auto-fill, minmax(52px, 1fr));
      gap: 6px;
      max-width: 420px;
    }
    .strip button {
      display: block;
      min-width: 0;
      padding: 0;
      border: 1px solid transparent;
      border-radius: 3px;
      font: inherit;
      font-size: 11px;
      line-height: 16px;
      color: inherit;
      background: none;
      text-align: center;
      white-space: nowrap;
      cursor: pointer;
      font-variant-numeric: tabular-nums;
    }
    .strip button:hover {
      border-color: var(--vscode-focusBorder);
    }
    .strip cutout-picture {
      border-radius: 2px;
    }
    mini-map {
      max-width: 180px;
    }
    .error {
      color: var(--vscode-errorForeground);
      overflow-wrap: anywhere;
    }
  `;

  @property({ attribute: false }) cutout?: RankedCutout;
  @property({ attribute: false }) choice!: DisplayChoice;
  /** Loads the large picture. */
  @property({ attribute: false }) large!: ThumbnailLoader;
  @property({ attribute: false }) small!: ThumbnailLoader;
  @property({ type: Number }) arrivals = 0;
  @property({ attribute: false }) beside!: Beside;
  /** Changes with what `beside` knows. */
  @property({ type: Number }) version = 0;

  protected override render() {
    const { cutout, beside } = this;
    if (!cutout) return nothing;
    const where = position(cutout);
    return html`
      <div class="picture">
        <cutout-picture
          title="Open the file"
          .thumbnail=${this.large.get(cutout)}
          .choice=${this.choice}
          @click=${() => this.tell('open')}
        ></cutout-picture>
        <div class="rating">
          <rating-row
            .rating=${cutout.rated}
            @rate=${(event: CustomEvent<number | null>) => this.tell('rate', event.detail)}
          ></rating-row>
          <div class="rest">
            <button class="skip" title="Skip this galaxy (S)" @click=${() => this.tell('skip')}>Skip</button>
            <button class="undo" title="Undo the last rating (U)" @click=${() => this.tell('undo')}>Undo</button>
          </div>
        </div>
      </div>
      <div class="about">
        <div>
          <h2 title=${cutout.path}>${displayName(cutout)}</h2>
          ${where ? html`<div class="said">${where}</div>` : nothing}
          <div class="said expected">${expectation(cutout)}</div>
          ${cutout.flags?.length ? html`<div class="flags">${cutout.flags.map((flag) => FLAG_WORDS[flag]).join(', ')}</div>` : nothing}
        </div>
        ${beside.explanation?.rated.length ? this.renderWhy(beside.explanation) : nothing}
        ${
          beside.neighbours?.length
            ? html`<section>
                <h3>Most similar</h3>
                <div class="strip neighbours">
                  ${beside.neighbours.map((one) => this.renderSmall(one, displayName(one), nothing))}
                </div>
              </section>`
            : nothing
        }
        ${
          beside.points.length > 0
            ? html`<mini-map
                .points=${beside.points}
                .place=${beside.place}
                @open-map=${() => this.tell('open-map')}
              ></mini-map>`
            : nothing
        }
        ${beside.error === undefined ? nothing : html`<div class="error" role="alert">${beside.error}</div>`}
      </div>
    `;
  }

  private renderWhy({ rated }: RankExplanation) {
    return html`<section>
      <h3 title="The rated galaxies that influence its predicted rating most: 1 very similar, 0 unrelated">
        Ranked here because of
      </h3>
      <div class="strip why">
        ${rated.map(({ cutout, rating, similarity }) =>
          this.renderSmall(
            cutout,
            `${displayName(cutout)}, rated ${rating}, alike ${similarity.toFixed(2)}`,
            html`<span>${ratingWords(rating)} · ${similarity.toFixed(2)}</span>`,
          ),
        )}
      </div>
    </section>`;
  }

  private renderSmall(cutout: CutoutRef, title: string, below: unknown) {
    return html`<button
      title=${title}
      aria-label="Look at ${title}"
      data-key=${keyOf(cutout)}
      @click=${() => this.tell('look-at', { path: cutout.path, hdu: cutout.hdu })}
    >
      <cutout-picture .thumbnail=${this.small.get(cutout)} .choice=${this.choice}></cutout-picture>
      ${below}
    </button>`;
  }

  private tell(what: string, detail?: unknown): void {
    this.dispatchEvent(new CustomEvent(what, { detail }));
  }
}
