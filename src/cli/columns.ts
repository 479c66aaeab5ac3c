/** Rows of cells as lines of a terminal, their columns two spaces apart; `left` where it is not said how they are set. */
export function columns(rows: readonly (readonly string[])[], set: readonly ('left' | 'right')[] = []): string {
  const widths = rows[0].map((_, i) => Math.max(...rows.map((row) => row[i].length)));
  const line = (row: readonly string[]) =>
    row.map((cell, i) => (set[i] === 'right' ? cell.padStart(widths[i]) : cell.padEnd(widths[i]))).join('  ');
  return rows.map((row) => `${line(row).trimEnd()}\n`).join('');
}
