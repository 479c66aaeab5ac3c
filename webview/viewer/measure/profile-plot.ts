import { css, html, LitElement, unsafeCSS, type PropertyValues } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import uPlot from 'uplot';
import plotStyles from 'uplot/dist/uPlot.min.css' with { type: 'text' };
import type { Profile } from '../../../src/imaging';

const HEIGHT = 170;

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
  /** Unit of the values: BUNIT, where the image says it. */
  @property() unit = '';
  /** Arcseconds a pixel, where the image has coordinates. */
  @property({ type: Number }) pixelScale?: number;
  @query('div') private frame!: HTMLElement;

  private plot?: uPlot;
  private readonly resized = new ResizeObserver(() => this.plot?.setSize({ width: this.clientWidth, height: HEIGHT }));

  /** The theme is classes and variables of the page; a canvas keeps the colours that it was drawn in. */
  private readonly themed = new MutationObserver(() => this.draw());

  override connectedCallback(): void {
    super.connectedCallback();
    this.resized.observe(this);
    this.themed.observe(document.documentElement, { attributes: true, attributeFilter: ['style', 'class'] });
    this.themed.observe(document.body, { attributes: true, attributeFilter: ['class'] });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.resized.disconnect();
    this.themed.disconnect();
  }

  protected override render() {
    return html`<div></div>`;
  }

  protected override updated(changed: PropertyValues<this>): void {
    const isSame = this.plot && !(['xLabel', 'unit', 'pixelScale'] as const).some((name) => changed.has(name));
    if (isSame) this.plot?.setData(this.data);
    else this.draw();
  }

  /** A gap where nothing is defined. */
  private get data(): uPlot.AlignedData {
    const { distance, value } = this.profile;
    return [[...distance], [...value].map((y) => (Number.isFinite(y) ? y : null))];
  }

  private draw(): void {
    if (!this.hasUpdated && !this.frame) return;
    this.plot?.destroy();
    this.plot = new uPlot(this.options(), this.data, this.frame);
  }

  private lengthText(pixels: number): string {
    const arcseconds = this.pixelScale ? ` (${(pixels * this.pixelScale).toPrecision(3)}″)` : '';
    return `${Number(pixels.toPrecision(4))} px${arcseconds}`;
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
    const label = { labelSize: 18, labelGap: 0, labelFont: `11px ${theme.fontFamily}` };
    return {
      width: this.clientWidth || 220,
      height: HEIGHT,
      scales: { x: { time: false } },
      cursor: { drag: { x: false, y: false } },
      series: [
        { label: this.xLabel, value: (_, x) => (x === null ? '' : this.lengthText(x)) },
        {
          label: this.unit ? `value (${this.unit})` : 'value',
          stroke: colour('--vscode-charts-blue', '#3794ff'),
          width: 1.5,
          points: { show: false },
          value: (_, y) => (y === null ? '' : String(Number(y.toPrecision(6)))),
        },
      ],
      axes: [
        { ...axis, size: 28, label: `${this.xLabel} (px)`, ...label },
        {
          ...axis,
          size: 54,
          label: this.unit || 'value',
          ...label,
          values: (_, splits) => splits.map((y) => String(Number(y.toPrecision(4)))),
        },
      ],
    };
  }
}
