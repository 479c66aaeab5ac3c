import { css, html, LitElement, svg } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { histogram, type Limits, quantiles } from '../../../src/imaging';

const BINS = 120;
const HEIGHT = 64;
/** Beyond these quantiles lie cosmic rays and the cores of stars: they would leave the histogram no room. */
const OUTSIDE = 0.0005;
const KEY_STEP = 0.01;

/**
 * The histogram of an image, counts on a logarithmic scale, with the cuts as handles that can be dragged, or moved by
 * arrow keys (Shift for larger steps). Event: `limits` (Limits).
 */
@customElement('histogram-control')
export class HistogramControl extends LitElement {
  static override styles = css`
    :host {
      display: block;
    }
    .plot {
      position: relative;
      height: ${HEIGHT}px;
      background: color-mix(in srgb, var(--vscode-foreground) 6%, transparent);
      border: 1px solid var(--vscode-contrastBorder, transparent);
      touch-action: none;
    }
    svg {
      display: block;
      width: 100%;
      height: 100%;
    }
    path {
      fill: var(--vscode-charts-foreground, var(--vscode-foreground));
      opacity: 0.55;
    }
    .between {
      position: absolute;
      top: 0;
      bottom: 0;
      background: color-mix(in srgb, var(--vscode-focusBorder) 18%, transparent);
      pointer-events: none;
    }
    .handle {
      position: absolute;
      top: 0;
      bottom: 0;
      width: 11px;
      margin-left: -5.5px;
      cursor: ew-resize;
      touch-action: none;
      outline: none;
    }
    .handle::before {
      content: '';
      position: absolute;
      left: 4.5px;
      top: 0;
      bottom: 0;
      width: 2px;
      background: var(--vscode-focusBorder);
    }
    .handle::after {
      content: '';
      position: absolute;
      left: 0.5px;
      bottom: -5px;
      width: 10px;
      height: 10px;
      box-sizing: border-box;
      border-radius: 50%;
      border: 2px solid var(--vscode-contrastBorder, var(--vscode-editor-background));
      background: var(--vscode-button-background);
    }
    .handle:focus-visible::after {
      outline: 2px solid var(--vscode-focusBorder);
      outline-offset: 1px;
    }
    .numbers {
      display: flex;
      justify-content: space-between;
      gap: 8px;
      margin-top: 10px;
    }
    input {
      box-sizing: border-box;
      width: 50%;
      min-width: 0;
      padding: 2px 5px;
      font: inherit;
      font-variant-numeric: tabular-nums;
      color: var(--vscode-input-foreground);
      background: var(--vscode-input-background);
      border: 1px solid var(--vscode-input-border, var(--vscode-contrastBorder, transparent));
    }
    input:focus {
      outline: 1px solid var(--vscode-focusBorder);
    }
    input:last-child {
      text-align: right;
    }
  `;

  @property({ attribute: false }) sample = new Float32Array(0);
  @property({ attribute: false }) limits: Limits = { low: 0, high: 1 };
  @state() private dragged?: { which: keyof Limits; range: Limits };
  @query('.plot') private plot!: HTMLElement;

  private counted?: { sample: Float32Array; range: Limits; path: ReturnType<typeof svg> };
  private ends?: { sample: Float32Array; low: number; high: number };

  protected override render() {
    const range = this.dragged?.range ?? this.range;
    const at = (value: number) =>
      `${Math.min(100, Math.max(0, (100 * (value - range.low)) / (range.high - range.low)))}%`;
    const { low, high } = this.limits;
    return html`
      <div class="plot">
        <svg viewBox="0 0 ${BINS} 1" preserveAspectRatio="none" aria-hidden="true">${this.path(range)}</svg>
        <div class="between" .style=${`left:${at(low)};right:calc(100% - ${at(high)})`}></div>
        ${this.renderHandle('low', at(low), range)} ${this.renderHandle('high', at(high), range)}
      </div>
      <div class="numbers">${this.renderNumber('low')} ${this.renderNumber('high')}</div>
    `;
  }

  private renderHandle(which: keyof Limits, left: string, range: Limits) {
    return html`<div
      class="handle ${which}"
      .style=${`left:${left}`}
      tabindex="0"
      role="slider"
      aria-label=${which === 'low' ? 'Low cut, drawn darkest' : 'High cut, drawn brightest'}
      aria-valuemin=${range.low}
      aria-valuemax=${range.high}
      aria-valuenow=${this.limits[which]}
      @pointerdown=${(event: PointerEvent) => this.onDown(event, which)}
      @pointermove=${(event: PointerEvent) => this.onDrag(event)}
      @pointerup=${() => (this.dragged = undefined)}
      @keydown=${(event: KeyboardEvent) => this.onKey(event, which)}
    ></div>`;
  }

  private renderNumber(which: keyof Limits) {
    return html`<input
      class=${which}
      inputmode="decimal"
      aria-label=${which === 'low' ? 'Low cut' : 'High cut'}
      .value=${short(this.limits[which])}
      @change=${(event: Event) => {
        const input = event.target as HTMLInputElement;
        const value = Number(input.value);
        if (input.value.trim() !== '' && Number.isFinite(value)) this.change(which, value);
        else input.value = short(this.limits[which]);
      }}
    />`;
  }

  /** The values that the plot spans: those of all but a few pixels, and the cuts. */
  private get range(): Limits {
    const { sample, limits } = this;
    if (this.ends?.sample !== sample) {
      const [low, high] = quantiles(sample, [OUTSIDE, 1 - OUTSIDE]);
      this.ends = { sample, low, high };
    }
    const { low, high } = this.ends;
    const least = Number.isFinite(low) ? Math.min(low, limits.low) : limits.low;
    const most = Number.isFinite(high) ? Math.max(high, limits.high) : limits.high;
    const margin = (most - least) * 0.02 || 1;
    return { low: least - margin, high: most + margin };
  }

  private path(range: Limits) {
    const { sample } = this;
    if (
      this.counted?.sample === sample &&
      this.counted.range.low === range.low &&
      this.counted.range.high === range.high
    ) {
      return this.counted.path;
    }
    const counts = histogram(sample, range, BINS);
    const most = Math.log1p(Math.max(1, ...counts));
    const steps = Array.from(counts, (count, i) => `V${(1 - Math.log1p(count) / most).toFixed(4)}H${i + 1}`);
    const path = svg`<path d="M0 1${steps.join('')}V1Z"></path>`;
    this.counted = { sample, range, path };
    return path;
  }

  private onDown(event: PointerEvent, which: keyof Limits): void {
    (event.target as HTMLElement).setPointerCapture(event.pointerId);
    // The plot must not move under the pointer.
    this.dragged = { which, range: this.range };
  }

  private onDrag(event: PointerEvent): void {
    if (!this.dragged) return;
    const { left, width } = this.plot.getBoundingClientRect();
    const { which, range } = this.dragged;
    this.change(which, range.low + ((event.clientX - left) / width) * (range.high - range.low));
  }

  private onKey(event: KeyboardEvent, which: keyof Limits): void {
    const direction = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 }[event.key];
    if (!direction) return;
    const { low, high } = this.range;
    const step = (high - low) * KEY_STEP * (event.shiftKey ? 10 : 1);
    this.change(which, this.limits[which] + direction * step);
    event.preventDefault();
    event.stopPropagation();
  }

  /** The low cut stays below the high one. */
  private change(which: keyof Limits, value: number): void {
    const { low, high } = this.limits;
    const least = (high - low) * 1e-3 || Number.EPSILON;
    const limits =
      which === 'low' ? { low: Math.min(value, high - least), high } : { low, high: Math.max(value, low + least) };
    this.dispatchEvent(new CustomEvent('limits', { detail: limits }));
  }
}

function short(value: number): string {
  return String(Number(value.toPrecision(5)));
}
