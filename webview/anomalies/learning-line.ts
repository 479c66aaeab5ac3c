import { css, html, LitElement, nothing, svg } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { LearningResult, RankResult } from '../../src/contracts/anomalies';
import { learnedWords } from './words';

const [WIDTH, HEIGHT] = [96, 20];

/** What has been learned from the ratings, and a curve of how much the top of the list changed with each ten of them. */
@customElement('learning-line')
export class LearningLine extends LitElement {
  static override styles = css`
    :host {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: 2px 12px;
      color: var(--vscode-descriptionForeground);
      font-variant-numeric: tabular-nums;
    }
    .curve {
      display: flex;
      align-items: center;
      gap: 6px;
    }
    svg {
      display: block;
      overflow: visible;
    }
    polyline {
      fill: none;
      stroke: var(--vscode-charts-blue, currentColor);
      stroke-width: 1.5;
    }
    circle {
      fill: var(--vscode-charts-blue, currentColor);
    }
    line {
      stroke: currentColor;
      opacity: 0.4;
    }
  `;

  @property({ attribute: false }) result?: RankResult;
  @property({ attribute: false }) learning?: LearningResult;

  protected override render() {
    const { result, learning } = this;
    if (!result) return nothing;
    const words = learnedWords(result, learning?.stillWorth);
    const changes = (learning?.steps ?? []).flatMap(({ change }) => (change === undefined ? [] : [change]));
    return html`<span class="words">${words.join(' · ')}</span
      >${changes.length > 0 ? this.renderCurve(changes) : nothing}`;
  }

  private renderCurve(changes: readonly number[]) {
    const last = changes[changes.length - 1];
    const x = (i: number) => (changes.length === 1 ? WIDTH : (i * WIDTH) / (changes.length - 1));
    const y = (change: number) => HEIGHT * (1 - change);
    const points = changes.map((change, i) => `${x(i).toFixed(1)},${y(change).toFixed(1)}`).join(' ');
    const words = `the last ratings replaced ${Math.round(100 * last)} % of the top 100`;
    return html`<span
      class="curve"
      title="How many of the top 100 galaxies were not among them ten ratings earlier, from none (bottom) to all (top)"
    >
      <svg width=${WIDTH} height=${HEIGHT} viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label=${words}>
        <line x1="0" y1=${HEIGHT} x2=${WIDTH} y2=${HEIGHT} />
        ${changes.length > 1 ? svg`<polyline points=${points} />` : nothing}
        ${svg`<circle cx=${x(changes.length - 1)} cy=${y(last)} r="2.5" />`}
      </svg>
      <span>${words}</span>
    </span>`;
  }
}
