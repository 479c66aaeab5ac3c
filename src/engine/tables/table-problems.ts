import type { TableState } from '../protocol';

/** Problems of a table that are told one by one. */
const MOST_NAMED = 3;

/**
 * What is odd about a table, was left out of it or guessed, as lines `name:line: reason`.
 * @param name of the file, as its reader knows it
 */
export function problemLines({ problems }: Pick<TableState, 'problems'>, name: string): string[] {
  const lines = problems
    .slice(0, MOST_NAMED)
    .map(({ line, reason }) => `${name}${line === undefined ? '' : `:${line}`}: ${reason}`);
  const more = problems.length - lines.length;
  return more > 0 ? [...lines, `${name}: and ${more} more such lines at least`] : lines;
}
