import type { Curve } from './report';

/** Colours that people with any colour vision tell apart (Okabe and Ito 2008). */
const COLOURS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#000000'];
const [WIDTH, HEIGHT] = [460, 340];
const MARGIN = { left: 62, right: 14, top: 30, bottom: 48 };
const TICKS = 5;

export interface ChartLine extends Curve {
  readonly dashed?: boolean;
}

export interface ChartAxes {
  readonly title: string;
  readonly x: string;
  readonly y: string;
  /** From the lines unless said. */
  readonly xRange?: readonly [number, number];
  readonly yRange?: readonly [number, number];
}

/** Lines in a frame, as an SVG document. */
export function lineChart(axes: ChartAxes, lines: readonly ChartLine[]): string {
  const [x0, x1] = axes.xRange ?? rangeOf(lines.flatMap(({ x }) => x));
  const [y0, y1] =
    axes.yRange ?? rangeOf(lines.flatMap(({ y, band }) => [...y, ...(band?.low ?? []), ...(band?.high ?? [])]));
  const px = (x: number) => MARGIN.left + ((x - x0) / (x1 - x0)) * (WIDTH - MARGIN.left - MARGIN.right);
  const py = (y: number) => HEIGHT - MARGIN.bottom - ((y - y0) / (y1 - y0)) * (HEIGHT - MARGIN.top - MARGIN.bottom);
  const points = (xs: readonly number[], ys: readonly number[]) =>
    xs.flatMap((x, i) => (Number.isFinite(ys[i]) ? [`${fixed(px(x))},${fixed(py(ys[i]))}`] : [])).join(' ');
  const ticks = (from: number, to: number) =>
    Array.from({ length: TICKS + 1 }, (_, i) => from + ((to - from) * i) / TICKS);
  const parts = [
    `<rect x="${MARGIN.left}" y="${MARGIN.top}" width="${WIDTH - MARGIN.left - MARGIN.right}" height="${HEIGHT - MARGIN.top - MARGIN.bottom}" fill="none" stroke="#888"/>`,
    ...ticks(x0, x1).map((x) => label(px(x), HEIGHT - MARGIN.bottom + 16, short(x), 'middle')),
    ...ticks(y0, y1).map((y) => label(MARGIN.left - 6, py(y) + 4, short(y), 'end')),
    label(WIDTH / 2, 18, axes.title, 'middle', 'font-weight="bold"'),
    label(WIDTH / 2, HEIGHT - 10, axes.x, 'middle'),
    label(14, HEIGHT / 2, axes.y, 'middle', `transform="rotate(-90 14 ${HEIGHT / 2})"`),
    ...lines.flatMap(({ name, x, y, dashed, band }, i) => {
      const colour = COLOURS[i % COLOURS.length];
      const area = band ? `${points(band.x, band.high)} ${points(band.x.toReversed(), band.low.toReversed())}` : '';
      return [
        ...(band ? [`<polygon points="${area}" fill="${colour}" opacity="0.15"/>`] : []),
        `<polyline points="${points(x, y)}" fill="none" stroke="${colour}" stroke-width="1.8"${dashed ? ' stroke-dasharray="5 4"' : ''}/>`,
        ...(name === '' ? [] : [label(MARGIN.left + 10, MARGIN.top + 16 + 15 * i, name, 'start', `fill="${colour}"`)]),
      ];
    }),
  ];
  return svg(WIDTH, HEIGHT, parts);
}

/** Counts in a square, the darker the more of their row. */
export function matrixChart(title: string, names: readonly string[], counts: readonly (readonly number[])[]): string {
  const cell = Math.max(34, Math.min(72, 420 / names.length));
  const left = 30 + 7 * Math.max(...names.map(({ length }) => length));
  const [width, height] = [left + cell * names.length + 16, 64 + cell * names.length + 16];
  const cells = counts.flatMap((row, i) => {
    const sum = row.reduce((total, count) => total + count, 0) || 1;
    return row.flatMap((count, j) => [
      `<rect x="${left + j * cell}" y="${64 + i * cell}" width="${cell}" height="${cell}" fill="#0072b2" fill-opacity="${fixed((0.85 * count) / sum)}" stroke="#888"/>`,
      label(
        left + (j + 0.5) * cell,
        68 + (i + 0.5) * cell,
        String(count),
        'middle',
        count / sum > 0.6 ? 'fill="#fff"' : '',
      ),
    ]);
  });
  return svg(width, height, [
    label(width / 2, 18, title, 'middle', 'font-weight="bold"'),
    label(left, 40, 'predicted →, truth ↓', 'start'),
    ...names.map((name, j) => label(left + (j + 0.5) * cell, 58, name, 'middle')),
    ...names.map((name, i) => label(left - 8, 68 + (i + 0.5) * cell, name, 'end')),
    ...cells,
  ]);
}

function svg(width: number, height: number, parts: readonly string[]): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12">`,
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    ...parts,
    '</svg>',
    '',
  ].join('\n');
}

function label(x: number, y: number, text: string, anchor: string, more = ''): string {
  return `<text x="${fixed(x)}" y="${fixed(y)}" text-anchor="${anchor}" ${more}>${escaped(text)}</text>`;
}

/** Names come from label files: markup in them stays text. */
function escaped(text: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  return text.replace(/\p{Cc}/gu, ' ').replace(/[&<>"]/g, (c) => entities[c]);
}

function rangeOf(values: readonly number[]): [number, number] {
  let [from, to] = [Infinity, -Infinity];
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    from = Math.min(from, value);
    to = Math.max(to, value);
  }
  if (!(from <= to)) return [0, 1];
  return from === to ? [from - 0.5, to + 0.5] : [from, to];
}

const fixed = (value: number) => String(Number(value.toFixed(2)));
const short = (value: number) => String(Number(value.toPrecision(3)));
