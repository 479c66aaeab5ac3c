import type { TableState } from './protocol';

/** Columns that a message lists. */
const LISTED = 12;

/** Why no row is about a galaxy: each names several, or several name one; or none is named in any way that was tried. */
export function whyUnmatched({ rows, candidates, columns }: TableState): string {
  const [most] = [...candidates].sort((a, b) => b.ambiguous - a.ambiguous);
  if (most !== undefined && most.ambiguous > 0) {
    return (
      `${most.ambiguous} of ${rows} rows are ambiguous by ${most.by} (${most.columns.join(', ')}): ` +
      'several rows name one galaxy, or a row names several; keep one row a galaxy, and paths where files have the same name'
    );
  }
  const names = columns.map(({ name }) => name);
  const listed = names.length > LISTED ? `${names.slice(0, LISTED).join(', ')}, …` : names.join(', ');
  return `none of its ${rows} rows is about a galaxy of the index; its columns are ${listed}: a path, a file name, an identifier in it, or ra and dec are matched`;
}
