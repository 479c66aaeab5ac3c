import { css, html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Legend } from './colours';
import { cssColour } from '../components/host/theme-colours';

const NUMBER = new Intl.NumberFormat('en', { maximumSignificantDigits: 4 });

/** What the colours of the points mean: names of classes, or a bar of numbers. */
@customElement('map-legend')
export class MapLegend extends LitElement {
  static override styles = css`
    :host {
      display: flex;
      flex: none;
      flex-wrap: wrap;
      align-items: center;
      gap: 3px 12px;
      max-height: 64px;
      overflow-y: auto;
      padding: 6px 12px;
      border-bottom: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
      font-size: 12px;
    }
    :host([hidden]) {
      display: none;
    }
    ul {
      display: contents;
    }
    li {
      display: flex;
      align-items: center;
      gap: 5px;
      max-width: 180px;
      list-style: none;
    }
    .swatch {
      flex: none;
      width: 10px;
      height: 10px;
      border-radius: 50%;
    }
    .name {
      overflow: hidden;
      text-overflow: ellipsis;
      white-space: nowrap;
    }
    .count,
    .end,
    .rest {
      color: var(--vscode-descriptionForeground);
      font-variant-numeric: tabular-nums;
    }
    .bar {
      display: flex;
      flex: 0 1 320px;
      align-items: center;
      gap: 8px;
    }
    /* Its width is the bar's, not that of its pixels in proportion to its height. */
    canvas {
      flex: 1 1 0;
      width: 0;
      min-width: 80px;
      height: 10px;
      border-radius: 2px;
    }
  `;

  @property() label = '';
  @property({ attribute: false }) legend: Legend = { kind: 'none' };

  protected override render() {
    const { legend } = this;
    if (legend.kind === 'none') return nothing;
    return html`${legend.kind === 'class' ? this.renderClasses(legend) : this.renderNumbers(legend)}`;
  }

  private renderClasses({ entries }: Extract<Legend, { kind: 'class' }>) {
    return html`<ul aria-label=${this.label}>
      ${entries.map(
        ({ name, count }) =>
          html`<li>
            <span class="swatch" aria-hidden="true"></span><span class="name" title=${name}>${name}</span
            ><span class="count">${count.toLocaleString('en')}</span>
          </li>`,
      )}
    </ul>`;
  }

  private renderNumbers({ low, high, outside, missing }: Extract<Legend, { kind: 'number' }>) {
    if (!Number.isFinite(low)) return html`<div class="rest">no point has a value</div>`;
    const rest = [
      ...(outside > 0 ? [`${outside.toLocaleString('en')} beyond the ends`] : []),
      ...(missing > 0 ? [`${missing.toLocaleString('en')} without a value`] : []),
    ].join(', ');
    return html`<div
        class="bar"
        role="img"
        aria-label="${this.label}, from ${NUMBER.format(low)} to ${NUMBER.format(high)}"
      >
        <span class="end">${NUMBER.format(low)}</span><canvas width="256" height="1"></canvas
        ><span class="end">${NUMBER.format(high)}</span>
      </div>
      ${rest ? html`<div class="rest">${rest}</div>` : nothing}`;
  }

  /** Colours are set from here, since the panel's policy allows no style attributes. */
  protected override updated(changed: PropertyValues<this>): void {
    if (!changed.has('legend')) return;
    const { legend } = this;
    this.hidden = legend.kind === 'none';
    if (legend.kind === 'class') {
      this.renderRoot.querySelectorAll<HTMLElement>('.swatch').forEach((swatch, i) => {
        swatch.style.background = cssColour(legend.entries[i].colour);
      });
    }
    const context = this.renderRoot.querySelector('canvas')?.getContext('2d');
    if (legend.kind !== 'number' || !context) return;
    const image = context.createImageData(256, 1);
    for (let level = 0; level < 256; level++) {
      image.data.set([...legend.table.subarray(3 * level, 3 * level + 3), 255], 4 * level);
    }
    context.putImageData(image, 0, 0);
  }
}
