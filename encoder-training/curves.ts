import type { LogRow } from './log';

const PANEL = { width: 280, height: 150, left: 44, right: 12, top: 26, bottom: 24 };
const COLUMNS = 3;
const INK = '#808080';
const CURVE = '#3a87d0';

/** The losses of a run over its steps, a panel each, as SVG that is seen on light and on dark pages. */
export function curvesSvg(rows: readonly LogRow[]): string {
  const names = Object.keys(rows[0]).filter((name) => !['step', 'gradient', 'rate'].includes(name));
  const width = PANEL.width * COLUMNS;
  const height = PANEL.height * Math.ceil(names.length / COLUMNS);
  const panels = names.map((name, i) => {
    const at = [(i % COLUMNS) * PANEL.width, Math.floor(i / COLUMNS) * PANEL.height];
    return `<g transform="translate(${at.join(' ')})">${panel(name, rows)}</g>`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}"`,
    ` font-family="sans-serif" font-size="11" fill="${INK}">\n${panels.join('\n')}\n</svg>\n`,
  ].join('');
}

function panel(name: string, rows: readonly LogRow[]): string {
  const { width, height, left, right, top, bottom } = PANEL;
  const values = rows.map((row) => row[name]);
  const last = rows[rows.length - 1].step;
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const range = high > low ? high - low : 1;
  const x = (step: number) => left + (step / last) * (width - left - right);
  const y = (value: number) => top + ((high - value) / range) * (height - top - bottom);
  const points = rows.map((row) => `${x(row.step).toFixed(1)},${y(row[name]).toFixed(1)}`).join(' ');
  const tick = (value: number) =>
    `<text x="${left - 6}" y="${y(value) + 4}" text-anchor="end">${Number(value.toPrecision(3))}</text>`;
  return [
    `<text x="${left}" y="${top - 10}" font-weight="bold">${name}</text>`,
    `<path d="M${left} ${top}V${height - bottom}H${width - right}" fill="none" stroke="${INK}"/>`,
    tick(high),
    tick(low),
    `<text x="${width - right}" y="${height - bottom + 14}" text-anchor="end">${last} steps</text>`,
    `<polyline points="${points}" fill="none" stroke="${CURVE}" stroke-width="1.5"/>`,
  ].join('');
}
