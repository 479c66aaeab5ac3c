import { css, html, nothing, svg } from 'lit';

const [WIDTH, HEIGHT] = [340, 230];
const MARGIN = { left: 58, right: 10, top: 10, bottom: 36 };
const TICKS = 4;
/** Lines differ by colour and by dashes; more than these begin anew. */
export const SERIES_KINDS = 7;
/** More intervals over one another tell nothing. */
const MOST_BANDS = 3;

export interface Series {
  readonly name: string;
  readonly x: readonly number[];
  readonly y: readonly number[];
  /** Ends of an interval at some places. */
  readonly band?: { readonly x: readonly number[]; readonly low: readonly number[]; readonly high: readonly number[] };
  /** A line for the eye, that is no measurement. */
  readonly guide?: boolean;
}

export interface Axes {
  readonly title: string;
  readonly x: string;
  readonly y: string;
  /** From the lines unless said. */
  readonly xRange?: readonly [number, number];
  readonly yRange?: readonly [number, number];
  /** A place on the x axis that is pointed out. */
  readonly mark?: { readonly x: number; readonly y: number };
  /** What it shows, for whom does not see it. */
  readonly words: string;
}

/** Lines in a frame, with a legend where there is more than one. */
export function lineChart(axes: Axes, all: readonly Series[]) {
  const lines = all.filter(({ guide }) => !guide);
  const [x0, x1] = axes.xRange ?? rangeOf(all.flatMap(({ x }) => x));
  const [y0, y1] =
    axes.yRange ?? rangeOf(all.flatMap(({ y, band }) => [...y, ...(band?.low ?? []), ...(band?.high ?? [])]));
  const px = (x: number) => MARGIN.left + ((x - x0) / (x1 - x0)) * (WIDTH - MARGIN.left - MARGIN.right);
  const py = (y: number) => HEIGHT - MARGIN.bottom - ((y - y0) / (y1 - y0)) * (HEIGHT - MARGIN.top - MARGIN.bottom);
  const points = (xs: readonly number[], ys: readonly number[]) =>
    xs.flatMap((x, i) => (Number.isFinite(ys[i]) ? [`${px(x).toFixed(1)},${py(ys[i]).toFixed(1)}`] : [])).join(' ');
  const ticks = (from: number, to: number) => Array.from({ length: TICKS + 1 }, (_, i) => from + ((to - from) * i) / TICKS); // prettier-ignore
  const [bottom, right] = [HEIGHT - MARGIN.bottom, WIDTH - MARGIN.right];
  return html`<figure class="chart">
    <figcaption>${axes.title}</figcaption>
    <svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${axes.title}: ${axes.words}">
      ${ticks(y0, y1).map(
        (y) =>
          svg`<line class="rule" x1=${MARGIN.left} x2=${right} y1=${py(y)} y2=${py(y)} /><text class="tick" x=${MARGIN.left - 6} y=${py(y) + 4} text-anchor="end">${short(y)}</text>`,
      )}
      ${ticks(x0, x1).map((x) => svg`<text class="tick" x=${px(x)} y=${bottom + 15} text-anchor="middle">${short(x)}</text>`)}
      <text class="axis" x=${(MARGIN.left + right) / 2} y=${HEIGHT - 4} text-anchor="middle">${axes.x}</text>
      <text
        class="axis"
        x="11"
        y=${(MARGIN.top + bottom) / 2}
        text-anchor="middle"
        transform="rotate(-90 11 ${(MARGIN.top + bottom) / 2})"
      >
        ${axes.y}
      </text>
      ${all.map(({ x, y, band, guide }) => {
        const i = lines.findIndex((line) => line.x === x && line.y === y) % SERIES_KINDS;
        const area =
          band && lines.length <= MOST_BANDS
            ? svg`<polygon class="band s${i}" points="${points(band.x, band.high)} ${points(band.x.toReversed(), band.low.toReversed())}" />`
            : nothing;
        const dots = !guide && x.length <= 12 ? x.map((at, k) => svg`<circle class="s${i}" cx=${px(at)} cy=${py(y[k])} r="2.6" />`) : nothing; // prettier-ignore
        return svg`${area}<polyline class=${guide ? 'guide' : `s${i}`} points=${points(x, y)} />${dots}`;
      })}
      ${axes.mark ? svg`<circle class="mark" cx=${px(axes.mark.x)} cy=${py(axes.mark.y)} r="5" />` : nothing}
    </svg>
    ${
      lines.length > 1
        ? html`<ul class="legend">
            ${lines.map(
              ({ name }, i) =>
                html`<li>
                  <svg width="22" height="8" aria-hidden="true">
                    <line class="s${i % SERIES_KINDS}" x1="0" x2="22" y1="4" y2="4" />
                  </svg>
                  ${name}
                </li>`,
            )}
          </ul>`
        : nothing
    }
  </figure>`;
}

export const chartStyles = css`
  .chart {
    min-width: 0;
    margin: 0;
  }
  .chart figcaption {
    margin-bottom: 4px;
    font-weight: 600;
  }
  .chart > svg {
    display: block;
    width: 100%;
    max-width: 420px;
  }
  .chart text {
    font-size: 11px;
    fill: var(--vscode-descriptionForeground);
  }
  .rule {
    stroke: color-mix(in srgb, var(--vscode-foreground) 14%, transparent);
  }
  .chart polyline,
  .legend line {
    fill: none;
    stroke: var(--series);
    stroke-width: 2;
    stroke-linejoin: round;
  }
  .chart circle {
    fill: var(--series);
  }
  .chart .band {
    fill: var(--series);
    opacity: 0.18;
  }
  .chart .guide {
    stroke: var(--vscode-descriptionForeground);
    stroke-width: 1;
    stroke-dasharray: 3 4;
  }
  .chart .mark {
    fill: var(--vscode-editor-background);
    stroke: var(--vscode-foreground);
    stroke-width: 2;
  }
  .s0 {
    --series: var(--vscode-charts-blue);
  }
  .s1 {
    --series: var(--vscode-charts-orange);
    stroke-dasharray: 7 3;
  }
  .s2 {
    --series: var(--vscode-charts-green);
    stroke-dasharray: 2 3;
  }
  .s3 {
    --series: var(--vscode-charts-purple);
    stroke-dasharray: 9 3 2 3;
  }
  .s4 {
    --series: var(--vscode-charts-red);
    stroke-dasharray: 5 2;
  }
  .s5 {
    --series: var(--vscode-charts-yellow);
    stroke-dasharray: 12 4;
  }
  .s6 {
    --series: var(--vscode-foreground);
    stroke-dasharray: 1 3;
  }
  circle.s1,
  circle.s2,
  circle.s3,
  circle.s4,
  circle.s5,
  circle.s6 {
    stroke-dasharray: none;
  }
  .legend {
    display: flex;
    flex-wrap: wrap;
    gap: 2px 14px;
    margin: 4px 0 0;
    padding: 0;
    list-style: none;
    color: var(--vscode-descriptionForeground);
  }
`;

function rangeOf(values: readonly number[]): [number, number] {
  const finite = values.filter(Number.isFinite);
  if (finite.length === 0) return [0, 1];
  const [from, to] = [Math.min(...finite), Math.max(...finite)];
  return from === to ? [from - 0.5, to + 0.5] : [from, to];
}

const short = (value: number) => String(Number(value.toPrecision(3)));
