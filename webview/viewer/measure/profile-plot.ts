import { css, html, LitElement, unsafeCSS, type PropertyValues } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import uPlot from 'uplot';
import plotStyles from 'uplot/dist/uPlot.min.css' with { type: 'text' };
import type { Profile } from '../../../src/imaging';

const HEIGHT = 150;

/** A curve of values over distance, with what lies under the pointer read out. */
@customElement('profile-plot')
export class ProfilePlot extends LitElement {
  static override styles = [
    unsafeCSS(plotStyles),
    css`
      :host {
        display: block;
        min-height: ${HEIGHT}px;
      }
      .u-legend {
        font: inherit;
        font-variant-numeric: tabular-nums;
      }
    `,
  ];

  @property({ attribute: false }) profile!: Profile;
  @property() xLabel = '';
  @query('div') private frame!: HTMLElement;

  private plot?: uPlot;
  private readonly resized = new ResizeObserver(() => this.plot?.setSize({ width: this.clientWidth, height: HEIGHT }));

  override connectedCallback(): void {
    super.connectedCallback();
    this.resized.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.resized.disconnect();
  }

  protected override render() {
    return html`<div></div>`;
  }

  protected override updated(changed: PropertyValues<this>): void {
    const { distance, value } = this.profile;
    // A gap where nothing is defined.
    const data: uPlot.AlignedData = [[...distance], [...value].map((y) => (Number.isFinite(y) ? y : null))];
    if (this.plot && !changed.has('xLabel')) {
      this.plot.setData(data);
      return;
    }
    this.plot?.destroy();
    this.plot = new uPlot(this.options(), data, this.frame);
  }

  private options(): uPlot.Options {
    const theme = getComputedStyle(this);
    const colour = (name: string, otherwise: string) => theme.getPropertyValue(name).trim() || otherwise;
    const text = colour('--vscode-foreground', '#888');
    const axis = {
      stroke: text,
      grid: { stroke: colour('--vscode-editorIndentGuide-background1', '#8884'), width: 1 },
      ticks: { stroke: text, width: 1, size: 4 },
      font: `11px ${theme.fontFamily}`,
    };
    return {
      width: this.clientWidth || 220,
      height: HEIGHT,
      scales: { x: { time: false } },
      cursor: { drag: { x: false, y: false } },
      series: [
        { label: this.xLabel, value: (_, x) => (x === null ? '' : String(Number(x.toPrecision(4)))) },
        {
          label: 'value',
          stroke: colour('--vscode-charts-blue', '#3794ff'),
          width: 1.5,
          points: { show: false },
          value: (_, y) => (y === null ? '' : String(Number(y.toPrecision(6)))),
        },
      ],
      axes: [
        { ...axis, size: 28 },
        { ...axis, size: 54, values: (_, splits) => splits.map((y) => String(Number(y.toPrecision(4)))) },
      ],
    };
  }
}
