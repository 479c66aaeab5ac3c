import type { TableState } from './protocol';

/** Problems of a table that are told one by one. */
const TOLD = 3;

/** What is odd about a table, was left out of it or guessed: `:line: reason` each, as it stands behind the file's name. */
export function problemLines({ problems }: Pick<TableState, 'problems'>): string[] {
  const lines = problems.slice(0, TOLD).map(({ line, reason }) => `${line === undefined ? '' : `:${line}`}: ${reason}`);
  const more = problems.length - lines.length;
  return more > 0 ? [...lines, `: and ${more} more such lines at least`] : lines;
}
