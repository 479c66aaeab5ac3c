import { columnText } from '../../../src/expressions';
import type { TableColumn } from '../../../src/contracts/labels';

/**
 * A filter that works on these columns, to show how one is written: a class or tag that is there, a number, or whether there is a value;
 * without tables one of the position, which every galaxy with coordinates has.
 */
export function filterExample(columns: readonly TableColumn[]): string {
  const classes = columns.find(({ kind, values }) => kind === 'class' && values?.length);
  if (classes) return `${columnText(classes.name)} == ${literal(classes, classes.values![0].value)}`;
  const tags = columns.find(({ kind, values }) => kind === 'tags' && values?.length);
  if (tags) return `${columnText(tags.name)} contains ${JSON.stringify(tags.values![0].value)}`;
  const number = columns.find(({ kind }) => kind === 'number' || kind === 'rating');
  if (number) return `${columnText(number.name)} > 0`;
  // A path or an identifier is hardly ever missing.
  const first = columns.find(({ kind }) => kind !== 'path' && kind !== 'id');
  return first ? `${columnText(first.name)} is missing` : 'dec > 0';
}

function literal({ type }: TableColumn, value: string): string {
  return type === 'number' ? value : JSON.stringify(value);
}
