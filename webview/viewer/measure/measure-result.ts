import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Measurement, Shape } from '../../../src/viewing';
import './profile-plot';

/** What was measured of a shape: statistics as a table, a profile as a curve. Event: `copy` (string). */
@customElement('measure-result')
export class MeasureResult extends LitElement {
  static override styles = css`
    :host {
      display: block;
    }
    table {
      width: 100%;
      border-collapse: collapse;
      font-variant-numeric: tabular-nums;
    }
    th {
      padding: 1px 8px 1px 0;
      text-align: left;
      font-weight: 400;
      color: var(--vscode-descriptionForeground);
    }
    td {
      text-align: right;
      user-select: text;
    }
    p {
      margin: 0 0 6px;
      color: var(--vscode-descriptionForeground);
    }
  `;

  @property({ attribute: false }) shape!: Shape;
  @property({ attribute: false }) measurement?: Measurement;
  /** Arcseconds a pixel, where the image has coordinates. */
  @property({ type: Number }) pixelScale?: number;
  /** Unit of the pixels' values, as BUNIT says; empty where it does not. */
  @property() unit = '';

  protected override render() {
    const { shape, measurement } = this;
    return html`
      <p class="shape">${shapeText(shape, this.pixelScale)}</p>
      ${measurement ? nothing : html`<p>Measuring…</p>`}
      ${
        measurement?.statistics
          ? html`<table class="statistics">
              ${statisticsRows(measurement.statistics).map(
                ([name, value]) =>
                  html`<tr>
                    <th scope="row">${name}</th>
                    <td>${value}</td>
                  </tr>`,
              )}
            </table>`
          : nothing
      }
      ${
        measurement?.profile
          ? html`<profile-plot
              .profile=${measurement.profile}
              unit=${this.unit}
              .pixelScale=${this.pixelScale}
              xLabel=${shape.kind === 'circle' ? 'radius' : 'distance'}
            ></profile-plot>`
          : nothing
      }
    `;
  }
}

/** What is copied of a measurement: lines of tab-separated values, as spreadsheets and analysis code take them. */
export function measurementText({ statistics, profile }: Measurement, unit: string): string {
  const rows = statistics ? statisticsRows(statistics).map(([name, value]) => `${name}\t${value}`) : [];
  const curve = profile
    ? [
        `pixels\tvalue${unit ? ` (${unit})` : ''}`,
        ...Array.from(profile.distance, (distance, i) => `${distance}\t${profile.value[i]}`),
      ]
    : [];
  return [...rows, ...curve].join('\n');
}

function statisticsRows(statistics: NonNullable<Measurement['statistics']>): [string, string][] {
  const number = (value: number) => (Number.isNaN(value) ? 'undefined' : String(Number(value.toPrecision(7))));
  return [
    ['pixels', statistics.count.toLocaleString('en')],
    ...(statistics.undefined > 0
      ? ([['undefined', statistics.undefined.toLocaleString('en')]] satisfies [string, string][])
      : []),
    ['sum', number(statistics.sum)],
    ['mean', number(statistics.mean)],
    ['median', number(statistics.median)],
    ['standard deviation', number(statistics.standardDeviation)],
    ['minimum', number(statistics.min)],
    ['maximum', number(statistics.max)],
  ];
}

function shapeText(shape: Shape, pixelScale: number | undefined): string {
  const length = (pixels: number) =>
    `${pixels.toFixed(1)} px${pixelScale ? ` (${(pixels * pixelScale).toPrecision(3)}″)` : ''}`;
  const point = ({ x, y }: { x: number; y: number }) => `${(x + 0.5).toFixed(1)}, ${(y + 0.5).toFixed(1)}`;
  switch (shape.kind) {
    case 'line': {
      const { from, to } = shape;
      return `Line of ${length(Math.hypot(to.x - from.x, to.y - from.y))}`;
    }
    case 'circle':
      return `Circle at ${point(shape.centre)}, radius ${length(shape.radius)}`;
    case 'box': {
      const { from, to } = shape;
      return `Box of ${Math.round(Math.abs(to.x - from.x))} × ${Math.round(Math.abs(to.y - from.y))} px`;
    }
  }
}
