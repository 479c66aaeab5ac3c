import type { Estimate } from '../../src/statistics';

/** A column of a table: what was measured, by name; a bare number has no interval. */
export interface Column {
  readonly name: string;
  readonly values: Readonly<Record<string, Estimate | number>>;
}

/** A Markdown table, a row a measure in the order in which they first come; what was not measured is left empty. */
export function markdownTable(columns: readonly Column[]): string {
  const names = [...new Set(columns.flatMap(({ values }) => Object.keys(values)))];
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [
    line(['measure', ...columns.map(({ name }) => name)]),
    line(['---', ...columns.map(() => '---')]),
    ...names.map((name) => line([name, ...columns.map(({ values }) => cell(values[name]))])),
  ].join('\n');
}

function cell(value: Estimate | number | undefined): string {
  if (value === undefined) return '';
  if (typeof value === 'number') return value.toFixed(3);
  return `${value.mean.toFixed(3)} (${value.low.toFixed(3)}–${value.high.toFixed(3)})`;
}
